import { randomBytes } from 'node:crypto';
import {
  type ApiRegistration,
  apiOf,
  type Conversation,
  type Credentials,
  findRegistration,
  isReachableFrom,
  type Provider,
  type Registered,
  type Registration,
  type RegistrationTarget,
  register,
  renewRegistration,
  type Settings,
} from '@signal-hooks/catalogue';
import type { Millis, Source, SourceSecrets } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { ServiceDeps } from '../deps.ts';
import { settingsForRegistration } from './input.ts';
import { RegistrationClient } from './registration-client.ts';

/** A source as far as registering needs it. */
export interface Registrable {
  readonly source: Pick<Source, 'id' | 'name' | 'events' | 'registrationId'>;
  readonly provider: Provider;
  readonly secrets: SourceSecrets;
}

/** What a registration brought. */
export interface RegistrarResult {
  readonly registrationId: string;
  /** Null: the stored ones stay right. */
  readonly credentials: Credentials | null;
}

/** Everything that can be talked about with a provider's API. */
interface Talk {
  readonly provider: Provider;
  readonly api: ApiRegistration;
  readonly settings: Settings;
  readonly target: RegistrationTarget;
}

/** Registers sources at their providers. It keeps nothing: what comes back is for the caller to store. */
export class Registrar {
  readonly #client: RegistrationClient;
  readonly #publicUrl: string | null;
  readonly #log: ServiceDeps['log'];

  constructor(
    deps: Pick<
      ServiceDeps,
      'client' | 'rules' | 'log' | 'version' | 'publicUrl' | 'providerTimeoutMs'
    >,
  ) {
    this.#client = new RegistrationClient(deps);
    this.#publicUrl = deps.publicUrl;
    this.#log = deps.log;
  }

  /**
   * Whether {@link register} can be tried, without asking anybody.
   * @throws {GatewayError} `invalid_request` or `public_url_missing`
   */
  check(ready: Registrable): void {
    checkReachable(this.#talk(ready));
  }

  /**
   * Re-enables, renews, replaces or creates: see the catalogue's `register`.
   * @throws {GatewayError} `public_url_missing`, and see {@link RegistrationClient.run}
   */
  register(ready: Registrable): Promise<RegistrarResult> {
    const talk = this.#talk(ready);
    const { api, settings, target } = talk;
    const stored = storedRegistration(ready);
    return this.#run(ready, talk, register(api, settings, target, stored), stored);
  }

  /** Gets new credentials for the registration. @throws see {@link register} */
  renew(ready: Registrable): Promise<RegistrarResult> {
    const talk = this.#talk(ready);
    const { api, settings, target } = talk;
    const { registrationId } = ready.source;
    return this.#run(ready, talk, renewRegistration(api, settings, target, registrationId), null);
  }

  /** Removes a registration; one that is already gone counts as removed. */
  async remove(ready: Registrable, registrationId: string): Promise<void> {
    const { name, registration } = ready.provider;
    const { api } = registration;
    if (api === null) return;
    const settings = settingsForRegistration(ready.provider, ready.secrets.settings);
    const conversation = api.remove(settings, registrationId);
    await this.#client.run({ name, api, settings, conversation });
  }

  /** What the provider knows of the source now; null if nothing. */
  async find(ready: Registrable): Promise<Registration | null> {
    const { provider, api, settings, target } = this.#talk(ready);
    const conversation = findRegistration(api, settings, target, ready.source.registrationId);
    return this.#client.run({ name: provider.name, api, settings, conversation });
  }

  async #run(
    { source }: Registrable,
    talk: Talk,
    conversation: Conversation<Registered>,
    stored: Registered | null,
  ): Promise<RegistrarResult> {
    checkReachable(talk);
    const { api, settings } = talk;
    const { name } = talk.provider;
    const result = await this.#client.run({ name, api, settings, conversation });
    if (result.leftBehind !== undefined) {
      const { leftBehind } = result;
      this.#log.warn({ source: source.id, leftBehind }, 'old registrations could not be removed');
    }
    const isUnchanged = result.credentials === stored?.credentials;
    return { registrationId: result.id, credentials: isUnchanged ? null : result.credentials };
  }

  #talk({ source, provider, secrets }: Registrable): Talk {
    const settings = settingsForRegistration(provider, secrets.settings);
    const api = apiOf(provider);
    if (this.#publicUrl === null) {
      throw new GatewayError(
        'public_url_missing',
        `${provider.name} must be told where to send. Start the gateway with its public URL: set SIGNAL_HOOKS_URL.`,
      );
    }
    const target: RegistrationTarget = {
      url: ingestUrl(this.#publicUrl, source.id),
      name: source.name,
      events: source.events.length > 0 ? source.events : provider.registration.defaultEvents,
      newSecret: newSecret(),
    };
    return { provider, api, settings, target };
  }
}

/** Registering an address that the provider cannot reach succeeds, and then nothing ever comes. */
function checkReachable({ provider, api, settings, target }: Talk): void {
  if (isReachableFrom(api.address(settings), target.url)) return;
  throw new GatewayError(
    'public_url_missing',
    `${provider.name} cannot reach this gateway at ${new URL(target.url).origin}: that address is known only on ` +
      'this machine or in its own network. Set SIGNAL_HOOKS_URL to the address under which the gateway is ' +
      'reached from the internet, such as https://hooks.example.com.',
  );
}

/** Where a source's provider sends to. */
export const ingestUrl = (publicUrl: string, sourceId: string): string =>
  `${publicUrl}/in/${sourceId}`;

/** Fresh randomness in the form that every provider takes: 64 hex digits. */
export const newSecret = (): string => randomBytes(32).toString('hex');

/** The credentials count only for the registration they came with. */
function storedRegistration({ source, secrets }: Registrable): Registered | null {
  const { secrets: shared, publicKeys, authorization } = secrets;
  const { registrationId: id } = source;
  if (id === null || (shared.length === 0 && publicKeys.length === 0)) return null;
  return { id, credentials: { secrets: shared, publicKeys, authorization } };
}

/**
 * Puts the credentials that a registration brought in the place of the stored ones.
 * @param retireUntil how long secrets that are replaced are still accepted
 */
export function takeOver(
  stored: SourceSecrets,
  credentials: Credentials,
  retireUntil: Millis,
): SourceSecrets {
  const secrets = credentials.secrets ?? stored.secrets;
  return {
    ...stored,
    ...retire(stored, secrets, retireUntil),
    publicKeys: credentials.publicKeys ?? stored.publicKeys,
    authorization: credentials.authorization ?? stored.authorization,
    // With a secret or key in hand nothing unsigned is taken any more.
    unsigned: false,
  };
}

/** Most replaced secrets that are still accepted: each costs one more HMAC. */
const MAX_RETIRING = 5;

/** Puts new secrets in the place of the old ones, which are still accepted until a time. */
export function retire(
  stored: SourceSecrets,
  secrets: readonly string[],
  until: Millis,
): Pick<SourceSecrets, 'secrets' | 'retiring'> {
  const replaced = stored.secrets.filter((secret) => !secrets.includes(secret));
  const retiring = [
    ...replaced.map((secret) => ({ secret, until })),
    ...stored.retiring.filter(({ secret }) => !secrets.includes(secret)),
  ];
  return { secrets, retiring: retiring.slice(0, MAX_RETIRING) };
}

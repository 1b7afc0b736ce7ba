import { randomBytes } from 'node:crypto';
import {
  type ApiRegistration,
  type Credentials,
  type Provider,
  type Registration,
  type RegistrationTarget,
  register,
  type Settings,
} from '@signal-hooks/catalogue';
import type { Millis, Source, SourceSecrets } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import type { ServiceDeps } from './deps.ts';
import { RegistrationClient } from './registration-client.ts';
import { settingsForRegistration } from './source-input.ts';

/** A source as far as registering needs it. */
export interface Registrable {
  readonly source: Pick<Source, 'id' | 'name' | 'events'>;
  readonly provider: Provider;
  readonly secrets: SourceSecrets;
}

/** What a registration brought. */
export interface RegistrarResult {
  readonly registrationId: string;
  readonly secrets: SourceSecrets;
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

  constructor(
    deps: Pick<
      ServiceDeps,
      'client' | 'rules' | 'log' | 'version' | 'publicUrl' | 'providerTimeoutMs'
    >,
  ) {
    this.#client = new RegistrationClient(deps);
    this.#publicUrl = deps.publicUrl;
  }

  /**
   * Whether {@link register} can be tried, without asking anybody.
   * @throws {GatewayError} `invalid_request` or `public_url_missing`
   */
  check(ready: Registrable): void {
    this.#talk(ready);
  }

  /**
   * Adopts, re-enables, renews or creates.
   * @param known whether the credentials now held are those of the registration; otherwise new ones are got
   * @param retireUntil how long secrets that were replaced are still accepted
   * @throws {GatewayError} see {@link RegistrationClient.run}
   */
  async register(
    ready: Registrable,
    known: boolean,
    retireUntil: Millis,
  ): Promise<RegistrarResult> {
    const { provider, api, settings, target } = this.#talk(ready);
    const held = known ? heldCredentials(ready.secrets) : null;
    const conversation = register(api, settings, target, held);
    const { id, credentials } = await this.#client.run({
      name: provider.name,
      api,
      settings,
      conversation,
    });
    return {
      registrationId: id,
      secrets: takeOver(ready.secrets, credentials, retireUntil),
    };
  }

  /** Removes a registration; one that is already gone counts as removed. */
  async remove(ready: Registrable, registrationId: string): Promise<void> {
    const { name, registration: api } = ready.provider;
    if (api.kind !== 'api') return;
    const settings = settingsForRegistration(ready.provider, ready.secrets.settings);
    const conversation = api.remove(settings, registrationId);
    await this.#client.run({ name, api, settings, conversation });
  }

  /** What the provider knows of the source now; null if nothing. */
  async find(ready: Registrable): Promise<Registration | null> {
    const { provider, api, settings, target } = this.#talk(ready);
    const conversation = api.find(settings, target);
    return this.#client.run({ name: provider.name, api, settings, conversation });
  }

  #talk({ source, provider, secrets }: Registrable): Talk {
    const settings = settingsForRegistration(provider, secrets.settings);
    const api = provider.registration as ApiRegistration;
    if (this.#publicUrl === null) {
      throw new GatewayError(
        'public_url_missing',
        `${provider.name} must be told where to send. Start the gateway with its public URL: set SIGNAL_HOOKS_URL.`,
      );
    }
    const target: RegistrationTarget = {
      url: ingestUrl(this.#publicUrl, source.id),
      name: source.name,
      events:
        source.events.length > 0
          ? source.events
          : (api.defaultEvents ?? Object.keys(provider.events)),
      newSecret: newSecret(),
    };
    return { provider, api, settings, target };
  }
}

/** Where a source's provider sends to. */
export const ingestUrl = (publicUrl: string, sourceId: string): string =>
  `${publicUrl}/in/${sourceId}`;

/** Fresh randomness in the form that every provider takes: 64 hex digits. */
export const newSecret = (): string => randomBytes(32).toString('hex');

function heldCredentials(secrets: SourceSecrets): Credentials | null {
  const { secrets: shared, publicKeys, authorization } = secrets;
  if (shared.length === 0 && publicKeys.length === 0) return null;
  return { secrets: shared, publicKeys, authorization };
}

function takeOver(
  held: SourceSecrets,
  credentials: Credentials,
  retireUntil: Millis,
): SourceSecrets {
  const secrets = credentials.secrets ?? held.secrets;
  return {
    ...held,
    ...retire(held, secrets, retireUntil),
    publicKeys: credentials.publicKeys ?? held.publicKeys,
    authorization: credentials.authorization ?? held.authorization,
    // With a secret or key in hand nothing unsigned is taken any more.
    unsigned: false,
  };
}

/** Most replaced secrets that are still accepted: each costs one more HMAC. */
const MAX_RETIRING = 5;

/** Puts new secrets in the place of the old ones, which are still accepted until a time. */
export function retire(
  held: SourceSecrets,
  secrets: readonly string[],
  until: Millis,
): Pick<SourceSecrets, 'secrets' | 'retiring'> {
  const replaced = held.secrets.filter((secret) => !secrets.includes(secret));
  const retiring = [
    ...replaced.map((secret) => ({ secret, until })),
    ...held.retiring.filter(({ secret }) => !secrets.includes(secret)),
  ];
  return { secrets, retiring: retiring.slice(0, MAX_RETIRING) };
}

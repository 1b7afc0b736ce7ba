import { findProvider, type ProviderId, type Registration } from '@signal-hooks/catalogue';
import type { Millis, Rejection, Source, SourceSecrets } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { IngestResult } from '../ingest/ingest.ts';
import { type KnownSource, openSource, type ReadySource } from '../ready.ts';
import type { Page, PageRequest } from '../store/store.ts';
import type { ServiceDeps } from './deps.ts';
import { Exclusive } from './exclusive.ts';
import { pageOf } from './paging.ts';
import { Registrar, type RegistrarResult, retire, takeOver } from './registrar.ts';
import { type Change, type Changing, isAnother, withInput } from './source-change.ts';
import {
  applyInput,
  checkSecrets,
  invalid,
  refuseIgnored,
  type SourceInput,
} from './source-input.ts';
import { type SampleChoice, sampleRequest } from './source-sample.ts';
import { isSecretOurs, makeSecret } from './source-secret.ts';

/** A source to be added. */
export interface NewSource extends SourceInput {
  /** A provider's id. */
  readonly provider: string;
  readonly secrets?: readonly string[];
  /** Absent: if there are settings to register with. */
  readonly register?: boolean;
}

/** A source with a secret that was made for it: shown now and never again. */
export interface SourceWithSecret {
  readonly ready: ReadySource;
  /** Null if no secret was made here, or if the provider knows it without anybody's help. */
  readonly secret: string | null;
}

/** What the provider says about a source's registration. */
export interface RegistrationStatus {
  /** Null if it knows nothing of this source. */
  readonly registration: Registration | null;
}

/** How long a replaced secret is accepted by default: a provider's retries go on for hours. */
const SECRET_GRACE_HOURS = 24;
const HOUR_MS = 3600_000;

const NOTHING: SourceSecrets = {
  secrets: [],
  publicKeys: [],
  authorization: [],
  unsigned: false,
  settings: {},
  retiring: [],
};

/** Adds, changes and removes sources, and registers them at their providers. */
export class SourceService {
  readonly #deps: ServiceDeps;
  readonly #registrar: Registrar;
  readonly #changes: Exclusive = new Exclusive();

  constructor(deps: ServiceDeps) {
    this.#deps = deps;
    this.#registrar = new Registrar(deps);
  }

  /**
   * Adds a source, and registers it if asked to. It is known here before the provider is
   * asked: SalesIQ sends a HEAD to the ingest URL first. If the provider refuses, the source
   * is gone again.
   *
   * Where the user enters the secret at the provider, one is made here if none is given. A source of
   * one that makes the secret itself refuses everything until {@link rotate} gives it that secret.
   * @throws {GatewayError} `invalid_request`, `public_url_missing`, or what {@link register} throws
   */
  async add(input: NewSource): Promise<SourceWithSecret> {
    const provider = findProvider(input.provider);
    if (provider === undefined) {
      throw invalid([{ path: 'provider', message: 'There is no such provider.' }]);
    }
    const wanted = input.register ?? Object.keys(input.settings ?? {}).length > 0;
    if (wanted) refuseIgnored(provider, NOTHING, input);
    let secrets = applyInput(provider, NOTHING, input);
    const lacksSecret = secrets.secrets.length === 0 && !secrets.unsigned;
    const made = lacksSecret && isSecretOurs(provider) ? makeSecret(provider) : null;
    if (made !== null) secrets = { ...secrets, secrets: [made] };
    const now = this.#deps.now();
    const id = newId('src', now);
    const source: Source = {
      id,
      provider: provider.id,
      name: input.name ?? provider.name,
      sealed: this.#deps.vault.seal(secrets, id),
      events: [...new Set(input.events ?? [])],
      registrationId: null,
      createdAt: now,
      lastEventAt: null,
      lastPingAt: null,
    };
    if (wanted) this.#registrar.check({ source, provider, secrets });
    return this.#changes.run(id, async () => {
      await this.#put(source);
      if (wanted) await this.#registerOrForget(id);
      return { ready: await this.#find(id), secret: made };
    });
  }

  /** Newest first. */
  async list(
    filter: { readonly provider: ProviderId | null },
    page: PageRequest,
  ): Promise<Page<KnownSource>> {
    const { directory } = this.#deps;
    await directory.refresh();
    const all = [...directory.sources(), ...directory.unusableSources()];
    const sources = (await this.#withSigns(all)).filter(
      ({ source }) => filter.provider === null || source.provider === filter.provider,
    );
    return pageOf('sources', sources, page, ({ source }) => source);
  }

  /** @throws {GatewayError} `source_not_found` */
  get(id: string): Promise<KnownSource> {
    return this.#findAny(id);
  }

  /**
   * Changes what is given. Where events or settings of a registered source change, the
   * registration is changed with them, or nothing is.
   * @throws {GatewayError} `source_not_found`, `invalid_request`, or what {@link register} throws
   */
  update(id: string, input: SourceInput): Promise<ReadySource> {
    return this.#changes.run(id, async () => {
      const stored = await this.#find(id);
      const { source, provider } = stored;
      const changing: Change = (now) => withInput(provider, now, input);
      const next = changing(stored);
      const isElsewhere =
        source.registrationId !== null &&
        (input.events !== undefined || input.settings !== undefined);
      if (source.registrationId !== null) refuseIgnored(provider, stored.secrets, input);
      if (!isElsewhere) return this.#change(id, changing);
      const result = await this.#registrar.register({ ...next, provider });
      const ready = await this.#change(id, (now) => this.#withResult(changing(now), result));
      if (isAnother(provider, source, result)) await this.#removeOld(stored);
      return ready;
    });
  }

  /**
   * Replaces the secret; the old one is accepted a while longer. With a secret given, that
   * one is taken over. Otherwise a registered source gets new credentials from its provider,
   * and one whose secret is entered there by hand gets a secret that is made here.
   * @throws {GatewayError} `source_not_found`, `invalid_request`, `conflict`, or what {@link register} throws
   */
  rotate(
    id: string,
    options: { readonly secret?: string; readonly graceHours?: number } = {},
  ): Promise<SourceWithSecret> {
    return this.#changes.run(id, async () => {
      const ready = await this.#find(id);
      const { source, provider } = ready;
      const until = this.#graceEnd(options.graceHours);
      if (options.secret === undefined && source.registrationId !== null) {
        const result = await this.#registrar.renew(ready);
        const renewed = await this.#change(id, (now) => this.#withResult(now, result, until));
        return { ready: renewed, secret: null };
      }
      if (provider.signature.kind !== 'hmac') {
        throw new GatewayError(
          'conflict',
          `${provider.name} signs with keys of its own. Register the source, or change its public_keys.`,
        );
      }
      const problems = options.secret === undefined ? [] : checkSecrets(provider, [options.secret]);
      if (problems.length > 0) throw invalid(problems.map((each) => ({ ...each, path: 'secret' })));
      const secret = options.secret ?? makeSecret(provider);
      const rotated = await this.#change(id, ({ source: row, secrets }) => ({
        source: row,
        secrets: { ...secrets, ...retire(secrets, [secret], until), unsigned: false },
      }));
      return { ready: rotated, secret: options.secret === undefined ? secret : null };
    });
  }

  /**
   * Removes a source with its events, and its registration first. Subscriptions to it end.
   * @param force also if the provider cannot be asked or refuses
   * @throws {GatewayError} `source_not_found`, `provider_refused` or `provider_unavailable`
   */
  remove(id: string, { force }: { readonly force: boolean }): Promise<void> {
    return this.#changes.run(id, async () => {
      const { store, directory, log } = this.#deps;
      const known = await this.#findAny(id);
      const { registrationId } = known.source;
      if (registrationId !== null) {
        try {
          await this.#registrar.remove(usable(known), registrationId);
        } catch (error) {
          if (!force || !(error instanceof GatewayError)) throw hintForce(error);
          log.warn({ source: id, code: error.code }, 'source removed, but not at its provider');
        }
      }
      await store.accounts.deleteSource(id);
      await this.#endSubscriptions(id);
      await directory.refresh();
    });
  }

  /**
   * Activates the source's registration: adopts, re-enables, renews or creates it.
   * Doing it twice registers once.
   * @throws {GatewayError} `source_not_found`, `invalid_request`, `public_url_missing`,
   *   `provider_refused`, `provider_unavailable` or `target_forbidden`
   */
  register(id: string): Promise<ReadySource> {
    return this.#changes.run(id, () => this.#register(id));
  }

  /** Removes the registration at the provider; without one nothing happens. @throws see {@link register} */
  unregister(id: string): Promise<ReadySource> {
    return this.#changes.run(id, async () => {
      const ready = await this.#find(id);
      const { registrationId } = ready.source;
      if (registrationId === null) return ready;
      await this.#registrar.remove(ready, registrationId);
      return this.#change(id, ({ source, secrets }) => {
        // Registered anew by another gateway meanwhile: that one stays.
        const isOther = source.registrationId !== registrationId;
        return { source: isOther ? source : { ...source, registrationId: null }, secrets };
      });
    });
  }

  /** Asks the provider about the source's registration. @throws see {@link register} */
  async status(id: string): Promise<RegistrationStatus> {
    return { registration: await this.#registrar.find(await this.#find(id)) };
  }

  /** The refused requests that are still kept, newest first. @throws {GatewayError} `source_not_found` */
  async rejections(id: string, page: PageRequest): Promise<Page<Rejection>> {
    await this.#findAny(id);
    return this.#deps.store.accounts.listRejections(id, page);
  }

  /**
   * Sends a sample of the provider through the real way in, signed with this source's own
   * secret. It is stored and delivered like any other event.
   * @throws {GatewayError} `source_not_found`, `invalid_request`, or `conflict` if only the provider could sign it
   */
  async test(id: string, choice: SampleChoice = {}): Promise<IngestResult> {
    const ready = await this.#find(id);
    const { body, headers } = sampleRequest(ready, choice, this.#deps.now());
    return this.#deps.ingestTest(ready, body, headers);
  }

  /** @throws {GatewayError} `source_not_found`, or `conflict` if it is unusable */
  async #find(id: string): Promise<ReadySource> {
    return usable(await this.#findAny(id));
  }

  async #findAny(id: string): Promise<KnownSource> {
    const { directory } = this.#deps;
    await directory.refresh();
    const known = (await directory.source(id)) ?? directory.unusableSource(id);
    if (known === undefined) throw new GatewayError('source_not_found');
    const [withSigns = known] = await this.#withSigns([known]);
    return withSigns;
  }

  /** The directory knows no signs of life: they change with every event, without a new version. */
  async #withSigns<Known extends KnownSource>(all: readonly Known[]): Promise<Known[]> {
    const rows = new Map(
      (await this.#deps.store.accounts.listSources()).map((row) => [row.id, row]),
    );
    return all.map((known) => {
      const { lastEventAt, lastPingAt } = rows.get(known.source.id) ?? known.source;
      return { ...known, source: { ...known.source, lastEventAt, lastPingAt } };
    });
  }

  async #put(source: Source): Promise<void> {
    await this.#deps.store.accounts.putSource(source);
    await this.#deps.directory.refresh();
  }

  /**
   * Changes the source as it is in the store now: another gateway may have changed it since it
   * was read, and asking a provider takes seconds. Secrets that have expired are left out for
   * good.
   * @throws {GatewayError} `source_not_found`, or `conflict` if it has become unusable
   */
  async #change(id: string, change: Change): Promise<ReadySource> {
    const { store, directory, vault, now } = this.#deps;
    const changed = await store.accounts.changeSource(id, (row) => {
      const opened = openSource(row, vault, now());
      if ('problem' in opened) throw new GatewayError('conflict', opened.problem);
      const { source, secrets } = change(opened);
      const kept = { ...secrets, retiring: secrets.retiring.filter(({ until }) => until > now()) };
      return { ...source, sealed: vault.seal(kept, id) };
    });
    if (changed === null) throw new GatewayError('source_not_found');
    await directory.refresh();
    return this.#find(id);
  }

  /** Where the stored credentials stay right, so does the registration that the row names by now. */
  #withResult(
    { source, secrets }: Changing,
    { registrationId, credentials }: RegistrarResult,
    until: Millis = this.#graceEnd(),
  ): Changing {
    if (credentials === null) return { source, secrets };
    return {
      source: { ...source, registrationId },
      secrets: takeOver(secrets, credentials, until),
    };
  }

  async #register(id: string): Promise<ReadySource> {
    const result = await this.#registrar.register(await this.#find(id));
    return this.#change(id, (now) => this.#withResult(now, result));
  }

  async #registerOrForget(id: string): Promise<void> {
    try {
      await this.#register(id);
    } catch (error) {
      await this.#cleanUp(id, error);
      await this.#deps.store.accounts.deleteSource(id);
      await this.#deps.directory.refresh();
      throw error;
    }
  }

  /**
   * A registration may exist although registering failed: SalesIQ makes webhook and key one
   * after the other. The ingest URL is new, so whatever is found for it is ours.
   */
  async #cleanUp(id: string, failure: unknown): Promise<void> {
    // A provider that does not answer would only be waited for once more.
    if (failure instanceof GatewayError && failure.code !== 'provider_refused') return;
    try {
      const ready = await this.#find(id);
      const left = await this.#registrar.find(ready);
      if (left !== null) await this.#registrar.remove(ready, left.id);
    } catch (error) {
      this.#deps.log.info({ source: id, code: codeOf(error) }, 'nothing to clean up was found');
    }
  }

  /** The new registration is active; that the old one could not be removed is no reason to fail. */
  async #removeOld(stored: ReadySource): Promise<void> {
    try {
      await this.#registrar.remove(stored, stored.source.registrationId ?? '');
    } catch (error) {
      const { id } = stored.source;
      this.#deps.log.warn({ source: id, code: codeOf(error) }, 'old registration not removed');
    }
  }

  /** They would wait for ever: their source's id is never given again. */
  async #endSubscriptions(sourceId: string): Promise<void> {
    const { store, directory, now } = this.#deps;
    const all = [...directory.subscriptions(), ...directory.unusableSubscriptions()];
    for (const { subscription } of all) {
      if (subscription.sourceId !== sourceId || subscription.status === 'ended') continue;
      const statusReason = 'Its source was removed.';
      await store.accounts.changeSubscription(subscription.id, (stored) => ({
        ...stored,
        status: 'ended',
        statusReason,
      }));
      await store.deliveries.cancel(subscription.id, now());
    }
  }

  #graceEnd(hours: number = SECRET_GRACE_HOURS): Millis {
    return this.#deps.now() + hours * HOUR_MS;
  }
}

/** @throws {GatewayError} `conflict` with the reason */
function usable(known: KnownSource): ReadySource {
  if ('problem' in known) throw new GatewayError('conflict', known.problem);
  return known;
}

const codeOf = (error: unknown): string =>
  error instanceof GatewayError ? error.code : (error as Error).name;

function hintForce(error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const detail = `${error.message} To remove the source here all the same, force it (API: force=true, command line: --force); then remove the webhook at the provider by hand.`;
  return new GatewayError(error.code, detail, { cause: error.cause, fields: error.fields });
}

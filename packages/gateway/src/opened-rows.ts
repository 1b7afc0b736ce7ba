import type { Millis, Source, StoredProvider, Subscription } from './domain.ts';
import type { Logger } from './log.ts';
import type { Providers } from './providers.ts';
import {
  type OpenedSource,
  type OpenedSubscription,
  openSource,
  openSubscription,
} from './ready.ts';
import type { Vault } from './vault.ts';

/** What a row was opened to, and by what a change is noticed: its content, and what it depends on. */
interface Opened<Result> {
  readonly key: string;
  readonly of: unknown;
  readonly opened: Result;
}

/** Opens the rows of the store, and keeps what has not changed. One that cannot be used is logged once. */
export class OpenedRows {
  readonly #vault: Vault;
  readonly #log: Pick<Logger, 'warn'> | undefined;
  readonly #sources = new Map<string, Opened<OpenedSource>>();
  readonly #subscriptions = new Map<string, Opened<OpenedSubscription>>();

  constructor(vault: Vault, log: Pick<Logger, 'warn'> | undefined) {
    this.#vault = vault;
    this.#log = log;
  }

  /** @param before the picture of them that was made last */
  providers(
    before: Providers,
    rows: readonly StoredProvider[],
    sources: readonly Source[],
  ): Providers {
    const providers = before.next(
      rows,
      sources.map(({ provider }) => provider),
    );
    for (const [id, each] of providers.own) {
      if (!('problem' in each) || before.own.get(id) === each) continue;
      this.#log?.warn({ provider: id, problem: each.problem }, 'provider is unusable');
    }
    return providers;
  }

  sources(sources: readonly Source[], providers: Providers, now: Millis): OpenedSource[] {
    forgetOthers(this.#sources, sources);
    return sources.map((source) => this.#openSource(source, providers, now));
  }

  subscriptions(
    subscriptions: readonly Subscription[],
    providers: Providers,
    sources: readonly Source[],
  ): OpenedSubscription[] {
    forgetOthers(this.#subscriptions, subscriptions);
    const providerOf = new Map(sources.map(({ id, provider }) => [id, provider]));
    return subscriptions.map((subscription) => {
      const { provider, sourceId } = subscription;
      const only = provider ?? providerOf.get(sourceId ?? '') ?? null;
      return this.#openSubscription(subscription, providers, only);
    });
  }

  #openSource(source: Source, providers: Providers, now: Millis): OpenedSource {
    // Signs of life change all the time and mean nothing here.
    const { sealed, lastEventAt, lastPingAt, ...rest } = source;
    const key = keyOf(rest, sealed);
    const of = providers.get(source.provider) ?? providers.own.get(source.provider);
    const before = this.#sources.get(source.id);
    const isSame = before?.key === key && before.of === of;
    if (isSame && now < before.opened.expiresAt) return before.opened;
    const opened = openSource(source, providers, this.#vault, now);
    this.#sources.set(source.id, { key, of, opened });
    if ('problem' in opened) {
      const { id, name } = source;
      this.#log?.warn({ source: id, name, problem: opened.problem }, 'source is unusable');
    }
    return opened;
  }

  /** @param only the only provider whose events it can get; null: any */
  #openSubscription(
    subscription: Subscription,
    providers: Providers,
    only: string | null,
  ): OpenedSubscription {
    const { sealed, ...rest } = subscription;
    const key = keyOf(rest, sealed);
    const fields = providers.fieldsOf(only);
    const before = this.#subscriptions.get(subscription.id);
    if (before?.key === key && before.of === fields) return before.opened;
    const opened = openSubscription(subscription, providers, fields, this.#vault);
    this.#subscriptions.set(subscription.id, { key, of: fields, opened });
    if ('problem' in opened && subscription.status !== 'ended') {
      const { id, name } = subscription;
      const { problem } = opened;
      this.#log?.warn({ subscription: id, name, problem }, 'subscription is unusable');
    }
    return opened;
  }
}

const keyOf = (row: unknown, sealed: Uint8Array): string =>
  `${JSON.stringify(row)} ${Buffer.from(sealed).toString('latin1')}`;

function forgetOthers(
  opened: Map<string, unknown>,
  rows: readonly { readonly id: string }[],
): void {
  const ids = new Set(rows.map(({ id }) => id));
  for (const id of opened.keys()) if (!ids.has(id)) opened.delete(id);
}

import { createReceiver, PROVIDERS, type Provider, type Receiver } from '@signal-hooks/catalogue';
import { type CompiledFilter, compileFilter } from './delivery/filter.ts';
import type {
  Millis,
  Source,
  SourceSecrets,
  Subscription,
  SubscriptionSecrets,
  TokenRow,
} from './domain.ts';
import type { Store } from './store/store.ts';
import type { Vault } from './vault.ts';

/** A source made ready to receive: its keys are read, its subscriptions known. */
export interface ReadySource {
  readonly source: Source;
  readonly provider: Provider;
  readonly secrets: SourceSecrets;
  readonly receive: Receiver;
  /** Those not ended whose source and provider fit; types and conditions are still to be checked. */
  readonly subscriptions: readonly ReadySubscription[];
}

/** A subscription with its secrets opened. */
export interface ReadySubscription {
  readonly subscription: Subscription;
  readonly secrets: SubscriptionSecrets;
  readonly matches: CompiledFilter;
}

/** A consistent picture of sources, subscriptions and tokens. */
interface Snapshot {
  readonly version: number;
  readonly sources: ReadonlyMap<string, ReadySource>;
  readonly subscriptions: ReadonlyMap<string, ReadySubscription>;
  readonly tokens: ReadonlyMap<string, TokenRow>;
  /** When a retiring secret stops being accepted, so the picture must be made anew. */
  readonly expiresAt: Millis;
}

const EMPTY: Snapshot = {
  version: -1,
  sources: new Map(),
  subscriptions: new Map(),
  tokens: new Map(),
  expiresAt: Number.POSITIVE_INFINITY,
};

/**
 * Sources, subscriptions and tokens in memory, so that a request reads none of them from
 * the store. Another process (a second gateway, the command line) may change them: the
 * store's version is compared every second, and whenever an id is not known.
 */
export class Directory {
  readonly #store: Store;
  readonly #vault: Vault;
  readonly #now: () => Millis;
  #snapshot: Snapshot = EMPTY;
  #checkedAt: Millis = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, vault: Vault, now: () => Millis) {
    this.#store = store;
    this.#vault = vault;
    this.#now = now;
  }

  /** Loads, and from then on looks for changes every `everyMs`. */
  async start(everyMs = 1000): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => {
      // A store that fails shows in /readyz and in the next request; the old picture stays until then.
      this.refresh().catch(() => undefined);
    }, everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Takes over what has changed; call it after every change of one's own. */
  async refresh(): Promise<void> {
    // A load that is under way may have read before the caller's change: wait for it, then look again.
    await this.#loading?.catch(() => undefined);
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    await this.#loading;
  }

  /** A source that is ready, or undefined. Unknown ids look at the store at most every 100 ms. */
  async source(id: string): Promise<ReadySource | undefined> {
    const isExpired = this.#now() >= this.#snapshot.expiresAt;
    const found = this.#snapshot.sources.get(id);
    if (found !== undefined && !isExpired) return found;
    await (isExpired ? this.refresh() : this.#refreshSoon());
    return this.#snapshot.sources.get(id);
  }

  /** The same without waiting: what is known right now. */
  sourceNow(id: string): ReadySource | undefined {
    if (this.#now() >= this.#snapshot.expiresAt) return undefined;
    return this.#snapshot.sources.get(id);
  }

  sources(): readonly ReadySource[] {
    return [...this.#snapshot.sources.values()];
  }

  /** The source as the store has it now, give or take 100 ms: another process may just have given it a key. */
  async latest(id: string): Promise<ReadySource | undefined> {
    await this.#refreshSoon();
    return this.#snapshot.sources.get(id);
  }

  subscription(id: string): ReadySubscription | undefined {
    return this.#snapshot.subscriptions.get(id);
  }

  subscriptions(): readonly ReadySubscription[] {
    return [...this.#snapshot.subscriptions.values()];
  }

  async token(id: string): Promise<TokenRow | undefined> {
    if (!this.#snapshot.tokens.has(id)) await this.#refreshSoon();
    return this.#snapshot.tokens.get(id);
  }

  async #refreshSoon(): Promise<void> {
    // The clock may have been set back meanwhile.
    if (Math.abs(this.#now() - this.#checkedAt) >= 100) await this.refresh();
  }

  async #load(): Promise<void> {
    const now = this.#now();
    this.#checkedAt = now;
    const version = await this.#store.configVersion();
    if (version === this.#snapshot.version && now < this.#snapshot.expiresAt) return;
    const [sources, subscriptions, tokens] = await Promise.all([
      this.#store.listSources(),
      this.#store.listSubscriptions(),
      this.#store.listTokens(),
    ]);
    this.#snapshot = this.#picture(version, now, sources, subscriptions, tokens);
  }

  #picture(
    version: number,
    now: Millis,
    sources: readonly Source[],
    subscriptions: readonly Subscription[],
    tokens: readonly TokenRow[],
  ): Snapshot {
    const ready = subscriptions.map((subscription) => ({
      subscription,
      secrets: this.#vault.open<SubscriptionSecrets>(subscription.sealed, subscription.id),
      matches: compileFilter(subscription),
    }));
    let expiresAt = Number.POSITIVE_INFINITY;
    const readySources = sources.map((source): [string, ReadySource] => {
      const provider = PROVIDERS[source.provider];
      const secrets = this.#vault.open<SourceSecrets>(source.sealed, source.id);
      const retiring = secrets.retiring.filter(({ until }) => until > now);
      for (const { until } of retiring) expiresAt = Math.min(expiresAt, until);
      const receive = createReceiver(provider, {
        ...secrets,
        secrets: [...secrets.secrets, ...retiring.map(({ secret }) => secret)],
      });
      const fitting = ready.filter(
        ({ subscription: { status, sourceId, provider: wanted } }) =>
          status !== 'ended' &&
          (sourceId === null || sourceId === source.id) &&
          (wanted === null || wanted === source.provider),
      );
      return [source.id, { source, provider, secrets, receive, subscriptions: fitting }];
    });
    return {
      version,
      sources: new Map(readySources),
      subscriptions: new Map(ready.map((entry) => [entry.subscription.id, entry])),
      tokens: new Map(tokens.map((token) => [token.id, token])),
      expiresAt,
    };
  }
}

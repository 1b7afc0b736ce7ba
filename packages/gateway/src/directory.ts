import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis, Source, StoredProvider, Subscription, TokenRow } from './domain.ts';
import { GatewayError } from './errors.ts';
import type { Logger } from './log.ts';
import { OpenedRows } from './opened-rows.ts';
import { Providers } from './providers.ts';
import {
  fitsSource,
  type MatchableSubscription,
  type Origin,
  type ReadySource,
  type ReadySubscription,
  type UnusableSource,
  type UnusableSubscription,
} from './ready.ts';
import { damagedRow } from './store/common.ts';
import type { Store } from './store/store.ts';
import type { Vault } from './vault.ts';

/** A consistent picture of providers, sources, subscriptions and tokens. */
interface Snapshot {
  readonly version: number;
  readonly providers: Providers;
  readonly sources: ReadonlyMap<string, ReadySource>;
  readonly unusableSources: ReadonlyMap<string, UnusableSource>;
  readonly subscriptions: ReadonlyMap<string, ReadySubscription>;
  readonly unusableSubscriptions: ReadonlyMap<string, UnusableSubscription>;
  readonly tokens: ReadonlyMap<string, TokenRow>;
  /** When a retiring secret stops being accepted, so the picture must be made anew. */
  readonly expiresAt: Millis;
}

const EMPTY: Snapshot = {
  version: -1,
  providers: Providers.NONE,
  sources: new Map(),
  unusableSources: new Map(),
  subscriptions: new Map(),
  unusableSubscriptions: new Map(),
  tokens: new Map(),
  expiresAt: Number.POSITIVE_INFINITY,
};

/** Least time between two looks at the store for what is not known. */
const LEAST_MS: Millis = 100;

/**
 * Providers, sources, subscriptions and tokens in memory, so that a request reads none of them from
 * the store. Another process (a second gateway, the command line) may change them: the
 * store's version is compared every second, and whenever an id is not known.
 *
 * A row that cannot be used is set apart with the reason, and everything else goes on. Rows
 * that have not changed are not opened again.
 */
export class Directory {
  readonly #store: Store;
  readonly #now: () => Millis;
  readonly #log: Pick<Logger, 'warn' | 'error'> | undefined;
  readonly #opened: OpenedRows;
  #snapshot: Snapshot = EMPTY;
  #checkedAt: Millis = Number.NEGATIVE_INFINITY;
  #loading: Promise<void> | null = null;
  /** The next look for what is not known, until it begins. */
  #next: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param log gets one line for each row that cannot be used */
  constructor(store: Store, vault: Vault, now: () => Millis, log?: Pick<Logger, 'warn' | 'error'>) {
    this.#store = store;
    this.#log = log;
    this.#opened = new OpenedRows(vault, log);
    this.#now = now;
  }

  /** Loads, and from then on looks for changes every `everyMs`. */
  async start(everyMs = 1000): Promise<void> {
    await this.refresh();
    this.#timer = setInterval(() => {
      // A store that fails shows in /readyz and in the next request; the old picture stays until then.
      this.refresh().catch((error: unknown) => {
        if (error instanceof GatewayError) return;
        this.#log?.error({ err: error }, 'changes of the configuration cannot be read');
      });
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

  /**
   * A source that is ready, or undefined. An id is unknown only after a look at the store that began when
   * it was asked for: another process may just have added it. Such a look is shared, and waits until
   * the last one is {@link LEAST_MS} ago.
   */
  async source(id: string): Promise<ReadySource | undefined> {
    const isExpired = this.#now() >= this.#snapshot.expiresAt;
    const found = this.#snapshot.sources.get(id);
    if (found !== undefined && !isExpired) return found;
    await (isExpired ? this.refresh() : this.#lookAgain());
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

  /** One that is there, but cannot take requests. Ask for a ready one first. */
  unusableSource(id: string): UnusableSource | undefined {
    return this.#snapshot.unusableSources.get(id);
  }

  unusableSources(): readonly UnusableSource[] {
    return [...this.#snapshot.unusableSources.values()];
  }

  /** Where a source's stored events come from, also where the source itself is unusable. */
  async originOf(sourceId: string): Promise<Origin | undefined> {
    const known = (await this.source(sourceId)) ?? this.unusableSource(sourceId);
    if (known === undefined || known.provider === null) return undefined;
    return { provider: known.provider, source: known.source };
  }

  /** All providers, as far as is known right now. */
  get providers(): Providers {
    return this.#snapshot.providers;
  }

  /** The source as the store has it now, give or take 100 ms: another process may just have given it a key. */
  async latest(id: string): Promise<ReadySource | undefined> {
    if (this.#isLookDue()) await this.refresh();
    return this.#snapshot.sources.get(id);
  }

  subscription(id: string): ReadySubscription | undefined {
    return this.#snapshot.subscriptions.get(id);
  }

  subscriptions(): readonly ReadySubscription[] {
    return [...this.#snapshot.subscriptions.values()];
  }

  /** One that is there, but cannot be delivered to. */
  unusableSubscription(id: string): UnusableSubscription | undefined {
    return this.#snapshot.unusableSubscriptions.get(id);
  }

  unusableSubscriptions(): readonly UnusableSubscription[] {
    return [...this.#snapshot.unusableSubscriptions.values()];
  }

  /** A token, or undefined; see {@link Directory.source}. */
  async token(id: string): Promise<TokenRow | undefined> {
    if (!this.#snapshot.tokens.has(id)) await this.#lookAgain();
    return this.#snapshot.tokens.get(id);
  }

  /** Whether the last look is long enough ago. The clock may have been set back meanwhile. */
  #isLookDue(): boolean {
    return Math.abs(this.#now() - this.#checkedAt) >= LEAST_MS;
  }

  /** A look that begins after the call. Guessed ids cause no more than one at a time. */
  #lookAgain(): Promise<void> {
    if (this.#next !== null) return this.#next;
    if (this.#isLookDue()) return this.refresh();
    const next = sleep(LEAST_MS).then(() => {
      this.#next = null;
      return this.refresh();
    });
    this.#next = next;
    return next;
  }

  async #load(): Promise<void> {
    const now = this.#now();
    this.#checkedAt = now;
    const version = await this.#store.accounts.version();
    if (version === this.#snapshot.version && now < this.#snapshot.expiresAt) return;
    const [providers, sources, subscriptions, tokens] = await Promise.all([
      this.#store.providers.list(),
      this.#store.accounts.listSources(),
      this.#store.accounts.listSubscriptions(),
      this.#store.accounts.listTokens(),
    ]);
    this.#snapshot = this.#picture(version, now, { providers, sources, subscriptions, tokens });
  }

  #picture(
    version: number,
    now: Millis,
    { providers: rows, sources, subscriptions, tokens }: Rows,
  ): Snapshot {
    for (const token of tokens) this.#warnOfToken(token);
    const providers = this.#opened.providers(this.#snapshot.providers, rows, sources);
    const openedSources = this.#opened.sources(sources, providers, now);
    const opened = this.#opened.subscriptions(subscriptions, providers, sources);
    const matchable = opened.filter(
      (each): each is typeof each & MatchableSubscription =>
        each.matches !== null && each.subscription.status !== 'ended',
    );
    const ready = openedSources
      .filter(isUsable)
      .map((each): ReadySource => ({ ...each, subscriptions: fitting(matchable, each.source) }));
    return {
      version,
      providers,
      sources: byId(ready, ({ source }) => source.id),
      unusableSources: byId(openedSources.filter(isUnusable), ({ source }) => source.id),
      subscriptions: byId(opened.filter(isUsable), ({ subscription }) => subscription.id),
      unusableSubscriptions: byId(opened.filter(isUnusable), ({ subscription }) => subscription.id),
      tokens: byId(tokens, ({ id }) => id),
      expiresAt: Math.min(...openedSources.map(({ expiresAt }) => expiresAt), NEVER),
    };
  }

  /** Without scopes it may do nothing. */
  #warnOfToken({ id, name, damage }: TokenRow): void {
    if (damage === undefined || this.#snapshot.tokens.get(id)?.damage === damage) return;
    this.#log?.warn({ token: id, name, problem: damagedRow(damage) }, 'token is unusable');
  }
}

/** What the store holds. */
interface Rows {
  readonly providers: readonly StoredProvider[];
  readonly sources: readonly Source[];
  readonly subscriptions: readonly Subscription[];
  readonly tokens: readonly TokenRow[];
}

const isUnusable = <Item extends object>(
  opened: Item,
): opened is Extract<Item, { readonly problem: string }> => 'problem' in opened;

const isUsable = <Item extends object>(
  opened: Item,
): opened is Exclude<Item, { readonly problem: string }> => !('problem' in opened);

const NEVER = Number.POSITIVE_INFINITY;

const byId = <Item>(items: readonly Item[], idOf: (item: Item) => string): Map<string, Item> =>
  new Map(items.map((item) => [idOf(item), item]));

const fitting = (
  subscriptions: readonly MatchableSubscription[],
  source: Source,
): MatchableSubscription[] =>
  subscriptions.filter(({ subscription }) => fitsSource(subscription, source));

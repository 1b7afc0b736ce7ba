import type {
  AppendResult,
  Attempt,
  AttemptOutcome,
  ClaimedDelivery,
  Delivery,
  Millis,
  NewEvent,
  Rejection,
  Source,
  StoredEvent,
  Subscription,
  TokenRow,
} from '../domain.ts';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { AccountTables, type KeyCheck } from './sqlite/account-tables.ts';
import { Connection, translate } from './sqlite/connection.ts';
import { DeliveryTable } from './sqlite/delivery-table.ts';
import { EventTable } from './sqlite/event-table.ts';
import { type LogContent, readLogFile } from './sqlite/log-file.ts';
import { GroupWriter } from './sqlite/writer.ts';
import type {
  DeliveryQuery,
  DueSubscription,
  EventPage,
  EventPageRequest,
  EventQuery,
  Page,
  PageRequest,
  Store,
} from './store.ts';
import { type Sealer, Targets } from './targets.ts';

/** Most events that one transaction deletes of a source that goes. */
const DELETE_LIMIT = 1000;

const DAMAGED_LOG =
  'the write-ahead log is damaged: what came after these commits is lost. After a power failure that is ' +
  'what nobody had been told was stored; else compare with your back-up, and check the disk';

/** Most deliveries that one transaction changes: some milliseconds. */
const PIECE = 250;

/** What an open store works with. */
interface Tables {
  readonly connection: Connection;
  readonly accounts: AccountTables;
  readonly events: EventTable;
  readonly deliveries: DeliveryTable;
  readonly writer: GroupWriter;
}

export interface SqliteStoreOptions {
  /** About how long a change waits for another process that is writing, before it is `unavailable`. */
  readonly busyTimeoutMs?: number;
  /** Whether `open()` makes a database where there is none; default true. */
  readonly mayCreate?: boolean;
  /** Called with what was found in a database that had not been closed. */
  readonly log?: Pick<Logger, 'info' | 'warn'>;
  /** For tests: brings a file's content to the disk. */
  readonly fdatasync?: (file: number) => Promise<void>;
  /** Recognises the key that seals secrets; absent: any. */
  readonly keyCheck?: KeyCheck;
  /** Seals target addresses; absent: they are stored as they are. */
  readonly sealer?: Sealer;
}

/**
 * The {@link Store} in one SQLite file: the embedded default. Several processes on one machine
 * may use the file at once.
 */
export class SqliteStore implements Store {
  readonly #path: string;
  readonly #options: SqliteStoreOptions;
  readonly #targets: Targets;
  #open: Tables | null = null;

  /** @param path the database file; its folder must exist */
  constructor(path: string, options: SqliteStoreOptions = {}) {
    this.#path = path;
    this.#options = options;
    this.#targets = new Targets(options.sealer ?? null);
  }

  async open(): Promise<void> {
    if (this.#open !== null) return;
    try {
      const found = readLogFile(`${this.#path}-wal`);
      const connection = new Connection(this.#path, this.#options);
      try {
        this.#open = this.#tablesOf(connection, found);
      } catch (error) {
        await connection.close();
        throw error;
      }
    } catch (error) {
      throw translate(error);
    }
  }

  /** @param log what was found before it was opened; null: another process was writing */
  #tablesOf(connection: Connection, log: LogContent | null): Tables {
    if (log !== null) this.#report(log, connection);
    const { keyCheck, sealer, busyTimeoutMs = 5000 } = this.#options;
    const events = new EventTable(connection);
    const accounts = new AccountTables(connection);
    if (keyCheck !== undefined) checkKey(connection, accounts, keyCheck);
    if (sealer !== undefined) accounts.sealTargets((id, url) => this.#targets.sealUrl(id, url));
    const deliveries = new DeliveryTable(connection);
    const writer = new GroupWriter(connection, events, busyTimeoutMs);
    return { connection, accounts, events, deliveries, writer };
  }

  /**
   * SQLite opens a database with a damaged log without a word, and what came after the damage is
   * gone. What had been moved to the file before may then be newer than the log: so it is checked.
   */
  #report({ commits, lostPages }: LogContent, connection: Connection): void {
    const { log } = this.#options;
    if (commits > 0) {
      log?.info({ commits }, 'the database was not closed; its write-ahead log is read');
    }
    if (lostPages === 0) return;
    log?.warn({ commits, lostPages }, DAMAGED_LOG);
    if (connection.db.pragma('quick_check(1)', { simple: true }) === 'ok') return;
    throw new GatewayError(
      'unavailable',
      'The database and its write-ahead log do not fit each other. Restore them from your back-up.',
    );
  }

  async close(): Promise<void> {
    const tables = this.#open;
    if (tables === null) return;
    // First, so that what is under way is all there is to wait for.
    this.#open = null;
    await tables.writer.drain();
    await tables.connection.close();
  }

  check(): Promise<void> {
    return this.#write(({ accounts }) => accounts.probe());
  }

  get failure(): string | null {
    return this.#open?.connection.failure?.message ?? null;
  }

  configVersion(): Promise<number> {
    return this.#read(({ accounts }) => accounts.configVersion());
  }

  putSource(source: Source): Promise<void> {
    return this.#write(({ accounts }) => accounts.putSource(source));
  }

  changeSource(id: string, change: (stored: Source) => Source | null): Promise<Source | null> {
    return this.#write(({ accounts }) => accounts.changeSource(id, change));
  }

  async deleteSource(id: string): Promise<boolean> {
    // 100,000 events take a second: in pieces, so that other requests are answered in between.
    const removePart = (): Promise<number> =>
      this.#write(({ events }) => events.deleteOfSource(id, DELETE_LIMIT));
    while ((await removePart()) === DELETE_LIMIT);
    return this.#write(({ accounts, events }) => {
      events.deleteOfSource(id, Number.MAX_SAFE_INTEGER);
      return accounts.deleteSource(id);
    });
  }

  listSources(): Promise<readonly Source[]> {
    return this.#read(({ accounts }) => accounts.listSources());
  }

  touchSource(id: string, seen: { eventAt?: Millis; pingAt?: Millis }): Promise<void> {
    return this.#write(({ accounts }) =>
      accounts.touchSource(id, seen.eventAt ?? null, seen.pingAt ?? null),
    );
  }

  putSubscription(subscription: Subscription): Promise<void> {
    return this.#write(({ accounts }) =>
      accounts.putSubscription(this.#targets.seal(subscription)),
    );
  }

  async changeSubscription(
    id: string,
    change: (stored: Subscription) => Subscription | null,
  ): Promise<Subscription | null> {
    const sealing = this.#targets.sealing(change);
    const row = await this.#write(({ accounts }) => accounts.changeSubscription(id, sealing));
    return row === null ? null : this.#targets.open(row);
  }

  listSubscriptions(): Promise<readonly Subscription[]> {
    return this.#read(({ accounts }) => this.#targets.openAll(accounts.listSubscriptions()));
  }

  putToken(token: TokenRow): Promise<void> {
    return this.#write(({ accounts }) => accounts.putToken(token));
  }

  listTokens(): Promise<readonly TokenRow[]> {
    return this.#read(({ accounts }) => accounts.listTokens());
  }

  appendEvents(events: readonly NewEvent[]): Promise<readonly AppendResult[]> {
    return this.#write((tables) => tables.events.append(events));
  }

  getEvent(id: string): Promise<StoredEvent | null> {
    return this.#read(({ events }) => events.get(id));
  }

  listEvents(query: EventQuery, page: EventPageRequest): Promise<EventPage> {
    return this.#read(({ events }) => events.list(query, page));
  }

  pruneEvents(before: Millis, limit: number, now: Millis): Promise<number> {
    return this.#write(({ events }) => events.prune(before, limit, now));
  }

  pruneExpired(before: Millis, limit: number): Promise<number> {
    return this.#write(({ deliveries }) => deliveries.pruneExpired(before, limit));
  }

  pruneSubscriptions(before: Millis, now: Millis): Promise<number> {
    return this.#write(({ accounts }) => accounts.pruneSubscriptions(before, now));
  }

  addRejections(rejections: readonly Rejection[], keep: number): Promise<void> {
    return this.#write(({ accounts }) => accounts.addRejections(rejections, keep));
  }

  listRejections(sourceId: string, page: PageRequest): Promise<Page<Rejection>> {
    return this.#read(({ accounts }) => accounts.listRejections(sourceId, page));
  }

  dueSubscriptions(now: Millis): Promise<readonly DueSubscription[]> {
    return this.#read(({ deliveries }) => deliveries.dueSubscriptions(now));
  }

  nextDueAt(): Promise<Millis | null> {
    return this.#read(({ deliveries }) => deliveries.nextDueAt());
  }

  claimDeliveries(
    subscriptionId: string,
    now: Millis,
    leaseUntil: Millis,
    limit: number,
  ): Promise<readonly ClaimedDelivery[]> {
    return this.#write(({ deliveries }) =>
      deliveries.claim(subscriptionId, now, leaseUntil, limit),
    );
  }

  recordOutcomes(outcomes: readonly AttemptOutcome[]): Promise<void> {
    return this.#write(({ deliveries }) => deliveries.record(outcomes));
  }

  releaseDeliveries(ids: readonly string[], dueAt: Millis): Promise<void> {
    return this.#write(({ deliveries }) => deliveries.release(ids, dueAt));
  }

  getDelivery(id: string): Promise<Delivery | null> {
    return this.#read(({ deliveries }) => deliveries.get(id));
  }

  listAttempts(deliveryId: string): Promise<readonly Attempt[]> {
    return this.#read(({ deliveries }) => deliveries.listAttempts(deliveryId));
  }

  listDeliveries(query: DeliveryQuery, page: PageRequest): Promise<Page<Delivery>> {
    return this.#read(({ deliveries }) => deliveries.list(query, page));
  }

  drawBackDueTimes(now: Millis, latestFirst: Millis, latest: Millis): Promise<number> {
    return this.#write(({ deliveries }) => deliveries.drawBack(now, latestFirst, latest));
  }

  replayDelivery(id: string, dueAt: Millis): Promise<boolean> {
    return this.#write(({ deliveries }) => deliveries.replay(id, dueAt));
  }

  async replayFailed(subscriptionId: string, since: Millis, dueAt: Millis): Promise<number> {
    let total = 0;
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after;
      const piece = await this.#write(({ deliveries }) =>
        deliveries.replayFailed(subscriptionId, since, dueAt, from, PIECE),
      );
      total += piece.changed;
      after = piece.last;
    }
    return total;
  }

  addDeliveries(
    subscriptionId: string,
    eventIds: readonly string[],
    dueAt: Millis,
  ): Promise<number> {
    return this.#write(({ deliveries }) => deliveries.add(subscriptionId, eventIds, dueAt));
  }

  async cancelDeliveries(subscriptionId: string, now: Millis): Promise<number> {
    for (let total = 0; ; ) {
      const changed = await this.#write(({ deliveries }) =>
        deliveries.cancel(subscriptionId, now, PIECE),
      );
      total += changed;
      if (changed < PIECE) return total;
    }
  }

  countPending(): Promise<ReadonlyMap<string, number>> {
    return this.#read(({ deliveries }) => deliveries.countPending());
  }

  /** Runs a change in the next group; see {@link GroupWriter}. */
  async #write<Result>(change: (tables: Tables) => Result): Promise<Result> {
    const tables = this.#tables();
    return tables.writer.write(() => change(tables));
  }

  /** Runs a query at once, on one consistent picture of the database. */
  async #read<Result>(query: (tables: Tables) => Result): Promise<Result> {
    const tables = this.#tables();
    try {
      return tables.connection.db.transaction(query).deferred(tables);
    } catch (error) {
      throw translate(error);
    }
  }

  #tables(): Tables {
    if (this.#open === null) throw new GatewayError('unavailable', 'The store is not open.');
    return this.#open;
  }
}

/** Two that open a new database at once agree on one key; later ones need not wait for a writer. */
function checkKey({ db }: Connection, accounts: AccountTables, check: KeyCheck): void {
  if (!accounts.isKeyKnown()) db.transaction(() => accounts.markKey(check)).immediate();
  accounts.checkKey(check.mark);
}

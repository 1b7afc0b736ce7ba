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
import { AccountTables } from './postgres/account-tables.ts';
import { Database } from './postgres/database.ts';
import { DeliveryTable } from './postgres/delivery-table.ts';
import { EventTable } from './postgres/event-table.ts';
import { GroupWriter } from './postgres/group-writer.ts';
import { migrate } from './postgres/migrations.ts';
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

/** Times are in milliseconds. */
export interface PostgresStoreOptions {
  /** Recognises the key that seals secrets; null: any. See {@link migrate}. */
  readonly keyCheck?: Uint8Array | null;
  /** Seals target addresses; absent: they are stored as they are. */
  readonly sealer?: Sealer | null;
  /** Most connections at once, from 3. */
  readonly connections?: number;
  /** For reaching the server, or for getting a connection. */
  readonly connectTimeoutMs?: number;
  /** For one statement; those that touch many rows have a minute. */
  readonly statementTimeoutMs?: number;
}

/** Of all connections, those that are for appending alone: two groups at once. */
const WRITER_CONNECTIONS = 2;

/** For statements that may touch many rows. */
const LONG_TIMEOUT_MS = 60_000;

/** Most events that one transaction deletes of a source that goes. */
const DELETE_LIMIT = 1000;

/** Most deliveries that one transaction changes. */
const PIECE = 2000;

/** Bytes of bodies that take as much of a group as one call: so a group has 16 MB at most. */
const BYTES_PER_CALL = 65_536;

/** What an open store works with. */
interface Tables {
  readonly database: Database;
  /** For appending alone. */
  readonly writer: Database;
  readonly accounts: AccountTables;
  readonly events: EventTable;
  readonly deliveries: DeliveryTable;
  readonly appends: GroupWriter<readonly NewEvent[], readonly AppendResult[]>;
  readonly outcomes: GroupWriter<readonly AttemptOutcome[], undefined>;
}

/** The {@link Store} in a PostgreSQL database: any number of gateways may use it at once. */
export class PostgresStore implements Store {
  readonly #url: string;
  readonly #options: Required<PostgresStoreOptions>;
  readonly #targets: Targets;
  #open: Tables | null = null;

  /** @param url such as postgres://user:password@host:5432/database?sslmode=verify-full */
  constructor(url: string, options: PostgresStoreOptions = {}) {
    this.#url = url;
    this.#options = {
      keyCheck: null,
      sealer: null,
      connections: 10,
      connectTimeoutMs: 5000,
      statementTimeoutMs: 5000,
      ...options,
    };
    this.#targets = new Targets(this.#options.sealer);
  }

  async open(): Promise<void> {
    if (this.#open !== null) return;
    const tables = this.#connect();
    try {
      await migrate(tables.database, this.#options.keyCheck);
      if (this.#options.sealer !== null) {
        await tables.accounts.sealTargets((id, url) => this.#targets.sealUrl(id, url));
      }
    } catch (error) {
      await closeAll(tables);
      throw whyNotOpened(error, this.#options.connections);
    }
    this.#open = tables;
  }

  #connect(): Tables {
    const { statementTimeoutMs: timeoutMs, connections } = this.#options;
    const database = new Database(this.#url, {
      ...this.#options,
      connections: connections - WRITER_CONNECTIONS,
    });
    const writer = new Database(this.#url, { ...this.#options, connections: WRITER_CONNECTIONS });
    const events = new EventTable(database, writer);
    const deliveries = new DeliveryTable(database);
    return {
      database,
      writer,
      accounts: new AccountTables(database),
      events,
      deliveries,
      appends: new GroupWriter({
        write: (calls) => events.append(calls),
        weigh: (call) => 1 + bytesOf(call) / BYTES_PER_CALL,
        timeoutMs,
      }),
      outcomes: new GroupWriter({
        write: (calls) => deliveries.record(calls),
        weigh: () => 1,
        timeoutMs,
      }),
    };
  }

  async close(): Promise<void> {
    const tables = this.#open;
    if (tables === null) return;
    // First, so that what is under way is all there is to wait for.
    this.#open = null;
    await Promise.all([tables.appends.drain(), tables.outcomes.drain()]);
    await tables.events.noted();
    await closeAll(tables);
  }

  async check(): Promise<void> {
    // By the connections that events take: a pool may have kept one that cannot write any more.
    await this.#tables().writer.change('UPDATE probe SET value = value + 1');
  }

  /** Nothing stays with the gateway: the server looks after its disk. */
  readonly failure: null = null;

  async configVersion(): Promise<number> {
    return this.#tables().accounts.configVersion();
  }

  async putSource(source: Source): Promise<void> {
    await this.#tables().accounts.putSource(source);
  }

  async changeSource(
    id: string,
    change: (stored: Source) => Source | null,
  ): Promise<Source | null> {
    return this.#tables().accounts.changeSource(id, change);
  }

  async deleteSource(id: string): Promise<boolean> {
    const { accounts, events } = this.#tables();
    // In pieces, so that no transaction lasts long.
    while ((await events.deleteOfSource(id, DELETE_LIMIT, LONG_TIMEOUT_MS)) === DELETE_LIMIT);
    return accounts.deleteSource(id, LONG_TIMEOUT_MS);
  }

  async listSources(): Promise<readonly Source[]> {
    const { accounts, events } = this.#tables();
    await events.noted();
    return accounts.listSources();
  }

  async touchSource(id: string, seen: { eventAt?: Millis; pingAt?: Millis }): Promise<void> {
    await this.#tables().accounts.touchSource(id, seen.eventAt ?? null, seen.pingAt ?? null);
  }

  async putSubscription(subscription: Subscription): Promise<void> {
    await this.#tables().accounts.putSubscription(this.#targets.seal(subscription));
  }

  async changeSubscription(
    id: string,
    change: (stored: Subscription) => Subscription | null,
  ): Promise<Subscription | null> {
    const row = await this.#tables().accounts.changeSubscription(id, this.#targets.sealing(change));
    return row === null ? null : this.#targets.open(row);
  }

  async listSubscriptions(): Promise<readonly Subscription[]> {
    return this.#targets.openAll(await this.#tables().accounts.listSubscriptions());
  }

  async putToken(token: TokenRow): Promise<void> {
    await this.#tables().accounts.putToken(token);
  }

  async listTokens(): Promise<readonly TokenRow[]> {
    return this.#tables().accounts.listTokens();
  }

  async appendEvents(events: readonly NewEvent[]): Promise<readonly AppendResult[]> {
    return this.#tables().appends.write(events);
  }

  async getEvent(id: string): Promise<StoredEvent | null> {
    return this.#tables().events.get(id);
  }

  async listEvents(query: EventQuery, page: EventPageRequest): Promise<EventPage> {
    return this.#tables().events.list(query, page);
  }

  async pruneEvents(before: Millis, limit: number, now: Millis): Promise<number> {
    return this.#tables().events.prune(before, limit, now, LONG_TIMEOUT_MS);
  }

  async pruneExpired(before: Millis, limit: number): Promise<number> {
    return this.#tables().deliveries.pruneExpired(before, limit, LONG_TIMEOUT_MS);
  }

  async pruneSubscriptions(before: Millis, now: Millis): Promise<number> {
    return this.#tables().accounts.pruneSubscriptions(before, now);
  }

  async addRejections(rejections: readonly Rejection[], keep: number): Promise<void> {
    await this.#tables().accounts.addRejections(rejections, keep);
  }

  async listRejections(sourceId: string, page: PageRequest): Promise<Page<Rejection>> {
    return this.#tables().accounts.listRejections(sourceId, page);
  }

  async dueSubscriptions(now: Millis): Promise<readonly DueSubscription[]> {
    return this.#tables().deliveries.dueSubscriptions(now);
  }

  async nextDueAt(): Promise<Millis | null> {
    return this.#tables().deliveries.nextDueAt();
  }

  async claimDeliveries(
    subscriptionId: string,
    now: Millis,
    leaseUntil: Millis,
    limit: number,
  ): Promise<readonly ClaimedDelivery[]> {
    return this.#tables().deliveries.claim(subscriptionId, now, leaseUntil, limit);
  }

  async recordOutcomes(outcomes: readonly AttemptOutcome[]): Promise<void> {
    await this.#tables().outcomes.write(outcomes);
  }

  async releaseDeliveries(ids: readonly string[], dueAt: Millis): Promise<void> {
    await this.#tables().deliveries.release(ids, dueAt);
  }

  async getDelivery(id: string): Promise<Delivery | null> {
    return this.#tables().deliveries.get(id);
  }

  async listAttempts(deliveryId: string): Promise<readonly Attempt[]> {
    return this.#tables().deliveries.listAttempts(deliveryId);
  }

  async listDeliveries(query: DeliveryQuery, page: PageRequest): Promise<Page<Delivery>> {
    return this.#tables().deliveries.list(query, page);
  }

  async drawBackDueTimes(now: Millis, latestFirst: Millis, latest: Millis): Promise<number> {
    return this.#tables().deliveries.drawBack(now, latestFirst, latest);
  }

  async replayDelivery(id: string, dueAt: Millis): Promise<boolean> {
    return this.#tables().deliveries.replay(id, dueAt);
  }

  async replayFailed(subscriptionId: string, since: Millis, dueAt: Millis): Promise<number> {
    const { deliveries } = this.#tables();
    let total = 0;
    for (let after: string | null = ''; after !== null; ) {
      const piece = await deliveries.replayFailed(subscriptionId, since, dueAt, after, PIECE);
      total += piece.changed;
      after = piece.last;
    }
    return total;
  }

  async addDeliveries(
    subscriptionId: string,
    eventIds: readonly string[],
    dueAt: Millis,
  ): Promise<number> {
    return this.#tables().deliveries.add(subscriptionId, eventIds, dueAt);
  }

  async cancelDeliveries(subscriptionId: string, now: Millis): Promise<number> {
    const { deliveries } = this.#tables();
    for (let total = 0; ; ) {
      const changed = await deliveries.cancel(subscriptionId, now, PIECE);
      total += changed;
      if (changed < PIECE) return total;
    }
  }

  async countPending(): Promise<ReadonlyMap<string, number>> {
    return this.#tables().deliveries.countPending();
  }

  #tables(): Tables {
    if (this.#open === null) throw new GatewayError('unavailable', 'The store is not open.');
    return this.#open;
  }
}

const TOO_MANY_CONNECTIONS = '53300';

/** Who starts a gateway needs the server's own words; they name users and hosts, never a password. */
function whyNotOpened(error: unknown, connections: number): unknown {
  if (!(error instanceof GatewayError && error.code === 'unavailable')) return error;
  const { message = '', code } = error.cause as { message?: string; code?: string };
  const advice =
    code === TOO_MANY_CONNECTIONS
      ? `. This gateway opens up to ${connections} connections: raise max_connections of the server, or ` +
        'set SIGNAL_HOOKS_DATABASE_CONNECTIONS to fewer for each gateway.'
      : '';
  return new GatewayError(
    'unavailable',
    `The database cannot be opened: ${message || code}${advice}`,
    { cause: error.cause },
  );
}

async function closeAll({ database, writer }: Tables): Promise<void> {
  await Promise.all([database.close(), writer.close()]);
}

const bytesOf = (events: readonly NewEvent[]): number =>
  events.reduce((total, { body }) => total + body.length, 0);

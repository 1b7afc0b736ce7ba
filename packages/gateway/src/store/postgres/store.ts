import type { AttemptOutcome, NewEvent } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import type { AlertStore } from '../alerts.ts';
import { type AuditStore, createAuditStore } from '../audit.ts';
import { OUTCOME_WAIT_MS } from '../common.ts';
import type { ErasureStore } from '../erasures.ts';
import type { GatewayStore } from '../gateways.ts';
import { createNewestStore, type NewestStore } from '../newest.ts';
import type { PayloadStore } from '../payloads.ts';
import type { ReplayStore } from '../replays.ts';
import { createSessionStore, type SessionRunner, type SessionStore } from '../sessions.ts';
import { createStatisticsStore, type StatisticsStore } from '../statistics.ts';
import type { StorageStore } from '../storage.ts';
import type { AccountStore, DeliveryStore, EventStore, ProviderStore, Store } from '../store.ts';
import { type Sealer, Targets } from '../targets.ts';
import { assertFinished } from '../to-postgres/progress.ts';
import { PostgresAccounts, sealTargets } from './accounts.ts';
import { PostgresAlerts } from './alerts.ts';
import { Database } from './database.ts';
import { PostgresDeliveries, recordCalls } from './deliveries.ts';
import { postgresErasures } from './erasures.ts';
import { appendCalls, PostgresEvents } from './events.ts';
import { PostgresGateways } from './gateways.ts';
import { GroupWriter } from './group-writer.ts';
import { migrate } from './migrations.ts';
import { PostgresPayloads } from './payloads.ts';
import { PostgresProviders } from './providers.ts';
import { PostgresReplays } from './replays.ts';
import type { Server } from './server.ts';
import { SignsOfLife } from './signs-of-life.ts';
import { PostgresStorage } from './storage.ts';
import { SYNTAX } from './syntax.ts';

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

/** Bytes of bodies that take as much of a group as one call: so a group has 16 MB at most. */
const BYTES_PER_CALL = 65_536;

/** The {@link Store} in a PostgreSQL database: any number of gateways may use it at once. */
export class PostgresStore implements Store {
  readonly accounts: AccountStore;
  readonly providers: ProviderStore;
  readonly events: EventStore;
  readonly deliveries: DeliveryStore;
  readonly replays: ReplayStore;
  readonly alerts: AlertStore;
  readonly sessions: SessionStore;
  readonly statistics: StatisticsStore;
  readonly newest: NewestStore;
  readonly storage: StorageStore;
  readonly audit: AuditStore;
  readonly gateways: GatewayStore;
  readonly payloads: PayloadStore;
  readonly erasures: ErasureStore;
  /** Nothing stays with the gateway: the server looks after its disk. */
  readonly failure: null = null;
  readonly #url: string;
  readonly #options: Required<PostgresStoreOptions>;
  readonly #targets: Targets;
  #open: Server | null = null;

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
    const server = (): Server => this.#server();
    this.accounts = new PostgresAccounts(server, this.#targets);
    this.providers = new PostgresProviders(server);
    this.events = new PostgresEvents(server);
    this.deliveries = new PostgresDeliveries(server);
    this.replays = new PostgresReplays(server);
    this.alerts = new PostgresAlerts(server);
    const runner: SessionRunner = {
      rows: async (sql, values) => server().database.rows(sql, values),
      change: async (sql, values) => server().database.change(sql, values),
    };
    this.sessions = createSessionStore(SYNTAX, runner);
    this.newest = createNewestStore(SYNTAX, runner.rows);
    this.statistics = createStatisticsStore(SYNTAX, {
      rows: runner.rows,
      change: async (statements) =>
        server().database.transaction(async (session) => {
          let total = 0;
          for (const statement of statements) total += await session.change(...statement);
          return total;
        }),
    });
    this.audit = createAuditStore(SYNTAX, runner);
    this.storage = new PostgresStorage(server);
    this.gateways = new PostgresGateways(server);
    this.payloads = new PostgresPayloads(server);
    this.erasures = postgresErasures(server);
  }

  async open(): Promise<void> {
    if (this.#open !== null) return;
    const server = this.#connect();
    try {
      await migrate(server.database, this.#options.keyCheck);
      await assertFinished(server.database);
      if (this.#options.sealer !== null) await sealTargets(server.database, this.#targets);
    } catch (error) {
      await closeAll(server);
      throw whyNotOpened(error, this.#options.connections);
    }
    this.#open = server;
  }

  #connect(): Server {
    const { statementTimeoutMs: timeoutMs, connections } = this.#options;
    const database = new Database(this.#url, {
      ...this.#options,
      connections: connections - WRITER_CONNECTIONS,
    });
    const writer = new Database(this.#url, { ...this.#options, connections: WRITER_CONNECTIONS });
    const signs = new SignsOfLife(database);
    const appends = new GroupWriter({
      write: (calls: readonly (readonly NewEvent[])[]) => appendCalls(writer, signs, calls),
      weigh: (call) => 1 + bytesOf(call) / BYTES_PER_CALL,
      timeoutMs,
      mayWaitMs: 0,
    });
    const outcomes = new GroupWriter({
      write: (calls: readonly (readonly AttemptOutcome[])[]) => recordCalls(database, calls),
      weigh: () => 1,
      timeoutMs,
      mayWaitMs: OUTCOME_WAIT_MS,
    });
    return { database, writer, signs, appends, outcomes };
  }

  async close(): Promise<void> {
    const server = this.#open;
    if (server === null) return;
    // First, so that what is under way is all there is to wait for.
    this.#open = null;
    await Promise.all([server.appends.drain(), server.outcomes.drain()]);
    await server.signs.written();
    await closeAll(server);
  }

  async check(): Promise<void> {
    // By the connections that events take: a pool may have kept one that cannot write any more.
    await this.#server().writer.change('UPDATE probe SET value = value + 1');
  }

  #server(): Server {
    if (this.#open === null) throw new GatewayError('unavailable', 'The store is not open.');
    return this.#open;
  }
}

const TOO_MANY_CONNECTIONS = '53300';

/** Who starts a gateway needs the server's own words; they name users and hosts, never a password. */
export function whyNotOpened(error: unknown, connections: number): unknown {
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

async function closeAll({ database, writer }: Server): Promise<void> {
  await Promise.all([database.close(), writer.close()]);
}

const bytesOf = (events: readonly NewEvent[]): number =>
  events.reduce((total, { body }) => total + body.length, 0);

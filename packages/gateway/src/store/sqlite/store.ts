import { GatewayError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { AlertStore } from '../alerts.ts';
import { type AuditStore, createAuditStore } from '../audit.ts';
import type { ErasureStore } from '../erasures.ts';
import { createNewestStore, type NewestStore } from '../newest.ts';
import type { PayloadStore } from '../payloads.ts';
import type { ReplayStore } from '../replays.ts';
import { createSessionStore, type SessionRunner, type SessionStore } from '../sessions.ts';
import type { StoredRow } from '../sql.ts';
import { createStatisticsStore, type StatisticsStore } from '../statistics.ts';
import type { StorageStore } from '../storage.ts';
import type { AccountStore, DeliveryStore, EventStore, ProviderStore, Store } from '../store.ts';
import { type Sealer, Targets } from '../targets.ts';
import { SqliteAccounts } from './accounts.ts';
import { SqliteAlerts } from './alerts.ts';
import { Connection, translate } from './connection.ts';
import { SqliteDeliveries } from './deliveries.ts';
import { sqliteErasures } from './erasures.ts';
import { SqliteEvents } from './events.ts';
import { agreeOnKey, type KeyCheck } from './key.ts';
import { type LogContent, readLogFile } from './log-file.ts';
import { SqlitePayloads } from './payloads.ts';
import { SqliteProviders } from './providers.ts';
import { SqliteReplays } from './replays.ts';
import { sealTargets } from './seal-targets.ts';
import { SqliteStorage } from './storage.ts';
import { SYNTAX } from './syntax.ts';
import { GroupWriter, type Transactions, type WriteMode } from './writer.ts';

const DAMAGED_LOG =
  'the write-ahead log is damaged: what came after these commits is lost. After a power failure that is ' +
  'what nobody had been told was stored; else compare with your back-up, and check the disk';

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
  /** It is for one gateway: a write each second is too much for some disks. */
  readonly gateways: null = null;
  readonly payloads: PayloadStore;
  readonly erasures: ErasureStore;
  readonly #path: string;
  readonly #options: SqliteStoreOptions;
  readonly #targets: Targets;
  readonly #openWriter: (connection: Connection) => GroupWriter;
  #open: { readonly connection: Connection; readonly writer: GroupWriter } | null = null;

  /** @param path the database file; its folder must exist */
  constructor(path: string, options: SqliteStoreOptions = {}) {
    this.#path = path;
    this.#options = options;
    this.#targets = new Targets(options.sealer ?? null);
    const transactions: Transactions = {
      read: (query) => this.#read(query),
      write: (change, mode) => this.#write(change, mode),
    };
    const events = new SqliteEvents(transactions);
    this.accounts = new SqliteAccounts(transactions, this.#targets);
    this.providers = new SqliteProviders(transactions);
    this.events = events;
    this.deliveries = new SqliteDeliveries(transactions);
    this.replays = new SqliteReplays(transactions);
    this.alerts = new SqliteAlerts(transactions);
    const runner: SessionRunner = {
      rows: (sql, values) =>
        this.#read((connection) => connection.prepare<StoredRow>(sql).all(...values)),
      change: (sql, values) =>
        this.#write((connection) => connection.prepare(sql).run(...values).changes),
    };
    this.sessions = createSessionStore(SYNTAX, runner);
    this.newest = createNewestStore(SYNTAX, runner.rows);
    this.statistics = createStatisticsStore(SYNTAX, {
      rows: runner.rows,
      change: (statements) =>
        this.#write((connection) =>
          statements.reduce(
            (total, [sql, values]) => total + connection.prepare(sql).run(...values).changes,
            0,
          ),
        ),
    });
    this.audit = createAuditStore(SYNTAX, runner);
    this.storage = new SqliteStorage(transactions);
    this.payloads = new SqlitePayloads(transactions);
    this.erasures = sqliteErasures(transactions, (work) => this.#outside(work));
    const { busyTimeoutMs = 5000 } = options;
    this.#openWriter = (connection) => new GroupWriter(connection, events, busyTimeoutMs);
  }

  async open(): Promise<void> {
    if (this.#open !== null) return;
    try {
      const found = readLogFile(`${this.#path}-wal`);
      const connection = new Connection(this.#path, this.#options);
      try {
        this.#prepare(connection, found);
        this.#open = { connection, writer: this.#openWriter(connection) };
      } catch (error) {
        await connection.close();
        throw error;
      }
    } catch (error) {
      throw translate(error);
    }
  }

  /** @param log what was found before it was opened; null: another process was writing */
  #prepare(connection: Connection, log: LogContent | null): void {
    if (log !== null) this.#report(log, connection);
    const { keyCheck, sealer } = this.#options;
    if (keyCheck !== undefined) agreeOnKey(connection, keyCheck);
    if (sealer !== undefined) sealTargets(connection, this.#targets);
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
    const opened = this.#open;
    if (opened === null) return;
    // First, so that what is under way is all there is to wait for.
    this.#open = null;
    await opened.writer.drain();
    await opened.connection.close();
  }

  async check(): Promise<void> {
    await this.#write((connection) =>
      connection.prepare('UPDATE probe SET value = value + 1').run(),
    );
  }

  get failure(): string | null {
    return this.#open?.connection.failure?.message ?? null;
  }

  async #write<Result>(
    change: (connection: Connection) => Result,
    mode?: WriteMode,
  ): Promise<Result> {
    const { connection, writer } = this.#opened();
    return writer.write(() => change(connection), mode);
  }

  async #read<Result>(query: (connection: Connection) => Result): Promise<Result> {
    const { connection } = this.#opened();
    try {
      return connection.db.transaction(query).deferred(connection);
    } catch (error) {
      throw translate(error);
    }
  }

  /** Transactions never wait for anything: so there is none between two turns of the event loop. */
  async #outside<Result>(work: (connection: Connection) => Result): Promise<Result> {
    try {
      return work(this.#opened().connection);
    } catch (error) {
      throw translate(error);
    }
  }

  #opened(): { readonly connection: Connection; readonly writer: GroupWriter } {
    if (this.#open === null) throw new GatewayError('unavailable', 'The store is not open.');
    return this.#open;
  }
}

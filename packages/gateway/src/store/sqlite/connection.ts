import {
  chmodSync,
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import { GatewayError } from '../../errors.ts';
import { CheckpointerThread } from './checkpointer-thread.ts';
import { readLogFile } from './log-file.ts';
import { migrate } from './migrations.ts';

const syncData = promisify(fdatasync);

/** How long opening waits for another process that is migrating or recovering. */
export const OPEN_TIMEOUT_MS = 10_000;

/**
 * How long a call may wait for another process's commit. It blocks the event loop, so it
 * is short; the writer waits for longer locks without blocking.
 */
export const BUSY_TIMEOUT_MS = 20;

const SETTINGS: readonly string[] = [
  // Three events of 2 kB share a page, against one in a page of 4 kB.
  'page_size = 8192',
  'journal_mode = WAL',
  // Syncs at checkpoints, which protects the file; commits are synced by `sync()`, which keeps promises.
  'synchronous = NORMAL',
  // In pages: 128 MB. Long before, `checkpointer.ts` has moved nearly all of them.
  'wal_autocheckpoint = 16000',
  'journal_size_limit = 134217728',
  // What is deleted is overwritten with zeros: an erasure leaves nothing in the file.
  'secure_delete = ON',
  // In KiB: 16 MB. What a busy gateway touches of the indexes is a fraction of it; the rest the system keeps.
  'cache_size = -16384',
];

/** Syncs that may be under way at once: one for each group of the writer. */
const SYNCS_AT_ONCE = 2;

/** What a {@link Connection} may be opened with. */
export interface ConnectionOptions {
  /** Whether to make the file or its tables if there are none; default true. */
  readonly mayCreate?: boolean;
  /** Brings a file's content to the disk; tests let it fail. */
  readonly fdatasync?: (file: number) => Promise<void>;
}

/** A database file with its prepared statements. */
export class Connection {
  readonly db: Database;
  readonly #fdatasync: (file: number) => Promise<void>;
  readonly #checkpointer: CheckpointerThread;
  /**
   * Descriptors of the write-ahead log that no sync is using. Each sync has its own: a failure to
   * write is reported once for each descriptor, and every sync that it concerns must learn of it.
   */
  readonly #logs: number[];
  #failure: GatewayError | null = null;
  /** Whether the log has lost pages that this connection has written. */
  #isLogLost = false;
  #triedAt: number = Number.NEGATIVE_INFINITY;
  readonly #statements = new Map<string, Statement<unknown[]>>();

  /**
   * Opens the file and brings its tables up to date.
   * @throws {GatewayError} `conflict` if there are no tables and none may be made
   */
  constructor(path: string, { mayCreate = true, fdatasync = syncData }: ConnectionOptions = {}) {
    if (!mayCreate && !existsSync(path)) throw missing(path, 'missing');
    keepPrivate(path);
    this.#fdatasync = fdatasync;
    this.db = new SqliteDatabase(path, { timeout: OPEN_TIMEOUT_MS });
    try {
      // Before anything is written to it.
      const isEmpty = this.db.pragma('user_version', { simple: true }) === 0;
      if (isEmpty && !mayCreate) throw missing(path, 'empty');
      for (const setting of SETTINGS) this.db.pragma(setting);
      this.db.pragma('foreign_keys = OFF');
      migrate(this.db);
      this.db.pragma('foreign_keys = ON');
      this.db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
      // Migrating has made the log. It stays the same file while any connection is open; and it is
      // one that SQLite takes no locks on, so closing it does not drop any.
      this.#logs = Array.from({ length: SYNCS_AT_ONCE }, () => openSync(`${path}-wal`, 'r+'));
      syncFolder(dirname(path));
    } catch (error) {
      this.db.close();
      throw error;
    }
    this.#checkpointer = new CheckpointerThread(path);
  }

  /** The statement of a text, prepared at its first use. */
  prepare<Row = unknown>(sql: string): Statement<unknown[], Row> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.db.prepare<unknown[]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement as Statement<unknown[], Row>;
  }

  /** Why nothing can be written although the database itself may work: a sync has failed; null if none has. */
  get failure(): GatewayError | null {
    return this.#failure;
  }

  /**
   * Brings every commit so far to the disk: what `synchronous = FULL` does inside COMMIT, but
   * without standing still meanwhile. All commits are in the write-ahead log, or in the
   * database file if a checkpoint has moved them there, which syncs both.
   * @throws {GatewayError} `unavailable`, and from then on at every call until {@link Connection.recover}
   *   has succeeded: pages whose sync has failed are not written again by the system
   */
  async sync(): Promise<void> {
    const log = this.#logs.pop() as number;
    try {
      if (this.#failure === null) await this.#fdatasync(log);
    } catch (cause) {
      this.#failure = new GatewayError('unavailable', FAILED, { cause });
      // It must not move what is not on disk.
      await this.#checkpointer.stop();
    } finally {
      this.#logs.push(log);
    }
    // Also if another one has failed meanwhile: what was committed after it cannot be read without it.
    if (this.#failure !== null) throw this.#failure;
    this.#checkpointer.countSync();
  }

  /**
   * Makes up for a failed sync: moves everything from the log to the database file, which writes
   * and syncs it anew. Before that, the log is compared with its checksums: the system may have
   * dropped what it could not write.
   * @throws {GatewayError} `unavailable` while that does not succeed; it is tried once a second
   */
  async recover(): Promise<void> {
    if (this.#failure === null) return;
    const now = performance.now();
    if (this.#isLogLost || now - this.#triedAt < RECOVER_EVERY_MS) throw this.#failure;
    this.#triedAt = now;
    try {
      const path = `${this.db.name}-wal`;
      const [known] = this.db.pragma('wal_checkpoint(NOOP)') as [{ readonly log: number }];
      const found = readLogFile(path);
      // Another process is writing: the next attempt will tell.
      if (found === null) throw new Error('the log is being written');
      if (found.pages < known.log) {
        this.#isLogLost = true;
        throw new Error('the log has lost pages');
      }
      const [moved] = this.db.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }];
      if (moved.busy !== 0) throw new Error('the log is being read');
      for (const log of this.#logs) await this.#fdatasync(log);
      this.#failure = null;
    } catch (cause) {
      this.#failure = new GatewayError('unavailable', this.#isLogLost ? LOST : FAILED, { cause });
      throw this.#failure;
    }
  }

  async close(): Promise<void> {
    await this.#checkpointer.stop();
    for (const log of this.#logs.splice(0)) closeSync(log);
    // Closing would move the log; opening it anew reads what of it is whole.
    if (!this.#isLogLost) this.db.close();
  }
}

const RECOVER_EVERY_MS = 1000;
const FAILED =
  'The disk failed to write. It is tried again; until it works, nothing can be stored.';
const LOST = 'The disk failed to write and lost what was written. Restart the gateway.';

/** Nobody else may read what is in the database: a file that others can read is closed to them. */
function keepPrivate(path: string): void {
  if (process.platform === 'win32') return;
  try {
    // Only where there is none: closing a file that SQLite has open would drop its locks.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whatever else is wrong with it, SQLite will say.
    if (code !== 'EEXIST') return;
  }
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
    try {
      if ((mode & 0o077) !== 0) chmodSync(file, 0o600);
    } catch {
      // Another user's file, or a file system without modes: it works all the same.
    }
  }
}

function missing(path: string, how: 'missing' | 'empty'): GatewayError {
  return new GatewayError(
    'conflict',
    `The database ${path} is ${how}. Restore it from your back-up, or check which data folder is ` +
      'meant; --create makes a new one, without sources, subscriptions and events.',
    { cause: MISSING },
  );
}

const MISSING = 'there is no database';

/** Whether opening failed because there is nothing to open; another process may be making it. */
export const isDatabaseMissing = (error: unknown): boolean =>
  error instanceof GatewayError && error.cause === MISSING;

/** The names of new files are on disk only after this. Windows has no such call, and no need of it. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Whether another process holds the lock that is needed. */
export function isBusy(error: unknown): boolean {
  return codeOf(error)?.startsWith('SQLITE_BUSY') ?? false;
}

/** Whether a row refers to one that does not exist. */
export function isMissingParent(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

/** Whether the fault lies with what was to be written, not with the database. */
export function isOwnFault(error: unknown): boolean {
  return codeOf(error)?.startsWith('SQLITE_CONSTRAINT') ?? true;
}

/** What to do, by the beginning of SQLite's code. */
const REASONS: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full.',
  SQLITE_IOERR: 'the disk cannot be read or written, or is full.',
  SQLITE_READONLY: 'the database file or its folder cannot be written.',
  SQLITE_CANTOPEN: 'the database file or its folder cannot be written, or too many files are open.',
  SQLITE_BUSY: 'another process has locked it for too long.',
  SQLITE_CORRUPT: 'the file is damaged. Restore it from your back-up.',
  SQLITE_NOTADB: 'the file is no SQLite database.',
};

/**
 * What a caller gets to see of a failure: `conflict` for an id that is taken, `unavailable` for
 * a database that is locked, full, broken or unreadable; anything else as it is.
 */
export function translate(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  if (isOwnFault(error)) return new GatewayError('conflict', undefined, { cause: error });
  const reason = Object.entries(REASONS).find(([prefix]) => code.startsWith(prefix))?.[1];
  const message = `The database failed (${code})${reason === undefined ? '.' : `: ${reason}`}`;
  return new GatewayError('unavailable', message, { cause: error });
}

/**
 * SQLite's code, null for an error that is not its own. Not by `instanceof`: the native part
 * throws the class of whoever loaded it first, and a test runner loads the module once per file.
 */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : null;
}

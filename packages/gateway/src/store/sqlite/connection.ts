import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  fdatasync as fdatasyncCallback,
  fsyncSync,
  openSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import { GatewayError } from '../../errors.ts';
import type { CheckpointerData } from './checkpointer.ts';
import { migrate } from './migrations.ts';

const fdatasync = promisify(fdatasyncCallback);

/** How long opening waits for another process that is migrating or recovering. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * How long a call may stand still for another process's commit. It blocks the event loop, so it
 * is short; the writer waits for longer locks without blocking.
 */
export const BUSY_TIMEOUT_MS = 20;

const SETTINGS: readonly string[] = [
  // Three events of 2 kB share a page, against one in a page of 4 kB.
  'page_size = 8192',
  'journal_mode = WAL',
  // Syncs at checkpoints, which protects the file; commits are synced by `sync()`, which keeps promises.
  'synchronous = NORMAL',
  'foreign_keys = ON',
  // In pages: 128 MB. Long before, `checkpointer.ts` has moved nearly all of them.
  'wal_autocheckpoint = 16000',
  'journal_size_limit = 134217728',
  // In KiB: 32 MB, so that the pages of the indexes stay in memory.
  'cache_size = -32768',
];

/** A database file with its prepared statements. */
export class Connection {
  readonly db: Database;
  /** Descriptor of the write-ahead log. */
  #log: number | null = null;
  #checkpointer: Worker | null = null;
  #syncs = 0;
  #syncError: GatewayError | null = null;
  readonly #statements = new Map<string, Statement<unknown[]>>();

  /**
   * Opens the file and brings its tables up to date.
   * @param mayCreate whether to make the file or its tables if there are none
   * @throws {GatewayError} `conflict` if there are none and none may be made
   */
  constructor(path: string, mayCreate = true) {
    if (!mayCreate && !existsSync(path)) throw missing(path, 'missing');
    this.db = new SqliteDatabase(path, { timeout: OPEN_TIMEOUT_MS });
    try {
      // Before anything is written to it.
      const isEmpty = this.db.pragma('user_version', { simple: true }) === 0;
      if (isEmpty && !mayCreate) throw missing(path, 'empty');
      for (const setting of SETTINGS) this.db.pragma(setting);
      migrate(this.db);
      this.db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  #startCheckpointer(): Worker {
    // The sources run as they are, too: then the neighbour is no .js file.
    const file = import.meta.url.endsWith('.ts') ? './checkpointer.ts' : './checkpointer.js';
    const workerData: CheckpointerData = {
      path: this.db.name,
      fromBytes: CHECKPOINT_FROM,
      everyMs: CHECKPOINT_EVERY_MS,
    };
    const worker = new Worker(new URL(file, import.meta.url), { workerData });
    // Without it everything goes on: the writer's own checkpoints do its work.
    worker
      .on('error', () => undefined)
      .once('exit', () => {
        this.#checkpointer = null;
      });
    worker.unref();
    return worker;
  }

  async #stopCheckpointer(): Promise<void> {
    const worker = this.#checkpointer;
    if (worker === null) return;
    worker.ref();
    const ended = once(worker, 'exit');
    worker.postMessage('close');
    await ended;
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

  /**
   * Brings every commit so far to the disk: what `synchronous = FULL` does inside COMMIT, but
   * without standing still meanwhile. All commits are in the write-ahead log, or in the
   * database file if a checkpoint has moved them there, which syncs both.
   * @throws {GatewayError} `unavailable`, from then on at every call: pages whose sync has failed are not
   *   written again by the system, so nothing can be promised before the file is opened anew
   */
  async sync(): Promise<void> {
    if (this.#syncError !== null) throw this.#syncError;
    try {
      // Opened late, because the log is made by the first commit. It stays the same file while
      // any connection is open; and it is one that SQLite takes no locks on, so closing it
      // does not drop any.
      if (this.#log === null) {
        this.#log = openSync(`${this.db.name}-wal`, 'r+');
        syncFolder(dirname(this.db.name));
      }
      await fdatasync(this.#log);
      this.#syncs += 1;
      if (this.#syncs === BUSY_FROM) this.#checkpointer = this.#startCheckpointer();
    } catch (cause) {
      const message = 'The disk failed to write. Restart the gateway once it works again.';
      this.#syncError = new GatewayError('unavailable', message, { cause });
      throw this.#syncError;
    }
  }

  async close(): Promise<void> {
    await this.#stopCheckpointer();
    if (this.#log !== null) closeSync(this.#log);
    this.#log = null;
    this.db.close();
  }
}

function missing(path: string, how: 'missing' | 'empty'): GatewayError {
  return new GatewayError(
    'conflict',
    `The database ${path} is ${how}. Restore it from your back-up, or check which data folder is ` +
      'meant; --create makes a new one, without sources, subscriptions and events.',
  );
}

/** From this size of the log on it is moved to the database file, in bytes. */
const CHECKPOINT_FROM = 16 * 1024 * 1024;
const CHECKPOINT_EVERY_MS = 100;
/** Only a connection that has written that often gets a thread for its log. */
const BUSY_FROM = 100;

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

/**
 * What a caller gets to see of a failure: `conflict` for an id that is taken, `unavailable` for
 * a database that is locked, full, broken or unreadable; anything else as it is.
 */
export function translate(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  if (isOwnFault(error)) return new GatewayError('conflict', undefined, { cause: error });
  return new GatewayError('unavailable', `The database failed (${code}).`, { cause: error });
}

/**
 * SQLite's code, null for an error that is not its own. Not by `instanceof`: the native part
 * throws the class of whoever loaded it first, and a test runner loads the module once per file.
 */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : null;
}

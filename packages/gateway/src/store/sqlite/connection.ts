import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import { GatewayError } from '../../errors.ts';
import { migrate } from './migrations.ts';

/** How long opening waits for another process that is migrating or recovering. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * How long a call may stand still for another process's commit. It blocks the event loop, so it
 * is short; the writer waits for longer locks without blocking.
 */
const BUSY_TIMEOUT_MS = 20;

const SETTINGS: readonly string[] = [
  // Three events of 2 kB share a page, against one in a page of 4 kB.
  'page_size = 8192',
  'journal_mode = WAL',
  // WAL's own default, NORMAL, does not sync on commit: a power cut would undo answered events.
  'synchronous = FULL',
  'foreign_keys = ON',
  // In pages: 32 MB. Fewer checkpoints, each of which syncs the database file too.
  'wal_autocheckpoint = 4000',
  'journal_size_limit = 67108864',
];

/** A database file with its prepared statements. */
export class Connection {
  readonly db: Database;
  readonly #statements = new Map<string, Statement<unknown[]>>();

  /** Opens the file, making it if need be, and brings its tables up to date. */
  constructor(path: string) {
    this.db = new SqliteDatabase(path, { timeout: OPEN_TIMEOUT_MS });
    try {
      for (const setting of SETTINGS) this.db.pragma(setting);
      migrate(this.db);
      this.db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    } catch (error) {
      this.db.close();
      throw error;
    }
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

  close(): void {
    this.db.close();
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

import { chmodSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { GatewayError } from '../../errors.ts';
import { translate } from './connection.ts';

/** The database of a data folder. */
export const DATABASE_FILE = 'gateway.db';

/**
 * Copies a database that nobody writes to, without the room that deleted rows have left. Blocks.
 * @param to must not exist
 * @throws {GatewayError} if the database cannot be read or the copy not be written
 */
export function rewriteDatabase(from: string, to: string): void {
  withDatabase(from, (db) => db.prepare('VACUUM INTO ?').run(to));
  chmodSync(to, 0o600);
}

/** @throws {GatewayError} `conflict` if it is damaged, or no database of a gateway */
export function verifyDatabase(path: string): void {
  const result = withDatabase(path, (db) => ({
    check: db.pragma('quick_check(1)', { simple: true }),
    version: db.pragma('user_version', { simple: true }),
  }));
  if (result.check === 'ok' && result.version !== 0) return;
  const what = result.version === 0 ? 'is empty' : 'is damaged';
  throw new GatewayError('conflict', `The database of the back-up ${what}. Take another back-up.`);
}

function withDatabase<Result>(path: string, work: (db: SqliteDatabase.Database) => Result): Result {
  try {
    const db = new SqliteDatabase(path, { fileMustExist: true, timeout: 10_000 });
    try {
      return work(db);
    } finally {
      db.close();
    }
  } catch (error) {
    throw translate(error);
  }
}

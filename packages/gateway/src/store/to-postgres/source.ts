import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { GatewayError } from '../../errors.ts';
import { isBusy, translate } from '../sqlite/connection.ts';
import { DATABASE_FILE } from '../sqlite/copy.ts';

/** What the database file is called while it is copied: no gateway opens it. */
const MIGRATING_FILE = `${DATABASE_FILE}.migrating`;
/** What it is called afterwards. */
const MIGRATED_FILE: string = `${DATABASE_FILE}.migrated`;

const LOCK_WAIT_MS = 2000;

/** How far the database of a data folder has come. */
export type SourceState = 'in-use' | 'migrating' | 'migrated' | 'none';

/** By the name of its file. */
export function stateOf(dataDir: string): SourceState {
  if (existsSync(join(dataDir, DATABASE_FILE))) return 'in-use';
  if (existsSync(join(dataDir, MIGRATING_FILE))) return 'migrating';
  return existsSync(join(dataDir, MIGRATED_FILE)) ? 'migrated' : 'none';
}

/** What to say of a data folder whose database is in PostgreSQL, wholly or in part; null: of any other. */
export function whyMigrated(dataDir: string): string | null {
  const state = stateOf(dataDir);
  if (state === 'migrating') {
    return (
      `The data in ${dataDir} is being migrated to PostgreSQL. Finish that with the same ` +
      `signal-hooks migrate --to …, or give it up: empty that database, and rename ${MIGRATING_FILE} to ${DATABASE_FILE}.`
    );
  }
  if (state !== 'migrated') return null;
  return (
    `The data in ${dataDir} was migrated to PostgreSQL. Set SIGNAL_HOOKS_DATABASE_URL to that database; ` +
    `${MIGRATED_FILE} is what it was before.`
  );
}

/** Where the database is while it is not migrated yet. */
export const pathOf = (dataDir: string): string =>
  join(dataDir, stateOf(dataDir) === 'migrating' ? MIGRATING_FILE : DATABASE_FILE);

/** Gives the database the name under which no gateway opens it. */
export const beginMigrating = (dataDir: string): Promise<void> =>
  rename(join(dataDir, DATABASE_FILE), join(dataDir, MIGRATING_FILE));

/** Gives it the name that it has afterwards. */
export const endMigrating = (dataDir: string): Promise<void> =>
  rename(join(dataDir, MIGRATING_FILE), join(dataDir, MIGRATED_FILE));

/** Makes sure that no other process has the database open. @throws {GatewayError} `conflict` with what to do */
export function assertUnused(path: string): void {
  openAlone(path).close();
}

/**
 * A connection that locks all others out. Only the last one can end the write-ahead log, so
 * everything is in the file afterwards.
 * @throws {GatewayError} `conflict` with what to do
 */
export function openAlone(path: string): SqliteDatabase.Database {
  try {
    const db = new SqliteDatabase(path, { fileMustExist: true, timeout: LOCK_WAIT_MS });
    try {
      db.pragma('locking_mode = EXCLUSIVE');
      db.pragma('journal_mode = DELETE');
      // Takes the lock, which is kept until the connection is closed.
      db.exec('BEGIN EXCLUSIVE; COMMIT');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    if (isBusy(error)) throw new GatewayError('conflict', IN_USE, { cause: error });
    throw translate(error);
  }
}

const IN_USE =
  'Another process is using the database. Stop the gateway and every other signal-hooks command, then run this again.';

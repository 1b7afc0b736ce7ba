/**
 * A worker thread that moves what is in the write-ahead log to the database file. SQLite
 * would do it inside a COMMIT, and everything would be blocked for the tens of milliseconds
 * that copying and syncing some thousand pages take.
 *
 * It runs on a connection of its own and never blocks a writer ("passive"). The log begins
 * anew when a writer finds all of it moved; under load that is the automatic checkpoint of the
 * writer's own connection, which then has only the last few pages left to move.
 */
import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';

/** What the thread is started with. */
export interface CheckpointerData {
  readonly path: string;
  /** Size of the log from which it is worth the while, in bytes. */
  readonly fromBytes: number;
  /** How often it looks, in milliseconds. */
  readonly everyMs: number;
}

const { path, fromBytes, everyMs } = workerData as CheckpointerData;
const db = new SqliteDatabase(path, { fileMustExist: true });
db.pragma('synchronous = NORMAL');

const timer = setInterval(() => {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log === undefined || log.size < fromBytes) return;
  // Busy is no error here: another connection is at it, so nothing is left to do.
  db.pragma('wal_checkpoint(PASSIVE)');
}, everyMs);

parentPort?.once('message', () => {
  clearInterval(timer);
  db.close();
  parentPort?.close();
});

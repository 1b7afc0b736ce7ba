/**
 * A worker thread that copies a database as it is at one moment, page by page, while others go on
 * writing: it reads in one transaction, on a connection of its own.
 */
import { chmodSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import { OPEN_TIMEOUT_MS } from './connection.ts';

/** What the thread is started with. */
export interface CopierData {
  readonly from: string;
  /** Must not exist. */
  readonly to: string;
}

/** What the thread says if it fails. */
export interface CopyFailure {
  /** SQLite's, or undefined. */
  readonly code: unknown;
  readonly message: string;
}

/** Pages that are copied at once: some milliseconds. */
const STEP = 500;

const { from, to } = workerData as CopierData;
let isStopped = false;
parentPort?.once('message', () => {
  isStopped = true;
});

try {
  await copy();
} catch (error) {
  const { code, message } = error as CopyFailure;
  parentPort?.postMessage({ code, message } satisfies CopyFailure);
}
parentPort?.close();

async function copy(): Promise<void> {
  const db = new SqliteDatabase(from, { fileMustExist: true, timeout: OPEN_TIMEOUT_MS });
  try {
    // Without it, each commit of others would make the copy begin anew.
    db.exec('BEGIN');
    db.prepare('SELECT 1 FROM sqlite_schema').get();
    await db.backup(to, {
      progress: () => {
        if (isStopped) throw new Error('stopped');
        return STEP;
      },
    });
  } finally {
    db.close();
  }
  chmodSync(to, 0o600);
  detachFromLog();
}

/** The copy says that it has a write-ahead log, as the original has: then a medium that is read-only could not be read. */
function detachFromLog(): void {
  const db = new SqliteDatabase(to);
  try {
    db.pragma('journal_mode = DELETE');
  } finally {
    db.close();
  }
}

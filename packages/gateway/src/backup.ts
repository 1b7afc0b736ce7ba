import { existsSync, statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from './errors.ts';
import { DATABASE_FILE, rewriteDatabase, verifyDatabase } from './store/sqlite/copy.ts';
import { copyInThread } from './store/sqlite/copy-thread.ts';

/** The key of a data folder, unless it is kept elsewhere. */
export const KEY_FILE = 'key';

/** What a folder is called until it is a whole back-up. */
export const PARTIAL = '.partial';

const GB = 1024 ** 3;
/** Left free beside a back-up, in bytes: for the events that come meanwhile. */
const LEFT_FREE = 100 * 1024 * 1024;

/**
 * In a data folder that was restored: no delivery is made while it exists. The copy has the same
 * subscribers as the gateway it was made of, which may be running.
 */
const PAUSED_FILE = 'deliveries-paused';

/** What {@link backUp} or {@link restore} wrote. */
export interface Copied {
  /** Whether the key is part of it; otherwise it is kept outside the data folder. */
  readonly withKey: boolean;
}

/**
 * Copies database and key of a data folder, as they are at one moment; a gateway may be running on it,
 * also in this process.
 * @param to a folder that does not exist yet, or is empty
 * @param key the key, if it is kept outside the data folder: it is not copied
 * @throws {GatewayError} `conflict` with what to do, `unavailable` if reading or writing fails
 */
export async function backUp(
  dataDir: string,
  to: string,
  key: string | undefined,
  signal?: AbortSignal,
): Promise<Copied> {
  const database = join(dataDir, DATABASE_FILE);
  if (!existsSync(database)) throw refuse(`There is no database in ${dataDir}.`);
  if ((await readdir(to).catch(() => [])).length > 0) {
    throw refuse(`${to} is not empty. Name a folder that does not exist yet.`);
  }
  const withKey = key === undefined;
  if (withKey && !existsSync(join(dataDir, KEY_FILE))) {
    throw refuse(`There is no key in ${dataDir}. Set SIGNAL_HOOKS_KEY if it is kept elsewhere.`);
  }
  // Under another name until it is whole: nobody takes half a back-up for one.
  const partial = `${to}${PARTIAL}`;
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true, mode: 0o700 });
    await assertRoom(partial, database);
    await copyInThread(database, join(partial, DATABASE_FILE), signal);
    if (withKey) await copyKey(join(dataDir, KEY_FILE), join(partial, KEY_FILE));
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw asGatewayError(error, to);
  }
  return { withKey };
}

/** A full disk would stop the gateway, too. @throws {GatewayError} `conflict` */
async function assertRoom(folder: string, database: string): Promise<void> {
  const bytesOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const needed = bytesOf(database) + bytesOf(`${database}-wal`) + LEFT_FREE;
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw refuse(
    `The disk has too little room for a back-up: ${inGb(needed)} are needed, ${inGb(free)} are free.`,
  );
}

const inGb = (bytes: number): string => `${(bytes / GB).toFixed(1)} GB`;

/** What the system says of a file becomes a sentence. */
function asGatewayError(error: unknown, to: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  const message = `The back-up ${to} cannot be written (${code}).`;
  return new GatewayError('unavailable', message, { cause: error });
}

/**
 * Makes a data folder of a back-up. Its deliveries wait until {@link resumeDeliveries}.
 * @param from what {@link backUp} made, or a copy of a data folder
 * @param dataDir must hold neither a database nor another key
 * @param key the key, if it is kept outside the data folder
 * @throws {GatewayError} `conflict` with what to do
 */
export async function restore(
  from: string,
  dataDir: string,
  key: string | undefined,
): Promise<Copied> {
  const database = join(from, DATABASE_FILE);
  if (!existsSync(database)) throw refuse(`There is no back-up in ${from}: no ${DATABASE_FILE}.`);
  if (existsSync(join(dataDir, DATABASE_FILE))) {
    throw refuse(
      `${dataDir} already holds a gateway's database. Restore into another folder with --data, or move that one away first.`,
    );
  }
  const withKey = existsSync(join(from, KEY_FILE));
  if (!withKey && key === undefined) {
    throw refuse('This back-up has no key: set SIGNAL_HOOKS_KEY to the one of its gateway.');
  }
  if (withKey && !(await isSameOrMissing(join(from, KEY_FILE), join(dataDir, KEY_FILE)))) {
    throw refuse(`${dataDir} holds another key. Restore into another folder with --data.`);
  }
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const partial = join(dataDir, `${DATABASE_FILE}.partial`);
  await rm(partial, { force: true });
  rewriteDatabase(database, partial);
  verifyDatabase(partial);
  await sync(partial);
  // Before the database: a copy that can be opened never delivers.
  await write(join(dataDir, PAUSED_FILE), 'Restored. To deliver: signal-hooks resume\n');
  if (withKey) await copyKey(join(from, KEY_FILE), join(dataDir, KEY_FILE));
  await rename(partial, join(dataDir, DATABASE_FILE));
  return { withKey };
}

/** Whether the data was restored, and nobody has let its deliveries start yet. */
export const areDeliveriesPaused = (dataDir: string): boolean =>
  existsSync(join(dataDir, PAUSED_FILE));

/** Lets the deliveries of restored data start; a running gateway notices within a second. */
export async function resumeDeliveries(dataDir: string): Promise<void> {
  await rm(join(dataDir, PAUSED_FILE), { force: true });
}

async function isSameOrMissing(from: string, to: string): Promise<boolean> {
  if (!existsSync(to)) return true;
  const [one, other] = await Promise.all([from, to].map((path) => readFile(path, 'utf8')));
  return one?.trim() === other?.trim();
}

/** Readable by its owner only, whatever the copied file was. */
async function copyKey(from: string, to: string): Promise<void> {
  await write(to, await readFile(from, 'utf8'));
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const refuse = (message: string): GatewayError => new GatewayError('conflict', message);

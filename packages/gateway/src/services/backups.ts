import { existsSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backUp, KEY_FILE, PARTIAL } from '../backup.ts';
import type { GatewayConfig } from '../config.ts';
import type { Millis } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { DATABASE_FILE } from '../store/sqlite/copy.ts';

/** What a {@link BackupService} works with. */
export interface BackupDeps {
  readonly data: Pick<GatewayConfig, 'dataDir' | 'databaseUrl' | 'key'>;
  readonly now: () => Millis;
  readonly log: Pick<Logger, 'info' | 'error'>;
}

/** A copy of database and key in a folder beside them. */
export interface Backup {
  /** The name of its folder. */
  readonly id: string;
  readonly status: 'running' | 'done' | 'failed';
  readonly folder: string;
  /** Of the copied database, so far. */
  readonly bytes: number;
  /** What that comes to, about; null: it is done, or failed. */
  readonly totalBytes: number | null;
  /** Whether the key is part of it; otherwise it is kept outside the data folder. */
  readonly withKey: boolean;
  readonly startedAt: Millis;
  /** Why it failed, in words for people. */
  readonly error: string | null;
}

const FOLDER = 'backups';
/** Such as `backup-2026-11-27T21-53-24Z`. */
const NAME = /^backup-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/;
const MOST_LISTED = 100;
/** What another gateway is copying grows all the time; what has not for so long was cut short. */
const STALE_MS = 10 * 60_000;

const nameAt = (at: Millis): string =>
  `backup-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

const timeOf = (name: string): Millis => Date.parse(name.replace(NAME, '$1T$2:$3:$4Z'));

/** Copies the data into the folder `backups` of the data folder. Nothing deletes what it has made. */
export class BackupService {
  readonly #deps: BackupDeps;
  /** What this gateway makes, or failed to make. */
  #latest: Backup | null = null;
  #making: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(deps: BackupDeps) {
    this.#deps = deps;
  }

  /**
   * Begins one, which goes on in the background.
   * @throws {GatewayError} `conflict` if one is being made, or the data is in PostgreSQL
   */
  async start(): Promise<Backup> {
    const { data, now } = this.#deps;
    if (data.databaseUrl !== null) {
      throw new GatewayError(
        'conflict',
        'This gateway’s data is in PostgreSQL. Back it up with pg_dump, and keep the key elsewhere.',
      );
    }
    if (this.#latest?.status === 'running') throw isRunning();
    const startedAt = now();
    const id = nameAt(startedAt);
    const latest: Backup = {
      ...{ id, status: 'running', bytes: 0, startedAt, error: null },
      folder: join(this.#folder, id),
      totalBytes: sizeOf(data.dataDir),
      withKey: data.key === undefined,
    };
    // At once: whoever asks meanwhile is refused.
    this.#latest = latest;
    try {
      await this.#clear();
    } catch (error) {
      this.#latest = null;
      throw error;
    }
    this.#making = this.#make(latest);
    return latest;
  }

  /** The newest first, {@link MOST_LISTED} at most. */
  async list(): Promise<readonly Backup[]> {
    const latest = this.#latest;
    const bytes = latest === null ? 0 : sizeOf(`${latest.folder}${PARTIAL}`);
    const names = (await this.#names()).filter((name) => NAME.test(name) && name !== latest?.id);
    const done = names.sort().reverse().slice(0, MOST_LISTED);
    return [
      ...(latest === null ? [] : [{ ...latest, bytes }]),
      ...done.map((name) => this.#read(name)),
    ];
  }

  /** Stops the one that is being made; nothing of it is left. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#making;
  }

  get #folder(): string {
    return join(this.#deps.data.dataDir, FOLDER);
  }

  /** Of all that is in the folder. */
  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #read(name: string): Backup {
    const folder = join(this.#folder, name);
    return {
      ...{ id: name, status: 'done', folder, totalBytes: null, error: null },
      bytes: sizeOf(folder),
      withKey: existsSync(join(folder, KEY_FILE)),
      startedAt: timeOf(name),
    };
  }

  /** Removes what was cut short. @throws {GatewayError} `conflict` if another gateway on this data folder is making one */
  async #clear(): Promise<void> {
    for (const name of (await this.#names()).filter((each) => each.endsWith(PARTIAL))) {
      const path = join(this.#folder, name);
      const changedAt =
        statSync(join(path, DATABASE_FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - changedAt < STALE_MS) throw isRunning();
      await rm(path, { recursive: true, force: true });
    }
  }

  async #make(backup: Backup): Promise<void> {
    const { data, log } = this.#deps;
    const { folder } = backup;
    try {
      await backUp(data.dataDir, folder, data.key, this.#stopping.signal);
      this.#latest = null;
      log.info({ folder }, 'a back-up was made');
    } catch (err) {
      const error =
        err instanceof GatewayError ? err.message : 'Something went wrong; the log says what.';
      this.#latest = { ...backup, status: 'failed', totalBytes: null, error };
      log.error({ folder, err }, 'a back-up failed');
    }
  }
}

const isRunning = (): GatewayError =>
  new GatewayError('conflict', 'A back-up is being made. Wait until it is done.');

/** Of the database in a folder, in bytes; 0: there is none. */
const sizeOf = (folder: string): number =>
  statSync(join(folder, DATABASE_FILE), { throwIfNoEntry: false })?.size ?? 0;

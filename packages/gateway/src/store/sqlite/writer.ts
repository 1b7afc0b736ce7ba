import { setTimeout as sleep } from 'node:timers/promises';
import { OUTCOME_WAIT_MS } from '../common.ts';
import { type GroupLimits, GroupQueue } from '../group-queue.ts';
import { BUSY_TIMEOUT_MS, type Connection, isBusy, isOwnFault, translate } from './connection.ts';

/** How a change is written. */
export interface WriteMode {
  /** How long it may wait for others, in milliseconds, before it makes a group by itself. */
  readonly mayWaitMs: number;
  /** Whether it is reported as done only when it is on disk. */
  readonly isDurable: boolean;
}

const PROMISE: WriteMode = { mayWaitMs: 0, isDurable: true };
/** A power failure may undo a lease: then the delivery is due again, as it was. */
export const LEASE: WriteMode = { mayWaitMs: 0, isDurable: false };
/** An outcome goes with the next events. */
export const OUTCOME: WriteMode = { mayWaitMs: OUTCOME_WAIT_MS, isDurable: true };

/** A change that waits for its commit. */
interface Job {
  readonly isDurable: boolean;
  readonly run: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What is to happen in each transaction besides the changes. */
export interface TransactionHooks {
  begin(): void;
  beforeCommit(connection: Connection): void;
}

/** How the tables of an open store are read and changed. */
export interface Transactions {
  /** Runs a query at once, on one consistent picture of the database. */
  read<Result>(query: (connection: Connection) => Result): Promise<Result>;
  /** Runs a change in the next group; see {@link GroupWriter}. */
  write<Result>(change: (connection: Connection) => Result, mode?: WriteMode): Promise<Result>;
}

/** What sets out together, and how much of it at once. */
const LIMITS: GroupLimits<Job> = {
  // A burst must not hold up the event loop for long.
  limit: 256,
  weigh: () => 1,
  // With a second group the event loop need not wait for the disk: measured at 32 connections, a
  // quarter more events a second; a third brings nothing.
  maxUnderWay: 2,
  parallelGroupThreshold: 8,
};

/** How long the event loop goes on before the writer asks again for a lock another process holds. */
const BUSY_PAUSE_MS = 10;

/**
 * Groups changes into transactions: those that are asked for while the disk is busy with one
 * group make the next. Each promise resolves only after its commit is on disk, except that of a lease.
 *
 * The commit is synced by this class rather than by SQLite, without blocking the event loop
 * (see {@link Connection.sync}): requests are read and verified meanwhile.
 *
 * It runs on the main thread. A worker thread was measured beside it (`npm run bench`, two
 * cores): 13,200 to 17,500 events a second, against 18,100 to 22,200 here. Handing every event
 * over costs more than the writing it takes away.
 */
export class GroupWriter {
  readonly #connection: Connection;
  readonly #hooks: TransactionHooks;
  readonly #busyTries: number;
  readonly #queue: GroupQueue<Job>;
  #triesLeft: number;

  /** @param busyTimeoutMs about how long to wait for another process before giving up */
  constructor(connection: Connection, hooks: TransactionHooks, busyTimeoutMs: number) {
    this.#connection = connection;
    this.#hooks = hooks;
    this.#busyTries = Math.ceil(busyTimeoutMs / (BUSY_PAUSE_MS + BUSY_TIMEOUT_MS));
    this.#triesLeft = this.#busyTries;
    this.#queue = new GroupQueue((group) => this.#write(group), LIMITS);
  }

  /**
   * Runs a change with the next group.
   * @throws GatewayError `unavailable` if nothing was stored and the same call may succeed later
   */
  write<Result>(run: () => Result, { mayWaitMs, isDurable }: WriteMode = PROMISE): Promise<Result> {
    return new Promise((resolve, reject) => {
      const job = { run, isDurable, resolve: resolve as (result: unknown) => void, reject };
      this.#queue.add(job, mayWaitMs);
    });
  }

  /** Resolves when nothing is waiting any more; the last group may have failed. */
  drain(): Promise<void> {
    return this.#queue.drain();
  }

  /** @returns the group again while another process holds the lock */
  async #write(group: readonly Job[]): Promise<readonly Job[]> {
    try {
      await this.#connection.recover();
      const outcomes = this.#commit(group);
      outcomes.forEach((tell, at) => {
        if (group[at]?.isDurable === false) tell();
      });
      if (group.some(({ isDurable }) => isDurable)) await this.#connection.sync();
      for (const tell of outcomes) tell();
    } catch (error) {
      if (isBusy(error) && this.#triesLeft > 0) {
        this.#triesLeft -= 1;
        await sleep(BUSY_PAUSE_MS);
        return group;
      }
      for (const job of group) job.reject(translate(error));
    }
    this.#triesLeft = this.#busyTries;
    return [];
  }

  /**
   * Commits the group, or each of its changes on its own if one of them is faulty.
   * @returns what each caller gets once it is all on disk
   */
  #commit(group: readonly Job[]): (() => void)[] {
    try {
      const results = this.#transaction(group);
      return group.map((job, at) => () => job.resolve(results[at]));
    } catch (error) {
      if (!isOwnFault(error)) throw error;
      // No savepoint per change: faulty ones are rare, and the good ones need not pay for them.
      return group.map((job) => this.#commitAlone(job));
    }
  }

  #commitAlone(job: Job): () => void {
    try {
      const [result] = this.#transaction([job]);
      return () => job.resolve(result);
    } catch (error) {
      return () => job.reject(translate(error));
    }
  }

  #transaction(group: readonly Job[]): unknown[] {
    const { db } = this.#connection;
    this.#connection.prepare('BEGIN IMMEDIATE').run();
    try {
      this.#hooks.begin();
      const results = group.map((job) => job.run());
      this.#hooks.beforeCommit(this.#connection);
      this.#connection.prepare('COMMIT').run();
      return results;
    } catch (error) {
      // A full disk or a failed write has already ended the transaction.
      if (db.inTransaction) this.#connection.prepare('ROLLBACK').run();
      throw error;
    }
  }
}

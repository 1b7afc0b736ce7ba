/** Erasures: the orders, and what both databases do alike. */
import type { Erasure, Millis } from '../domain.ts';
import { decodeCursor, pageOfRows } from './cursor.ts';
import { type ColumnValue, insertInto, type StoredRow, type Syntax } from './sql.ts';
import type { Page, PageRequest } from './store.ts';
import { ERASURES } from './tables.ts';

/** How much of what is to be deleted there is. */
export interface ErasureCount {
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
}

/** A piece of an erasure. */
export interface ErasureStep {
  readonly erasureId: string;
  /** The erasure's position before it. */
  readonly from: string | null;
  /** Ids of the events that are to lose their content. */
  readonly eventIds: readonly string[];
  /** What is looked for, in lower case: an identity that has it in it goes too. */
  readonly value: string;
  /** What the erasure is after it. */
  readonly after: Pick<Erasure, 'position' | 'events' | 'reachedAt' | 'leaseUntil'>;
  readonly now: Millis;
}

/** What a piece came to. */
export interface ErasureProgress {
  /** The erasure after it. */
  readonly erasure: Erasure;
  /**
   * Whether some of the events are just being sent: these were left, and the position is as it was. The same
   * step once more takes the rest of them.
   */
  readonly isBusy: boolean;
}

/** Erasures. See {@link Store}. */
export interface ErasureStore {
  add(erasure: Erasure): Promise<void>;
  get(id: string): Promise<Erasure | null>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<Erasure>>;
  /** Takes the oldest running erasure that nobody has, until `leaseUntil`; null: there is none. */
  claim(now: Millis, leaseUntil: Millis): Promise<Erasure | null>;
  /** Gives a claimed erasure back. */
  release(id: string): Promise<void>;
  /** What an erasure of some events would delete. */
  count(eventIds: readonly string[]): Promise<ErasureCount>;
  /**
   * Deletes the payloads of some events, their deliveries and attempts, and moves the erasure on, in one
   * transaction. What was deleted before is not counted twice.
   * @returns null if the erasure does not run any more, or is not at `from`: nothing has changed
   */
  erase(step: ErasureStep): Promise<ErasureProgress | null>;
  /**
   * Deletes some rejections, and what is looked for from the erasure, which is done then; null if it
   * does not run.
   */
  finish(id: string, rejectionIds: readonly string[], now: Millis): Promise<Erasure | null>;
  /** Makes sure that nothing of what was deleted is left in the database's files, as far as that can be. */
  scrub(): Promise<void>;
}

/** It sorts after every id of an erasure. */
const LAST = 'ers_~';

/** What is the same in both databases. */
type ErasureRows = Pick<ErasureStore, 'add' | 'get' | 'list' | 'claim' | 'release'>;

/** Runs statements; each one is a transaction. */
export interface Runner {
  rows(sql: string, values: readonly ColumnValue[]): Promise<readonly StoredRow[]>;
  /** @returns how many rows have changed */
  change(sql: string, values: readonly ColumnValue[]): Promise<number>;
}

/** Makes what is the same in both databases. */
export function erasureRows(syntax: Syntax, run: Runner): ErasureRows {
  const p = syntax.parameter;
  const from = `SELECT ${ERASURES.columns} FROM erasures`;
  const sql = {
    add: insertInto('erasures', ERASURES, syntax),
    get: `${from} WHERE id = ${p(1)}`,
    list: `${from} WHERE id < ${p(1)} ORDER BY id DESC LIMIT ${p(2)}`,
    free: `SELECT id FROM erasures WHERE status = 'running' AND lease_until <= ${p(1)} ORDER BY id LIMIT 1`,
    lease: `UPDATE erasures SET lease_until = ${p(1)} WHERE id = ${p(2)} AND status = 'running' AND lease_until <= ${p(3)}`,
    release: `UPDATE erasures SET lease_until = 0 WHERE id = ${p(1)}`,
  };
  const get = async (id: string): Promise<Erasure | null> => {
    const [row] = await run.rows(sql.get, [id]);
    return row === undefined ? null : ERASURES.read(row);
  };
  return {
    get,
    add: async (erasure) => {
      await run.change(sql.add, ERASURES.write(erasure));
    },
    list: async ({ cursor, limit }) => {
      const [after = LAST] = cursor === null ? [] : decodeCursor('erasures', ['string'], cursor);
      const rows = await run.rows(sql.list, [after, limit + 1]);
      return pageOfRows('erasures', rows, limit, ERASURES.read, ({ id }) => [id]);
    },
    claim: async (now, leaseUntil) => {
      // Nearly always there is none: then nothing is written.
      const [found] = await run.rows(sql.free, [now]);
      if (found === undefined) return null;
      const id = found.id as string;
      return (await run.change(sql.lease, [leaseUntil, id, now])) > 0 ? get(id) : null;
    },
    release: async (id) => {
      await run.change(sql.release, [id]);
    },
  };
}

/** The subscriptions of a list and some more, each once, in order. */
export const united = (some: readonly string[], more: readonly string[]): string[] =>
  [...new Set([...some, ...more])].sort();

import type { Millis, Replay } from '../../domain.ts';
import { newId } from '../../ids.ts';
import { decodeCursor, pageOfRows } from '../cursor.ts';
import {
  dueTimes,
  type ReplayEnd,
  type ReplayedEvent,
  type ReplayProgress,
  type ReplayQuery,
  type ReplayStep,
  type ReplayStore,
} from '../replays.ts';
import { insertInto, type StoredRow } from '../sql.ts';
import type { Page, PageRequest } from '../store.ts';
import { REPLAYS } from '../tables.ts';
import type { Connection } from './connection.ts';
import { SYNTAX } from './syntax.ts';
import type { Transactions } from './writer.ts';

/** Most deliveries that one transaction takes back: some milliseconds. */
const PIECE = 250;

const ADD = insertInto('replays', REPLAYS, SYNTAX);
const READ = `SELECT ${REPLAYS.columns} FROM replays WHERE id = ?`;
const RUNNING = `replays INDEXED BY replays_running WHERE status = 'running'`;
const PENDING = `deliveries INDEXED BY deliveries_by_replay WHERE replay_id = ? AND status = 'pending'`;

/** Of an event, with the state of their subscriptions. */
const DELIVERIES_OF = `SELECT d.id, d.status, subscription_id, s.status = 'ended' AS is_ended
  FROM deliveries d JOIN subscriptions s ON s.id = subscription_id
  WHERE event_id = ? ORDER BY d.id`;

const MAKE_AGAIN = `UPDATE deliveries SET status = 'pending', attempts = 0, due_at = @at,
    visible_at = @at, replayed_at = @at, replay_id = @replayId, blocks = 0, finished_at = NULL
  WHERE id = @id`;

const IS_LIVE = `SELECT 1 FROM subscriptions WHERE id = ? AND status <> 'ended'`;

const MAKE = `INSERT INTO deliveries (id, event_id, subscription_id, status, attempts, due_at, visible_at,
    created_at, replayed_at, replay_id)
  VALUES (@id, @eventId, @subscriptionId, 'pending', 0, @at, @at, @at, @at, @replayId)`;

const ADVANCE = `UPDATE replays SET position = @position, events = @events, reached_at = @reachedAt,
    without_payload = @withoutPayload, lease_until = @leaseUntil, deliveries = deliveries + @made WHERE id = @id`;

/** What the last attempt made of a delivery. */
const TAKE_BACK = `UPDATE deliveries SET finished_at = @now, status = coalesce(
    (SELECT iif(error IS NULL, 'delivered', 'failed') FROM attempts WHERE delivery_id = @id
     ORDER BY at DESC, number DESC LIMIT 1), 'cancelled') WHERE id = @id`;

/** Nobody is about to attempt it, and nobody ever has. */
const DELETE_UNTRIED = `DELETE FROM deliveries WHERE id = ? AND visible_at = due_at AND NOT EXISTS (
  SELECT 1 FROM attempts WHERE delivery_id = deliveries.id)`;

/** Bulk replays. */
export class SqliteReplays implements ReplayStore {
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  async add(replay: Replay): Promise<void> {
    await this.#transactions.write((connection) =>
      connection.prepare(ADD).run(...REPLAYS.write(replay)),
    );
  }

  get(id: string): Promise<Replay | null> {
    return this.#transactions.read((connection) => read(connection, id));
  }

  list(page: PageRequest): Promise<Page<Replay>> {
    return this.#transactions.read((connection) => {
      const after = page.cursor === null ? [] : decodeCursor('replays', ['string'], page.cursor);
      const rows = connection
        .prepare<StoredRow>(
          `SELECT ${REPLAYS.columns} FROM replays ${after.length > 0 ? 'WHERE id < ?' : ''}
           ORDER BY id DESC LIMIT ?`,
        )
        .all(...after, page.limit + 1);
      return pageOfRows('replays', rows, page.limit, REPLAYS.read, ({ id }) => [id]);
    });
  }

  async claim(now: Millis, leaseUntil: Millis): Promise<Replay | null> {
    const sql = `SELECT id FROM ${RUNNING} AND lease_until <= ? ORDER BY id LIMIT 1`;
    const find = (connection: Connection): { id: string } | undefined =>
      connection.prepare<{ id: string }>(sql).get(now);
    // Nearly always there is none: then nothing is written.
    if ((await this.#transactions.read(find)) === undefined) return null;
    return this.#transactions.write((connection) => {
      const found = find(connection);
      if (found === undefined) return null;
      connection
        .prepare('UPDATE replays SET lease_until = ? WHERE id = ?')
        .run(leaseUntil, found.id);
      return read(connection, found.id);
    });
  }

  async release(id: string): Promise<void> {
    await this.#transactions.write((connection) =>
      connection.prepare('UPDATE replays SET lease_until = 0 WHERE id = ?').run(id),
    );
  }

  countWanted(query: ReplayQuery): Promise<readonly number[]> {
    return this.#transactions.read((connection) =>
      query.events.map((event) => wantedOf(connection, query, event).length),
    );
  }

  advance(step: ReplayStep): Promise<ReplayProgress | null> {
    return this.#transactions.write((connection) => {
      const { replayId, dueAt } = step;
      const before = read(connection, replayId);
      if (before?.status !== 'running' || before.position !== step.from) return null;
      const { ids, lastDueAt } = makePending(connection, step, dueAt, replayId);
      const made = ids.length;
      connection.prepare(ADVANCE).run({ ...step.after, made, id: replayId });
      const replay = read(connection, replayId) as Replay;
      return { replay, made, lastDueAt };
    });
  }

  deliver(query: ReplayQuery, dueAt: Millis): Promise<readonly string[]> {
    return this.#transactions.write(
      (connection) => makePending(connection, query, dueAt, null).ids,
    );
  }

  end(id: string, { status, statusReason }: ReplayEnd, now: Millis): Promise<Replay | null> {
    return this.#transactions.write((connection) => {
      const { changes } = connection
        .prepare(
          `UPDATE replays SET status = ?, status_reason = ?, finished_at = ?
           WHERE id = ? AND (status = 'running' OR (status = 'done' AND ? = 'cancelled'))`,
        )
        .run(status, statusReason, now, id, status);
      return changes === 0 ? null : read(connection, id);
    });
  }

  async takeBack(id: string, now: Millis): Promise<number> {
    for (let total = 0; ; ) {
      const changed = await this.#transactions.write((connection) => {
        const rows = connection
          .prepare<{ id: string }>(`SELECT id FROM ${PENDING} LIMIT ${PIECE}`)
          .all(id);
        for (const row of rows) {
          const { changes } = connection.prepare(DELETE_UNTRIED).run(row.id);
          if (changes === 0) connection.prepare(TAKE_BACK).run({ id: row.id, now });
        }
        return rows.length;
      });
      total += changed;
      if (changed < PIECE) return total;
    }
  }

  countPending(id: string, most: number): Promise<number> {
    return this.#transactions.read(
      (connection) =>
        connection
          .prepare<{ count: number }>(
            `SELECT count(*) AS count FROM (SELECT 1 FROM ${PENDING} LIMIT ?)`,
          )
          .get(id, most)?.count ?? 0,
    );
  }

  prune(before: Millis, limit: number): Promise<number> {
    const sql = `DELETE FROM replays WHERE id IN (
      SELECT id FROM replays WHERE finished_at < ? LIMIT ?)`;
    return this.#transactions.write(
      (connection) => connection.prepare(sql).run(before, limit).changes,
    );
  }
}

function read(connection: Connection, id: string): Replay | null {
  const row = connection.prepare<StoredRow>(READ).get(id);
  return row === undefined ? null : REPLAYS.read(row);
}

/** Makes the wanted deliveries pending. */
function makePending(
  connection: Connection,
  query: ReplayQuery,
  dueAt: Millis,
  replayId: string | null,
): { readonly ids: readonly string[]; readonly lastDueAt: Millis } {
  const wanted = query.events.flatMap((event) =>
    wantedOf(connection, query, event).map((each) => ({ ...each, eventId: event.id })),
  );
  const ids = wanted.map(({ existing }) => existing ?? newId('dlv', dueAt));
  const times = dueTimes(ids, dueAt);
  wanted.forEach(({ existing, eventId, subscriptionId }, index) => {
    const [id, at] = [ids[index], times[index]];
    if (existing !== null) connection.prepare(MAKE_AGAIN).run({ id, at, replayId });
    else connection.prepare(MAKE).run({ id, eventId, subscriptionId, at, replayId });
  });
  return { ids, lastDueAt: times.at(-1) ?? dueAt };
}

/** A delivery that is wanted; `existing` is its id, null if it is still to be made. */
interface Wanted {
  readonly existing: string | null;
  readonly subscriptionId: string;
}

function wantedOf(connection: Connection, query: ReplayQuery, event: ReplayedEvent): Wanted[] {
  // Deleted, or its payload, meanwhile.
  const isStored = connection
    .prepare('SELECT 1 FROM events WHERE id = ? AND payload_gone IS NULL')
    .get(event.id);
  if (isStored === undefined) return [];
  const { subscriptionId, statuses } = query;
  const rows = connection
    .prepare<{ id: string; status: string; subscription_id: string; is_ended: number }>(
      DELIVERIES_OF,
    )
    .all(event.id);
  const again = rows.filter(
    (row) =>
      row.is_ended === 0 &&
      (statuses as readonly string[]).includes(row.status) &&
      (subscriptionId === null || row.subscription_id === subscriptionId),
  );
  const has = new Set(rows.map((row) => row.subscription_id));
  return [
    ...again.map((row) => ({ existing: row.id, subscriptionId: row.subscription_id })),
    ...event.addTo
      .filter((id) => !has.has(id) && connection.prepare(IS_LIVE).get(id) !== undefined)
      .map((id) => ({ existing: null, subscriptionId: id })),
  ];
}

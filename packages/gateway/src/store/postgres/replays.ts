import type { Millis, Replay } from '../../domain.ts';
import { newId } from '../../ids.ts';
import { decodeCursor, pageOfRows } from '../cursor.ts';
import {
  dueTimes,
  type ReplayEnd,
  type ReplayProgress,
  type ReplayQuery,
  type ReplayStep,
  type ReplayStore,
} from '../replays.ts';
import { insertInto, type StoredRow } from '../sql.ts';
import type { Page, PageRequest } from '../store.ts';
import { REPLAYS } from '../tables.ts';
import type { Session } from './database.ts';
import type { Server } from './server.ts';
import { SYNTAX } from './syntax.ts';

/** Most deliveries that one transaction takes back. */
const PIECE = 2000;

const ADD = insertInto('replays', REPLAYS, SYNTAX);
const READ = `SELECT ${REPLAYS.columns} FROM replays WHERE id = $1`;

/** `at` is the event's place among those asked for, from 1. `existing` is null for one that is still to be made. */
const WANTED = `
  SELECT e.at, d.id AS existing, e.id AS event_id, d.subscription_id
  FROM unnest($1::text[]) WITH ORDINALITY AS e (id, at)
  JOIN events ON events.id = e.id AND events.payload_gone IS NULL
  JOIN deliveries d ON d.event_id = e.id
  JOIN subscriptions s ON s.id = d.subscription_id AND s.status <> 'ended'
  WHERE d.status = ANY ($2) AND ($3::text IS NULL OR d.subscription_id = $3)
  UNION ALL
  SELECT g.at, NULL, e.id, s.id
  FROM unnest($4::text[], $5::text[], $6::bigint[]) AS g (event_id, subscription_id, at)
  JOIN events e ON e.id = g.event_id AND e.payload_gone IS NULL
  JOIN subscriptions s ON s.id = g.subscription_id AND s.status <> 'ended'
  WHERE NOT EXISTS (SELECT FROM deliveries d WHERE d.event_id = e.id AND d.subscription_id = s.id)
  ORDER BY at, existing NULLS LAST`;

const MAKE_AGAIN = `
  UPDATE deliveries SET status = 'pending', attempts = 0, due_at = g.at, visible_at = g.at,
    replayed_at = g.at, replay_id = $3, blocks = 0, finished_at = NULL
  FROM unnest($1::text[], $2::bigint[]) AS g (id, at)
  JOIN (SELECT id FROM deliveries WHERE id = ANY ($1) AND status = ANY ($4)
        ORDER BY id FOR NO KEY UPDATE) AS locked USING (id)
  WHERE deliveries.id = locked.id`;

const MAKE = `
  INSERT INTO deliveries (id, event_id, subscription_id, status, attempts, due_at, visible_at,
    created_at, replayed_at, replay_id)
  SELECT id, event_id, subscription_id, 'pending', 0, at, at, at, at, $5
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
    AS g (id, event_id, subscription_id, at)
  ORDER BY event_id COLLATE "C", subscription_id COLLATE "C"
  ON CONFLICT (event_id, subscription_id) DO NOTHING`;

const ADVANCE = `UPDATE replays SET position = $2, events = $3, reached_at = $4, lease_until = $5,
  deliveries = deliveries + $6, without_payload = $7 WHERE id = $1 RETURNING ${REPLAYS.columns}`;

/**
 * What nobody has tried or is about to try goes; any other delivery is what its last attempt made
 * of it.
 */
const TAKE_BACK = `
  WITH locked AS MATERIALIZED (
    SELECT id FROM deliveries WHERE replay_id = $1 AND status = 'pending'
    ORDER BY id LIMIT $3 FOR UPDATE
  ), tried AS MATERIALIZED (
    SELECT locked.id, last.status FROM locked LEFT JOIN LATERAL (
      SELECT CASE WHEN error IS NULL THEN 'delivered' ELSE 'failed' END AS status
      FROM attempts WHERE delivery_id = locked.id ORDER BY at DESC, number DESC LIMIT 1
    ) AS last ON true
  ), gone AS (
    DELETE FROM deliveries d USING tried
    WHERE d.id = tried.id AND tried.status IS NULL AND visible_at = due_at
  ), changed AS (
    UPDATE deliveries d SET status = coalesce(tried.status, 'cancelled'), finished_at = $2
    FROM tried WHERE d.id = tried.id AND (tried.status IS NOT NULL OR visible_at <> due_at)
  )
  SELECT count(*) AS count FROM locked`;

/** A delivery that is wanted. */
interface Wanted {
  readonly at: number;
  readonly existing: string | null;
  readonly event_id: string;
  readonly subscription_id: string;
}

/** Bulk replays. */
export class PostgresReplays implements ReplayStore {
  readonly #server: () => Server;

  /** @param server throws while the store is not open */
  constructor(server: () => Server) {
    this.#server = server;
  }

  async add(replay: Replay): Promise<void> {
    await this.#server().database.change(ADD, REPLAYS.write(replay));
  }

  async get(id: string): Promise<Replay | null> {
    const [row] = await this.#server().database.rows<StoredRow>(READ, [id]);
    return row === undefined ? null : REPLAYS.read(row);
  }

  async list(page: PageRequest): Promise<Page<Replay>> {
    const after = page.cursor === null ? [] : decodeCursor('replays', ['string'], page.cursor);
    const rows = await this.#server().database.rows<StoredRow>(
      `SELECT ${REPLAYS.columns} FROM replays ${after.length > 0 ? 'WHERE id < $2' : ''}
       ORDER BY id DESC LIMIT $1`,
      [page.limit + 1, ...after],
    );
    return pageOfRows('replays', rows, page.limit, REPLAYS.read, ({ id }) => [id]);
  }

  async claim(now: Millis, leaseUntil: Millis): Promise<Replay | null> {
    const [row] = await this.#server().database.rows<StoredRow>(
      `UPDATE replays SET lease_until = $2 WHERE id = (
         SELECT id FROM replays WHERE status = 'running' AND lease_until <= $1
         ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
       RETURNING ${REPLAYS.columns}`,
      [now, leaseUntil],
    );
    return row === undefined ? null : REPLAYS.read(row);
  }

  async release(id: string): Promise<void> {
    await this.#server().database.change('UPDATE replays SET lease_until = 0 WHERE id = $1', [id]);
  }

  async countWanted(query: ReplayQuery): Promise<readonly number[]> {
    const counts = query.events.map(() => 0);
    for (const { at } of await findWanted(this.#server().database, query)) {
      counts[at - 1] = (counts[at - 1] ?? 0) + 1;
    }
    return counts;
  }

  advance(step: ReplayStep): Promise<ReplayProgress | null> {
    const { replayId, after, dueAt } = step;
    return this.#server().database.transaction(async (session) => {
      const [row] = await session.rows<StoredRow>(`${READ} FOR NO KEY UPDATE`, [replayId]);
      const before = row === undefined ? null : REPLAYS.read(row);
      if (before?.status !== 'running' || before.position !== step.from) return null;
      const { made, lastDueAt } = await make(session, step, dueAt, replayId);
      const { position, events: count, reachedAt, leaseUntil, withoutPayload } = after;
      const values = [replayId, position, count, reachedAt, leaseUntil, made, withoutPayload];
      const [changed] = await session.rows<StoredRow>(ADVANCE, values);
      return { replay: REPLAYS.read(changed as StoredRow), made, lastDueAt: lastDueAt ?? dueAt };
    });
  }

  deliver(query: ReplayQuery, dueAt: Millis): Promise<readonly string[]> {
    return this.#server().database.transaction(
      async (session) => (await make(session, query, dueAt, null)).ids,
    );
  }

  async end(id: string, { status, statusReason }: ReplayEnd, now: Millis): Promise<Replay | null> {
    const [row] = await this.#server().database.rows<StoredRow>(
      `UPDATE replays SET status = $2, status_reason = $3, finished_at = $4
       WHERE id = $1 AND (status = 'running' OR (status = 'done' AND $2 = 'cancelled'))
       RETURNING ${REPLAYS.columns}`,
      [id, status, statusReason, now],
    );
    return row === undefined ? null : REPLAYS.read(row);
  }

  async takeBack(id: string, now: Millis): Promise<number> {
    for (let total = 0; ; ) {
      const [row] = await this.#server().database.rows<{ count: number }>(TAKE_BACK, [
        ...[id, now, PIECE],
      ]);
      const count = row?.count ?? 0;
      total += count;
      if (count < PIECE) return total;
    }
  }

  async countPending(id: string, most: number): Promise<number> {
    const [row] = await this.#server().database.rows<{ count: number }>(
      `SELECT count(*) AS count FROM (
         SELECT FROM deliveries WHERE replay_id = $1 AND status = 'pending' LIMIT $2) AS pending`,
      [id, most],
    );
    return row?.count ?? 0;
  }

  prune(before: Millis, limit: number): Promise<number> {
    return this.#server().database.change(
      `DELETE FROM replays WHERE id IN (SELECT id FROM replays WHERE finished_at < $1 LIMIT $2)`,
      [before, limit],
    );
  }
}

function findWanted(session: Session, query: ReplayQuery): Promise<readonly Wanted[]> {
  const added = query.events.flatMap(({ id, addTo }, index) =>
    addTo.map((subscriptionId) => ({ id, subscriptionId, at: index + 1 })),
  );
  return session.rows<Wanted>(WANTED, [
    query.events.map(({ id }) => id),
    query.statuses,
    query.subscriptionId,
    added.map(({ id }) => id),
    added.map(({ subscriptionId }) => subscriptionId),
    added.map(({ at }) => at),
  ]);
}

interface Made {
  readonly made: number;
  /** Some may be missing from what was made: another gateway was quicker. */
  readonly ids: readonly string[];
  readonly lastDueAt: Millis | undefined;
}

/** Makes the wanted deliveries pending. Holds the events before it locks deliveries: in the order of pruning. */
async function make(
  session: Session,
  query: ReplayQuery,
  dueAt: Millis,
  replayId: string | null,
): Promise<Made> {
  const stored = await session.rows<{ id: string }>(
    'SELECT id FROM events WHERE id = ANY ($1) AND payload_gone IS NULL ORDER BY id FOR KEY SHARE',
    [query.events.map(({ id }) => id)],
  );
  const isStored = new Set(stored.map(({ id }) => id));
  const events = query.events.filter(({ id }) => isStored.has(id));
  const found = await findWanted(session, { ...query, events });
  const ids = found.map(({ existing }) => existing ?? newId('dlv', dueAt));
  const times = dueTimes(ids, dueAt);
  const wanted = found.map((each, index) => ({
    ...each,
    id: ids[index] as string,
    due: times[index] as number,
  }));
  const old = wanted.filter(({ existing }) => existing !== null);
  const fresh = wanted.filter(({ existing }) => existing === null);
  const again = await session.change(MAKE_AGAIN, [
    old.map(({ id }) => id),
    old.map(({ due }) => due),
    replayId,
    query.statuses,
  ]);
  const added = await session.change(MAKE, [
    fresh.map(({ id }) => id),
    fresh.map(({ event_id }) => event_id),
    fresh.map(({ subscription_id }) => subscription_id),
    fresh.map(({ due }) => due),
    replayId,
  ]);
  return { made: again + added, ids, lastDueAt: times.at(-1) };
}

import type { Attempt, AttemptOutcome, Delivery, Millis, StoredEvent } from '../../domain.ts';
import { finishedAtOf, WAITING } from '../common.ts';
import { pageOfRows } from '../cursor.ts';
import { boundedPage, MOST_LOOKED_AT, planOf } from '../delivery-plan.ts';
import { RecentEvents } from '../recent-events.ts';
import type { StoredRow } from '../sql.ts';
import type {
  Claim,
  ClaimRequest,
  DeliveryQuery,
  DeliveryStore,
  DueSubscription,
  NextInOrder,
  Page,
  PageRequest,
} from '../store.ts';
import { ATTEMPTS, DELIVERIES, EVENTS } from '../tables.ts';
import { claimNext } from './claim-in-order.ts';
import type { Database, Session, Value } from './database.ts';
import { LONG_TIMEOUT_MS, type Server } from './server.ts';
import { arraysOf, unnested } from './syntax.ts';

/** Most deliveries that one transaction changes. */
const PIECE = 2000;

/** Pending deliveries, always locked in the same order, so that two changes do not lock each other up. */
const lock = (which: string, limit = ''): string =>
  `SELECT id FROM deliveries WHERE ${which} AND status = 'pending' ORDER BY id ${limit} FOR NO KEY UPDATE`;

/**
 * Takes what is wanted, in its order, as far as the bodies have room; the size of one is known without
 * reading it. Passes over what another gateway is claiming at this very moment. The commit is not
 * waited for: what a crash of the server undoes is due again.
 */
const CLAIM = `
  WITH wanted AS (
    SELECT * FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS w (subscription_id, most, turn)
  ), due AS MATERIALIZED (
    SELECT found.*, turn FROM wanted CROSS JOIN LATERAL (
      SELECT id, event_id, visible_at AS since FROM deliveries
      WHERE subscription_id = wanted.subscription_id AND status = 'pending' AND visible_at <= $3
      ORDER BY visible_at, id LIMIT wanted.most FOR NO KEY UPDATE SKIP LOCKED) AS found
  ), counted AS (
    SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY turn, since, id) = 1 AS is_first FROM due
  ), sized AS MATERIALIZED (
    SELECT id, turn, since, row_number() OVER in_order AS at, sum(CASE WHEN is_first THEN
      (SELECT octet_length(body) FROM events WHERE events.id = event_id) ELSE 0 END) OVER in_order AS bytes
    FROM counted WINDOW in_order AS (ORDER BY turn, since, id)
  ), leased AS (
    UPDATE deliveries d SET visible_at = $4 FROM sized
    WHERE d.id = sized.id AND (sized.at = 1 OR sized.bytes <= $5)
    RETURNING ${DELIVERIES.names.map((name) => `d.${name}`).join(', ')}, turn, since
  )
  SELECT leased.*, (SELECT count(*) FROM due) AS found, set_config('synchronous_commit', 'off', true)
  FROM leased ORDER BY turn, since, id`;

/**
 * Writes outcomes, no two of them of the same delivery. One that has been finished meanwhile stays
 * so (its lease ran out and another gateway was quicker, or its subscription ended), except that
 * `delivered` is a fact and wins; one that has expired stays so in any case, because that is what it
 * is deleted by. One that has gone with its source is not in `locked`.
 */
const RECORD = `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(${unnested(ATTEMPTS)}, $8::text[], $9::bigint[], $10::bigint[])
      AS g (${ATTEMPTS.columns}, status, due_at, finished_at)
  ), locked AS MATERIALIZED (
    SELECT id FROM deliveries WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE
  ), changed AS (
    UPDATE deliveries d SET status = given.status, attempts = given.number, due_at = given.due_at,
      visible_at = given.due_at, finished_at = given.finished_at,
      last_http_status = given.http_status, last_error = given.error
    FROM given JOIN locked ON locked.id = given.delivery_id
    WHERE d.id = locked.id AND (d.status = 'pending'
      OR (given.status = 'delivered' AND d.status <> 'expired'))
  )
  INSERT INTO attempts (${ATTEMPTS.columns})
  SELECT ${ATTEMPTS.columns} FROM given JOIN locked ON locked.id = given.delivery_id
  ON CONFLICT DO NOTHING`;

/** Deliveries and their attempts: the queue and its log. */
export class PostgresDeliveries implements DeliveryStore {
  readonly #server: () => Server;
  readonly #recent = new RecentEvents();

  /** @param server throws while the store is not open */
  constructor(server: () => Server) {
    this.#server = server;
  }

  async dueSubscriptions(now: Millis): Promise<readonly DueSubscription[]> {
    return this.#server().database.rows<DueSubscription>(
      `${WAITING} SELECT subscription_id AS id, at FROM earliest WHERE at <= $1`,
      [now],
    );
  }

  async nextDueAt(): Promise<Millis | null> {
    const [row] = await this.#server().database.rows<{ at: Millis | null }>(
      `${WAITING} SELECT min(at) AS at FROM earliest`,
    );
    return row?.at ?? null;
  }

  async claim(
    requests: readonly ClaimRequest[],
    now: Millis,
    leaseUntil: Millis,
    maxBytes: number,
  ): Promise<Claim> {
    const ids = requests.map(({ subscriptionId }) => subscriptionId);
    const limits = requests.map(({ limit }) => limit);
    const rows = await this.#server().database.rows<StoredRow & { readonly found: number }>(CLAIM, [
      ...[ids, limits],
      ...[now, leaseUntil, maxBytes],
    ]);
    const claimed = rows.map(DELIVERIES.read);
    const events = await this.#eventsOf(claimed);
    const deliveries = claimed.flatMap((delivery) => {
      const event = events.get(delivery.eventId);
      // It has been deleted with its source at this very moment.
      return event === undefined ? [] : [{ ...delivery, event }];
    });
    return { deliveries, isCut: rows[0] !== undefined && rows[0].found > rows.length };
  }

  /** Each is read once, and not at all if it was a moment ago. */
  async #eventsOf(deliveries: readonly Delivery[]): Promise<ReadonlyMap<string, StoredEvent>> {
    const events = new Map<string, StoredEvent>();
    const unknown = new Set<string>();
    for (const { eventId } of deliveries) {
      const event = this.#recent.get(eventId);
      if (event === undefined) unknown.add(eventId);
      else events.set(eventId, event);
    }
    if (unknown.size === 0) return events;
    const rows = await this.#server().database.rows<StoredRow>(
      `SELECT ${EVENTS.columns} FROM events WHERE id = ANY ($1)`,
      [[...unknown]],
    );
    for (const row of rows) {
      const event = this.#recent.keep(EVENTS.read(row));
      events.set(event.id, event);
    }
    return events;
  }

  async claimInOrder(
    subscriptionId: string,
    now: Millis,
    leaseUntil: Millis,
  ): Promise<NextInOrder> {
    const next = await claimNext(this.#server().database, subscriptionId, now, leaseUntil);
    if (next === null || typeof next === 'number') return { delivery: null, nextAt: next };
    const delivery = DELIVERIES.read(next);
    const event = (await this.#eventsOf([delivery])).get(delivery.eventId);
    // It has been deleted with its source at this very moment.
    return { delivery: event === undefined ? null : { ...delivery, event }, nextAt: null };
  }

  async record(outcomes: readonly AttemptOutcome[]): Promise<void> {
    await this.#server().outcomes.write(outcomes);
  }

  async release(ids: readonly string[]): Promise<void> {
    await this.#server().database.change(
      `UPDATE deliveries SET visible_at = due_at
       FROM (${lock('id = ANY ($1)')}) AS locked WHERE deliveries.id = locked.id`,
      [ids],
    );
  }

  async get(id: string): Promise<Delivery | null> {
    const [row] = await this.#server().database.rows<StoredRow>(
      `SELECT ${DELIVERIES.columns} FROM deliveries WHERE id = $1`,
      [id],
    );
    return row === undefined ? null : DELIVERIES.read(row);
  }

  async listAttempts(deliveryId: string): Promise<Attempt[]> {
    const rows = await this.#server().database.rows<StoredRow>(
      `SELECT ${ATTEMPTS.columns} FROM attempts WHERE delivery_id = $1 ORDER BY at, number`,
      [deliveryId],
    );
    return rows.map(ATTEMPTS.read);
  }

  async list(query: DeliveryQuery, page: PageRequest): Promise<Page<Delivery>> {
    const { database } = this.#server();
    const { partOf, along, rest } = planOf(query, page);
    const values: Value[] = [];
    const compare = ([comparison, value]: readonly [string, Value]): string =>
      `${comparison} $${values.push(value)}`;
    const from = `FROM deliveries WHERE ${[partOf, ...along.map(compare)].join(' AND ')} ORDER BY id DESC`;
    const lookedAt = [...values];
    const filter = rest.map(compare).join(' AND ');
    const looked =
      filter === ''
        ? `SELECT ${DELIVERIES.columns} ${from}`
        : `SELECT * FROM (SELECT ${DELIVERIES.columns} ${from} LIMIT ${MOST_LOOKED_AT}) AS looked_at
           WHERE ${filter} ORDER BY id DESC`;
    const sql = `${looked} LIMIT $${values.push(page.limit + 1)}`;
    const rows = await database.rows<StoredRow>(sql, values);
    const found = pageOfRows('deliveries', rows, page.limit, DELIVERIES.read, ({ id }) => [id]);
    if (filter === '' || found.next !== null) return found;
    const [last] = await database.rows<{ id: string }>(
      `SELECT id ${from} LIMIT 1 OFFSET ${MOST_LOOKED_AT - 1}`,
      lookedAt,
    );
    return boundedPage(found, last?.id ?? null);
  }

  /** Holds the event, so that it is not pruned while its delivery becomes pending. */
  async replay(id: string, dueAt: Millis): Promise<boolean> {
    const changed = await this.#server().database.change(
      `WITH locked AS MATERIALIZED (
         SELECT id FROM events WHERE id = (SELECT event_id FROM deliveries WHERE id = $1)
           AND payload_gone IS NULL
         FOR KEY SHARE)
       UPDATE deliveries SET status = 'pending', attempts = 0, due_at = $2, visible_at = $2,
         replayed_at = $2, replay_id = NULL, blocks = 0, finished_at = NULL
       FROM locked WHERE deliveries.id = $1 AND event_id = locked.id AND status <> 'pending'`,
      [id, dueAt],
    );
    return changed > 0;
  }

  async drawBackDueTimes(now: Millis, latestFirst: Millis, latest: Millis): Promise<number> {
    return this.#server().database.change(
      `UPDATE deliveries SET due_at = $1, visible_at = $1 FROM (
         SELECT late.id FROM subscriptions CROSS JOIN LATERAL (
           SELECT d.id FROM deliveries d
           WHERE d.subscription_id = subscriptions.id AND d.status = 'pending'
             AND d.visible_at > $2 AND (d.attempts = 0 OR d.visible_at > $3)) AS late
         ORDER BY late.id) AS late
       WHERE deliveries.id = late.id AND status = 'pending'`,
      [now, latestFirst, latest],
    );
  }

  async replayFailed(subscriptionId: string, since: Millis, dueAt: Millis): Promise<number> {
    const { database } = this.#server();
    let total = 0;
    for (let after: string | null = ''; after !== null; ) {
      const piece = await replayPiece(database, subscriptionId, since, dueAt, after);
      total += piece.changed;
      after = piece.last;
    }
    return total;
  }

  async cancel(subscriptionId: string, now: Millis): Promise<number> {
    const { database } = this.#server();
    const sql = `UPDATE deliveries SET status = 'cancelled', finished_at = $2
      FROM (${lock('subscription_id = $1', 'LIMIT $3')}) AS locked WHERE deliveries.id = locked.id`;
    for (let total = 0; ; ) {
      const changed = await database.change(sql, [subscriptionId, now, PIECE]);
      total += changed;
      if (changed < PIECE) return total;
    }
  }

  async pruneExpired(before: Millis, limit: number): Promise<number> {
    const sql = `DELETE FROM deliveries WHERE id IN (
      SELECT id FROM deliveries WHERE status = 'expired' AND finished_at < $1 LIMIT $2)`;
    const deleting = (session: Session): Promise<number> => session.change(sql, [before, limit]);
    return this.#server().database.transaction(deleting, LONG_TIMEOUT_MS);
  }

  async countPending(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#server().database.rows<{ subscription_id: string; pending: number }>(
      `SELECT subscription_id, count(*) AS pending FROM deliveries
       WHERE status = 'pending' GROUP BY subscription_id`,
    );
    return new Map(rows.map((row) => [row.subscription_id, row.pending]));
  }
}

/**
 * Looks at failed deliveries whose ids come after one, as many as make a piece. Holds the events, as
 * {@link PostgresDeliveries.replay} does, before it locks the deliveries: in the order of pruning.
 * @returns how many were made pending, and where to go on; null at the end
 */
function replayPiece(
  database: Database,
  subscriptionId: string,
  since: Millis,
  dueAt: Millis,
  after: string,
): Promise<{ readonly changed: number; readonly last: string | null }> {
  return database.transaction(async (session) => {
    const failed = await session.rows<{ id: string; event_id: string }>(
      `SELECT id, event_id FROM deliveries
       WHERE subscription_id = $1 AND status = 'failed' AND id > $2 ORDER BY id LIMIT $3`,
      [subscriptionId, after, PIECE],
    );
    const last = failed.length < PIECE ? null : (failed.at(-1)?.id ?? null);
    const recent = await session.rows<{ id: string }>(
      `SELECT id FROM events WHERE id = ANY ($1) AND received_at >= $2
         AND payload_gone IS NULL ORDER BY id FOR KEY SHARE`,
      [failed.map((row) => row.event_id), since],
    );
    const locked = new Set(recent.map(({ id }) => id));
    const ids = failed.filter((row) => locked.has(row.event_id)).map(({ id }) => id);
    const changed = await session.change(
      `UPDATE deliveries SET status = 'pending', attempts = 0, due_at = $2, visible_at = $2,
         replayed_at = $2, replay_id = NULL, blocks = 0, finished_at = NULL
       FROM (SELECT id FROM deliveries WHERE id = ANY ($1) AND status = 'failed'
             ORDER BY id FOR NO KEY UPDATE) AS locked
       WHERE deliveries.id = locked.id`,
      [ids, dueAt],
    );
    return { changed, last };
  });
}

/** Writes the outcomes of several calls. */
export async function recordCalls(
  database: Database,
  calls: readonly (readonly AttemptOutcome[])[],
): Promise<undefined[]> {
  const [first = [], ...rest] = rounds(calls.flat());
  if (rest.length === 0) await record(database, first);
  else {
    await database.transaction(async (session) => {
      for (const round of [first, ...rest]) await record(session, round);
    });
  }
  return calls.map(() => undefined);
}

/** Divides outcomes so that each round has at most one of a delivery, in their order. */
function rounds(outcomes: readonly AttemptOutcome[]): AttemptOutcome[][] {
  const divided: AttemptOutcome[][] = [];
  const seen = new Map<string, number>();
  for (const outcome of outcomes) {
    const { deliveryId } = outcome.attempt;
    const round = seen.get(deliveryId) ?? 0;
    seen.set(deliveryId, round + 1);
    divided[round] ??= [];
    divided[round].push(outcome);
  }
  return divided;
}

async function record(session: Session, outcomes: readonly AttemptOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const attempts = outcomes.map(({ attempt }) => attempt);
  await session.change(RECORD, [
    ...arraysOf(ATTEMPTS, attempts),
    outcomes.map(({ status }) => status),
    outcomes.map(({ dueAt }) => dueAt),
    outcomes.map(finishedAtOf),
  ]);
}

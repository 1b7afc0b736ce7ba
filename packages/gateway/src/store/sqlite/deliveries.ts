import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Attempt, AttemptOutcome, ClaimedDelivery, Delivery, Millis } from '../../domain.ts';
import { finishedAtOf, WAITING } from '../common.ts';
import { pageOfRows } from '../cursor.ts';
import { boundedPage, MOST_LOOKED_AT, planOf } from '../delivery-plan.ts';
import { RecentEvents } from '../recent-events.ts';
import { insertInto, type StoredRow } from '../sql.ts';
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
import { ATTEMPTS, DELIVERIES } from '../tables.ts';
import { claimNext } from './claim-in-order.ts';
import type { Connection } from './connection.ts';
import { READ_EVENT, readEvent } from './events.ts';
import { SYNTAX } from './syntax.ts';
import { LEASE, OUTCOME, type Transactions } from './writer.ts';

/** Most deliveries that one transaction changes: some milliseconds. */
const PIECE = 250;

const READ = `SELECT ${DELIVERIES.columns} FROM deliveries WHERE id = ?`;

const DUE = `SELECT ${DELIVERIES.columns} FROM deliveries
  WHERE subscription_id = ? AND status = 'pending' AND visible_at <= ?
  ORDER BY visible_at, id LIMIT ?`;

/** Without reading its body. */
const SIZE_OF_EVENT = 'SELECT length(body) AS bytes FROM events WHERE id = ?';

/**
 * A delivery that has been finished meanwhile stays so (its lease ran out and another gateway
 * was quicker, or its subscription ended), except that `delivered` is a fact and wins; one that
 * has expired stays so in any case, because that is what it is deleted by.
 */
const FINISH = `UPDATE deliveries
  SET status = ?, attempts = ?, due_at = ?, visible_at = ?, finished_at = ?, last_http_status = ?,
    last_error = ?
  WHERE id = ? AND (status = 'pending' OR (? = 'delivered' AND status <> 'expired'))`;

const INSERT_ATTEMPT = `${insertInto('attempts', ATTEMPTS, SYNTAX)} ON CONFLICT DO NOTHING`;

const REPLAY = `UPDATE deliveries SET status = 'pending', attempts = 0, due_at = @dueAt,
    visible_at = @dueAt, replayed_at = @dueAt, replay_id = NULL, blocks = 0, finished_at = NULL
  WHERE id = @id AND status NOT IN ('pending', 'expired') AND EXISTS (
    SELECT 1 FROM events WHERE id = event_id AND payload_gone IS NULL)`;

/** In each subscription along the index (CROSS JOIN keeps that order): those that are due soon are not read. */
const DRAW_BACK = `UPDATE deliveries SET due_at = @now, visible_at = @now WHERE id IN (
  SELECT d.id FROM subscriptions CROSS JOIN deliveries d INDEXED BY deliveries_pending
    ON d.subscription_id = subscriptions.id
  WHERE d.status = 'pending' AND d.visible_at > @latestFirst
    AND (d.attempts = 0 OR d.visible_at > @latest))`;

/** Deliveries and their attempts: the queue and its log. */
export class SqliteDeliveries implements DeliveryStore {
  readonly #transactions: Transactions;
  readonly #recent = new RecentEvents();

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  dueSubscriptions(now: Millis): Promise<readonly DueSubscription[]> {
    const sql = `${WAITING} SELECT subscription_id AS id, at FROM earliest WHERE at <= ?`;
    return this.#transactions.read((connection) =>
      connection.prepare<DueSubscription>(sql).all(now),
    );
  }

  nextDueAt(): Promise<Millis | null> {
    const sql = `${WAITING} SELECT min(at) AS at FROM earliest`;
    return this.#transactions.read(
      (connection) => connection.prepare<{ at: Millis | null }>(sql).get()?.at ?? null,
    );
  }

  claim(
    requests: readonly ClaimRequest[],
    now: Millis,
    leaseUntil: Millis,
    maxBytes: number,
  ): Promise<Claim> {
    return this.#transactions.write((connection) => {
      const due = connection.prepare<StoredRow>(DUE);
      const lease = connection.prepare('UPDATE deliveries SET visible_at = ? WHERE id = ?');
      const read = connection.prepare<StoredRow>(READ_EVENT);
      const size = connection.prepare<{ bytes: number }>(SIZE_OF_EVENT);
      const deliveries: ClaimedDelivery[] = [];
      const counted = new Set<string>();
      let bytes = 0;
      for (const { subscriptionId, limit } of requests) {
        for (const row of due.all(subscriptionId, now, limit)) {
          const eventId = row.event_id as string;
          if (!counted.has(eventId)) bytes += size.get(eventId)?.bytes ?? 0;
          counted.add(eventId);
          if (deliveries.length > 0 && bytes > maxBytes) return { deliveries, isCut: true };
          lease.run(leaseUntil, row.id);
          const event =
            this.#recent.get(eventId) ??
            this.#recent.keep(readEvent(read.get(eventId) as StoredRow));
          deliveries.push({ ...DELIVERIES.read(row), event });
        }
      }
      return { deliveries, isCut: false };
    }, LEASE);
  }

  claimInOrder(subscriptionId: string, now: Millis, leaseUntil: Millis): Promise<NextInOrder> {
    return this.#transactions.write((connection) => {
      const next = claimNext(connection, subscriptionId, now, leaseUntil);
      if (next === null || typeof next === 'number') return { delivery: null, nextAt: next };
      const read = connection.prepare<StoredRow>(READ_EVENT);
      const id = next.event_id as string;
      const event = this.#recent.get(id) ?? this.#recent.keep(readEvent(read.get(id) as StoredRow));
      return { delivery: { ...DELIVERIES.read(next), event }, nextAt: null };
    }, LEASE);
  }

  record(outcomes: readonly AttemptOutcome[]): Promise<void> {
    return this.#transactions.write((connection) => {
      for (const outcome of outcomes) record(connection, outcome);
    }, OUTCOME);
  }

  release(ids: readonly string[]): Promise<void> {
    return this.#transactions.write((connection) => {
      const release = connection.prepare(
        `UPDATE deliveries SET visible_at = due_at WHERE id = ? AND status = 'pending'`,
      );
      for (const id of ids) release.run(id);
    });
  }

  get(id: string): Promise<Delivery | null> {
    return this.#transactions.read((connection) => {
      const row = connection.prepare<StoredRow>(READ).get(id);
      return row === undefined ? null : DELIVERIES.read(row);
    });
  }

  listAttempts(deliveryId: string): Promise<readonly Attempt[]> {
    return this.#transactions.read((connection) =>
      connection
        .prepare<StoredRow>('SELECT * FROM attempts WHERE delivery_id = ? ORDER BY at, number')
        .all(deliveryId)
        .map(ATTEMPTS.read),
    );
  }

  list(query: DeliveryQuery, page: PageRequest): Promise<Page<Delivery>> {
    return this.#transactions.read((connection) => {
      const { index, partOf, along, rest } = planOf(query, page);
      const where = along.map(([comparison]) => `AND ${comparison} ?`).join(' ');
      const values = along.map(([, value]) => value);
      const from = `FROM deliveries ${index === null ? '' : `INDEXED BY ${index}`}
        WHERE ${partOf} ${where} ORDER BY id DESC`;
      const filter = rest.map(([comparison]) => `${comparison} ?`).join(' AND ');
      const looked =
        filter === ''
          ? `SELECT ${DELIVERIES.columns} ${from}`
          : `SELECT * FROM (SELECT ${DELIVERIES.columns} ${from} LIMIT ${MOST_LOOKED_AT}) WHERE ${filter}`;
      const rows = connection
        .prepare<StoredRow>(`${looked} LIMIT ?`)
        .all(...values, ...rest.map(([, value]) => value), page.limit + 1);
      const found = pageOfRows('deliveries', rows, page.limit, DELIVERIES.read, ({ id }) => [id]);
      if (filter === '' || found.next !== null) return found;
      const last = connection
        .prepare<{ id: string }>(`SELECT id ${from} LIMIT 1 OFFSET ${MOST_LOOKED_AT - 1}`)
        .get(...values);
      return boundedPage(found, last?.id ?? null);
    });
  }

  replay(id: string, dueAt: Millis): Promise<boolean> {
    return this.#transactions.write(
      (connection) => connection.prepare(REPLAY).run({ id, dueAt }).changes > 0,
    );
  }

  drawBackDueTimes(now: Millis, latestFirst: Millis, latest: Millis): Promise<number> {
    return this.#transactions.write(
      (connection) => connection.prepare(DRAW_BACK).run({ now, latestFirst, latest }).changes,
    );
  }

  async replayFailed(subscriptionId: string, since: Millis, dueAt: Millis): Promise<number> {
    let total = 0;
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after;
      const piece = await this.#transactions.write((connection) =>
        replayPiece(connection, subscriptionId, since, dueAt, from),
      );
      total += piece.changed;
      after = piece.last;
    }
    return total;
  }

  async cancel(subscriptionId: string, now: Millis): Promise<number> {
    const sql = `UPDATE deliveries SET status = 'cancelled', finished_at = ? WHERE id IN (
      SELECT id FROM deliveries WHERE subscription_id = ? AND status = 'pending' LIMIT ?)`;
    for (let total = 0; ; ) {
      const { changes } = await this.#transactions.write((connection) =>
        connection.prepare(sql).run(now, subscriptionId, PIECE),
      );
      total += changes;
      if (changes < PIECE) return total;
    }
  }

  pruneExpired(before: Millis, limit: number): Promise<number> {
    const sql = `DELETE FROM deliveries WHERE id IN (
      SELECT id FROM deliveries WHERE status = 'expired' AND finished_at < ? LIMIT ?)`;
    return this.#transactions.write(
      (connection) => connection.prepare(sql).run(before, limit).changes,
    );
  }

  /** In pieces, so that other requests are answered in between. */
  async countPending(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (let place: Place | null = START; place !== null; ) {
      const from: Place = place;
      place = await this.#transactions.read((connection) => countPiece(connection, from, counts));
      await nextTurn();
    }
    return counts;
  }
}

/** Where counting has come to, along the index of pending deliveries. */
interface Place {
  readonly subscription_id: string;
  readonly visible_at: Millis;
  readonly id: string;
}

const START: Place = { subscription_id: '', visible_at: 0, id: '' };

/** Pending deliveries that are counted at once: some milliseconds. */
const COUNT_PIECE = 50_000;

const FROM_PLACE = `FROM deliveries INDEXED BY deliveries_pending
  WHERE status = 'pending' AND subscription_id = ? AND (visible_at, id) > (?, ?)
  ORDER BY visible_at, id`;

/** Counts a piece of one subscription's deliveries; returns where to go on, null at the end. */
function countPiece(
  connection: Connection,
  { subscription_id: subscription, visible_at: at, id }: Place,
  counts: Map<string, number>,
): Place | null {
  const found = connection
    .prepare<{ count: number }>(
      `SELECT count(*) AS count FROM (SELECT 1 ${FROM_PLACE} LIMIT ${COUNT_PIECE})`,
    )
    .get(subscription, at, id);
  const count = found?.count ?? 0;
  if (count > 0) counts.set(subscription, (counts.get(subscription) ?? 0) + count);
  if (count === COUNT_PIECE) {
    const sql = `SELECT subscription_id, visible_at, id ${FROM_PLACE} LIMIT 1 OFFSET ${count - 1}`;
    return connection.prepare<Place>(sql).get(subscription, at, id) as Place;
  }
  const next = connection
    .prepare<{ id: string | null }>(
      `SELECT min(subscription_id) AS id FROM deliveries INDEXED BY deliveries_pending
       WHERE status = 'pending' AND subscription_id > ?`,
    )
    .get(subscription);
  return next?.id ? { ...START, subscription_id: next.id } : null;
}

function record(connection: Connection, outcome: AttemptOutcome): void {
  const { attempt, status, dueAt } = outcome;
  const { deliveryId: id, number, httpStatus, error } = attempt;
  const finishedAt = finishedAtOf(outcome);
  const { changes } = connection
    .prepare(FINISH)
    .run(status, number, dueAt, dueAt, finishedAt, httpStatus, error, id, status);
  // Gone with its source: there is nothing to write to.
  if (changes === 0 && connection.prepare(READ).get(attempt.deliveryId) === undefined) return;
  connection.prepare(INSERT_ATTEMPT).run(...ATTEMPTS.write(attempt));
}

/**
 * Looks at failed deliveries whose ids come after one, as many as make a piece.
 * @returns how many were made pending, and where to go on; null at the end
 */
function replayPiece(
  connection: Connection,
  subscriptionId: string,
  since: Millis,
  dueAt: Millis,
  after: string,
): { readonly changed: number; readonly last: string | null } {
  const failed = connection
    .prepare<{ id: string; received_at: Millis }>(
      `SELECT deliveries.id, received_at FROM deliveries INDEXED BY deliveries_failed
       JOIN events ON events.id = event_id
       WHERE subscription_id = ? AND status = 'failed' AND deliveries.id > ?
       ORDER BY deliveries.id LIMIT ?`,
    )
    .all(subscriptionId, after, PIECE);
  const recent = failed.filter((row) => row.received_at >= since);
  const replay = connection.prepare(REPLAY);
  const changed = recent.reduce((count, { id }) => count + replay.run({ id, dueAt }).changes, 0);
  return {
    changed,
    last: failed.length < PIECE ? null : (failed.at(-1)?.id ?? null),
  };
}

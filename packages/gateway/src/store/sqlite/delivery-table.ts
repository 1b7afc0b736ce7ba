import type { Attempt, AttemptOutcome, ClaimedDelivery, Delivery, Millis } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { COUNT_PENDING, finishedAtOf, WAITING } from '../common.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { RecentEvents } from '../recent-events.ts';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  DELIVERY_COLUMNS,
  type DeliveryRow,
  EVENT_COLUMNS,
  type EventRow,
  toAttempt,
  toDelivery,
} from '../rows.ts';
import type { DeliveryQuery, DueSubscription, Page, PageRequest } from '../store.ts';
import { type Connection, isMissingParent } from './connection.ts';
import { readEvent } from './event-table.ts';

/** The failed deliveries, along their own index. */
const FAILED = `deliveries INDEXED BY deliveries_failed WHERE status = 'failed'`;
/** The expired ones: few, among many. */
const EXPIRED = `deliveries INDEXED BY deliveries_expired WHERE status = 'expired'`;

/** Deliveries and their attempts: the queue and its log. */
export class DeliveryTable {
  readonly #connection: Connection;
  readonly #recent = new RecentEvents();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  dueSubscriptions(now: Millis): DueSubscription[] {
    return this.#connection
      .prepare<DueSubscription>(
        `${WAITING} SELECT subscription_id AS id, at FROM earliest WHERE at <= ?`,
      )
      .all(now);
  }

  nextDueAt(): Millis | null {
    const row = this.#connection
      .prepare<{ at: Millis | null }>(`${WAITING} SELECT min(at) AS at FROM earliest`)
      .get();
    return row?.at ?? null;
  }

  claim(subscriptionId: string, now: Millis, leaseUntil: Millis, limit: number): ClaimedDelivery[] {
    const rows = this.#connection
      .prepare<DeliveryRow>(
        `SELECT ${DELIVERY_COLUMNS} FROM deliveries
         WHERE subscription_id = ? AND status = 'pending' AND visible_at <= ?
         ORDER BY visible_at, id LIMIT ?`,
      )
      .all(subscriptionId, now, limit);
    const read = this.#connection.prepare<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM events WHERE id = ?`,
    );
    const lease = this.#connection.prepare('UPDATE deliveries SET visible_at = ? WHERE id = ?');
    return rows.map((row) => {
      lease.run(leaseUntil, row.id);
      const id = row.event_id;
      const event = this.#recent.get(id, () => readEvent(read.get(id) as EventRow));
      return { ...toDelivery(row), event };
    });
  }

  record(outcomes: readonly AttemptOutcome[]): void {
    for (const outcome of outcomes) this.#record(outcome);
  }

  /**
   * A delivery that has been finished meanwhile stays so (its lease ran out and another gateway
   * was quicker, or its subscription ended), except that `delivered` is a fact and wins; one that
   * has expired stays so in any case, because that is what it is deleted by.
   */
  #record(outcome: AttemptOutcome): void {
    const { attempt, status, dueAt } = outcome;
    const { changes } = this.#connection
      .prepare(
        `UPDATE deliveries SET status = ?, attempts = ?, due_at = ?, visible_at = ?,
           finished_at = ?
         WHERE id = ? AND (status = 'pending' OR (? = 'delivered' AND status <> 'expired'))`,
      )
      .run(status, attempt.number, dueAt, dueAt, finishedAtOf(outcome), attempt.deliveryId, status);
    // Gone with its source: there is nothing to write to.
    if (changes === 0 && this.get(attempt.deliveryId) === null) return;
    this.#connection
      .prepare(
        `INSERT INTO attempts (${ATTEMPT_COLUMNS})
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(
        attempt.deliveryId,
        attempt.at,
        attempt.number,
        attempt.durationMs,
        attempt.httpStatus,
        attempt.error,
        attempt.response,
      );
  }

  release(ids: readonly string[], dueAt: Millis): void {
    const release = this.#connection.prepare(
      `UPDATE deliveries SET due_at = ?, visible_at = ? WHERE id = ? AND status = 'pending'`,
    );
    for (const id of ids) release.run(dueAt, dueAt, id);
  }

  get(id: string): Delivery | null {
    const row = this.#connection
      .prepare<DeliveryRow>(`SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE id = ?`)
      .get(id);
    return row === undefined ? null : toDelivery(row);
  }

  listAttempts(deliveryId: string): Attempt[] {
    return this.#connection
      .prepare<AttemptRow>('SELECT * FROM attempts WHERE delivery_id = ? ORDER BY at, number')
      .all(deliveryId)
      .map(toAttempt);
  }

  list(query: DeliveryQuery, page: PageRequest): Page<Delivery> {
    const after = page.cursor === null ? null : decodeCursor('deliveries', ['string'], page.cursor);
    const wanted = (
      [
        ['subscription_id = ?', query.subscriptionId],
        ['event_id = ?', query.eventId],
        ['status = ?', query.status],
        ['id < ?', after?.[0] ?? null],
      ] as const
    ).filter(([, value]) => value !== null);
    const where = wanted.map(([condition]) => condition).join(' AND ');
    // Without statistics the planner would read all deliveries of the subscription.
    const failedOnly = query.subscriptionId !== null && query.status === 'failed';
    let table = failedOnly ? `${FAILED} AND` : 'deliveries WHERE';
    if (query.status === 'expired') table = `${EXPIRED} AND`;
    const rows = this.#connection
      .prepare<DeliveryRow>(
        `SELECT ${DELIVERY_COLUMNS} FROM ${table} ${where || 'true'} ORDER BY id DESC LIMIT ?`,
      )
      .all(...wanted.map(([, value]) => value), page.limit + 1);
    const items = rows.slice(0, page.limit).map(toDelivery);
    const last = rows.length > page.limit ? items.at(-1) : undefined;
    return { items, next: last ? encodeCursor('deliveries', [last.id]) : null };
  }

  replay(id: string, dueAt: Millis): boolean {
    const { changes } = this.#connection
      .prepare(
        `UPDATE deliveries SET status = 'pending', attempts = 0, due_at = @dueAt, visible_at = @dueAt,
           replayed_at = @dueAt, finished_at = NULL
         WHERE id = @id AND status NOT IN ('pending', 'expired')`,
      )
      .run({ id, dueAt });
    return changes > 0;
  }

  drawBack(now: Millis, latestFirst: Millis, latest: Millis): number {
    // In each subscription along the index (CROSS JOIN keeps that order): those that are due soon are not read.
    return this.#connection
      .prepare(
        `UPDATE deliveries SET due_at = @now, visible_at = @now WHERE id IN (
           SELECT d.id FROM subscriptions CROSS JOIN deliveries d INDEXED BY deliveries_pending
             ON d.subscription_id = subscriptions.id
           WHERE d.status = 'pending' AND d.visible_at > @latestFirst
             AND (d.attempts = 0 OR d.visible_at > @latest))`,
      )
      .run({ now, latestFirst, latest }).changes;
  }

  /**
   * Looks at up to `limit` failed deliveries whose ids come after one.
   * @returns how many were made pending, and where to go on; null at the end
   */
  replayFailed(
    subscriptionId: string,
    since: Millis,
    dueAt: Millis,
    after: string,
    limit: number,
  ): { readonly changed: number; readonly last: string | null } {
    const failed = this.#connection
      .prepare<{ id: string; received_at: Millis }>(
        `SELECT deliveries.id, received_at FROM deliveries INDEXED BY deliveries_failed
         JOIN events ON events.id = event_id
         WHERE subscription_id = ? AND status = 'failed' AND deliveries.id > ?
         ORDER BY deliveries.id LIMIT ?`,
      )
      .all(subscriptionId, after, limit);
    const recent = failed.filter((row) => row.received_at >= since);
    for (const { id } of recent) this.replay(id, dueAt);
    return {
      changed: recent.length,
      last: failed.length < limit ? null : (failed.at(-1)?.id ?? null),
    };
  }

  add(subscriptionId: string, eventIds: readonly string[], dueAt: Millis): number {
    const insert = this.#connection.prepare(
      `INSERT INTO deliveries (id, event_id, subscription_id, status, attempts, due_at, visible_at,
         created_at) SELECT @id, id, @subscriptionId, 'pending', 0, @dueAt, @dueAt, @dueAt
       FROM events WHERE id = @eventId
       ON CONFLICT (event_id, subscription_id) DO NOTHING`,
    );
    let added = 0;
    try {
      for (const eventId of eventIds) {
        added += insert.run({ id: newId('dlv', dueAt), subscriptionId, dueAt, eventId }).changes;
      }
    } catch (error) {
      if (!isMissingParent(error)) throw error;
      throw new GatewayError('subscription_not_found', undefined, { cause: error });
    }
    return added;
  }

  /** Cancels up to `limit`; returns how many. */
  cancel(subscriptionId: string, now: Millis, limit: number): number {
    return this.#connection
      .prepare(
        `UPDATE deliveries SET status = 'cancelled', finished_at = ? WHERE id IN (
           SELECT id FROM deliveries WHERE subscription_id = ? AND status = 'pending' LIMIT ?)`,
      )
      .run(now, subscriptionId, limit).changes;
  }

  pruneExpired(before: Millis, limit: number): number {
    return this.#connection
      .prepare(
        `DELETE FROM deliveries WHERE id IN (
           SELECT id FROM deliveries WHERE status = 'expired' AND finished_at < ? LIMIT ?)`,
      )
      .run(before, limit).changes;
  }

  countPending(): Map<string, number> {
    const rows = this.#connection
      .prepare<{ subscription_id: string; pending: number }>(COUNT_PENDING)
      .all();
    return new Map(rows.map((row) => [row.subscription_id, row.pending]));
  }
}

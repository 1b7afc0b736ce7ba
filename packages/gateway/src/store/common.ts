/** What both databases do alike. */
import type { AttemptOutcome, Millis, NewEvent, Subscription } from '../domain.ts';
import { GatewayError } from '../errors.ts';

/** For whoever comes with another key: it could read no secret. */
export const ANOTHER_KEY: string =
  'The key is not the one this database was set up with. Give every gateway and command the same ' +
  'SIGNAL_HOOKS_KEY, or restore the file "key" of the data folder from your back-up.';

/** What to say of a row whose columns are damaged. */
export const damagedRow = (columns: string): string =>
  `Its row in the database is damaged (${columns}). Restore the database from your back-up, or remove it and make it anew.`;

/**
 * Guards a row whose damaged columns were read as empty against being written back like that: a
 * subscription without its conditions would get every event. Ending it needs none of them.
 * @throws GatewayError `conflict`
 */
export function assertWritable(subscription: Subscription): void {
  if (subscription.damage === undefined || subscription.status === 'ended') return;
  throw new GatewayError('conflict', damagedRow(subscription.damage));
}

/** The event that holds an identity. */
export interface Holder {
  readonly seq: number;
  readonly id: string;
  readonly received_at: Millis;
}

/** Whether an event's identity has held for as long as it should when a new one comes. */
export function isReleased(holder: Holder, event: NewEvent): boolean {
  const { identityWindowMs: window, receivedAt } = event;
  return window !== null && holder.received_at < receivedAt - window;
}

/** When an attempt has finished its delivery; null if another one follows. */
export const finishedAtOf = ({ status, attempt }: AttemptOutcome): Millis | null =>
  status === 'pending' ? null : attempt.at + Math.round(attempt.durationMs);

/**
 * The subscriptions with pending deliveries, each with the time of its earliest one. Leaps from
 * one subscription to the next along the index, so the number of pending rows does not matter.
 */
export const WAITING = `
  WITH RECURSIVE waiting (subscription_id) AS (
    SELECT min(subscription_id) FROM deliveries WHERE status = 'pending'
    UNION ALL
    SELECT (SELECT min(subscription_id) FROM deliveries
            WHERE status = 'pending' AND subscription_id > waiting.subscription_id)
    FROM waiting WHERE waiting.subscription_id IS NOT NULL
  ), earliest (subscription_id, at) AS (
    SELECT subscription_id, (SELECT min(visible_at) FROM deliveries
      WHERE status = 'pending' AND deliveries.subscription_id = waiting.subscription_id)
    FROM waiting WHERE subscription_id IS NOT NULL
  )`;

/** How many deliveries of each subscription are pending. */
export const COUNT_PENDING = `SELECT subscription_id, count(*) AS pending FROM deliveries
  WHERE status = 'pending' GROUP BY subscription_id`;

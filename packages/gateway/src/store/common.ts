/** What both databases do alike. */
import type { AttemptOutcome, Millis, NewEvent, Source, Subscription } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import type { EventPageRequest, EventQuery } from './store.ts';

/** For whoever comes with another key: it could read no secret. */
export const ANOTHER_KEY: string =
  'The key is not the one this database was set up with. Give every gateway and command the same ' +
  'SIGNAL_HOOKS_KEY, or restore the file "key" of the data folder from your back-up.';

/** What to say of a database whose tables a newer release has changed. */
export const newerDatabase = (version: number, known: number): string =>
  `The database is at version ${version}, this release knows ${known}: a newer release has used it. ` +
  'Run that one, or restore the back-up that was made before the upgrade: docs/how-to/upgrade.md';

/** What to say of a row whose columns are damaged. */
export const damagedRow = (columns: string): string =>
  `Its row in the database is damaged (${columns}). Restore the database from your back-up, or remove it and make it anew.`;

/**
 * Guards a row whose damaged columns were read as empty against being written back like that: a
 * subscription without its conditions would get every event. Ending it needs none of them.
 * @throws GatewayError `conflict`
 */
export function assertWritable(row: Source | Subscription): void {
  if (row.damage === undefined || ('status' in row && row.status === 'ended')) return;
  throw new GatewayError('conflict', damagedRow(row.damage));
}

/** The event that holds an identity. */
export interface Holder {
  readonly seq: number;
  readonly id: string;
  readonly received_at: Millis;
}

/** Whether an event's identity is older than its window when a new event comes. */
export function isReleased(holder: Holder, event: NewEvent): boolean {
  const { identityWindowMs: window, receivedAt } = event;
  return window !== null && holder.received_at < receivedAt - window;
}

/** How long the outcome of an attempt waits for others, or for events, to be written with: nobody waits for it. */
export const OUTCOME_WAIT_MS: Millis = 20;

/** When an attempt has finished its delivery; null if another one follows. */
export const finishedAtOf = ({ status, attempt }: AttemptOutcome): Millis | null =>
  status === 'pending' ? null : attempt.at + Math.round(attempt.durationMs);

/** Subscriptions whose pending deliveries somebody looks for; there is an index of these. */
const SERVED = `status IN ('active', 'ended')`;

/**
 * The served subscriptions with pending deliveries, each with the time of its earliest one. Leaps
 * along two indexes in turn, from a served subscription to the next one that has pending
 * deliveries and from there to the next served one: so neither the number of pending deliveries
 * matters nor that of paused subscriptions that have some.
 */
export const WAITING: string = `
  WITH RECURSIVE leap (id, previous, is_pending) AS (
    SELECT min(id), min(id), 0 FROM subscriptions WHERE ${SERVED}
    UNION ALL
    SELECT
      CASE is_pending
        WHEN 0 THEN (SELECT min(subscription_id) FROM deliveries
          WHERE status = 'pending' AND subscription_id >= leap.id)
        ELSE (SELECT min(id) FROM subscriptions
          WHERE ${SERVED} AND id >= leap.id AND id > leap.previous)
      END, leap.id, 1 - is_pending
    FROM leap WHERE leap.id IS NOT NULL
  ), earliest (subscription_id, at) AS (
    SELECT id, (SELECT min(visible_at) FROM deliveries
      WHERE status = 'pending' AND deliveries.subscription_id = leap.id)
    FROM leap WHERE is_pending = 1 AND id = previous
  )`;

/** Most events that are looked at for one page: some ten milliseconds. Their state costs a look at deliveries. */
const LOOKED_AT = 20_000;
const LOOKED_AT_WITH_STATE = 5000;

/** How many events of each source are looked at for one page, at most. */
export function lookedAtOf(
  { types, state }: EventQuery,
  { limit }: EventPageRequest,
  sources: number,
): number {
  if (types.length === 0 && state === null) return limit + 1;
  const most = state === null ? LOOKED_AT : LOOKED_AT_WITH_STATE;
  return Math.max(limit + 1, Math.floor(most / Math.max(1, sources)));
}

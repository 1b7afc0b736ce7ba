import type { Millis } from '../../domain.ts';
import type { StoredRow } from '../sql.ts';
import { DELIVERIES } from '../tables.ts';
import type { Database } from './database.ts';

/** Two gateways must not find the same next one, or the next two. */
const LOCK = 'SELECT id FROM subscriptions WHERE id = $1 FOR NO KEY UPDATE';

/** What holds back the later deliveries of a subscription: claimed in order and not finished. */
const BLOCKING = `SELECT ${DELIVERIES.columns}, visible_at FROM deliveries
  WHERE subscription_id = $1 AND status = 'pending' AND blocks = 1 ORDER BY id LIMIT 1
  FOR NO KEY UPDATE`;

const NEXT = `SELECT ${DELIVERIES.columns}, visible_at FROM deliveries
  WHERE subscription_id = $1 AND status = 'pending' AND visible_at <= $2
  ORDER BY visible_at, id LIMIT 1 FOR NO KEY UPDATE`;

const CLAIM = `UPDATE deliveries SET visible_at = $1, blocks = 1 WHERE id = $2 AND status = 'pending'`;

/**
 * Leases the next delivery of a subscription that gets one at a time.
 * @returns its row; or when the one is due that holds it back; null: nothing is due
 */
export function claimNext(
  database: Database,
  subscriptionId: string,
  now: Millis,
  leaseUntil: Millis,
): Promise<StoredRow | Millis | null> {
  return database.transaction(async (session) => {
    await session.rows(LOCK, [subscriptionId]);
    const [blocking] = await session.rows<StoredRow>(BLOCKING, [subscriptionId]);
    const next = blocking ?? (await session.rows<StoredRow>(NEXT, [subscriptionId, now]))[0];
    if (next === undefined) return null;
    const visibleAt = next.visible_at as Millis;
    if (visibleAt > now) return visibleAt;
    await session.change(CLAIM, [leaseUntil, next.id as string]);
    return next;
  });
}

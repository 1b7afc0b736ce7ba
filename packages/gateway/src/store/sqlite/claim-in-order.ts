import type { Millis } from '../../domain.ts';
import type { StoredRow } from '../sql.ts';
import { DELIVERIES } from '../tables.ts';
import type { Connection } from './connection.ts';

/** What holds back the later deliveries of a subscription: claimed in order and not finished. */
const BLOCKING = `SELECT ${DELIVERIES.columns}, visible_at FROM deliveries INDEXED BY deliveries_blocking
  WHERE subscription_id = ? AND status = 'pending' AND blocks = 1 ORDER BY id LIMIT 1`;

const NEXT = `SELECT ${DELIVERIES.columns}, visible_at FROM deliveries
  WHERE subscription_id = ? AND status = 'pending' AND visible_at <= ?
  ORDER BY visible_at, id LIMIT 1`;

const CLAIM = 'UPDATE deliveries SET visible_at = ?, blocks = 1 WHERE id = ?';

/**
 * Leases the next delivery of a subscription that gets one at a time.
 * @returns its row; or when the one is due that holds it back; null: nothing is due
 */
export function claimNext(
  connection: Connection,
  subscriptionId: string,
  now: Millis,
  leaseUntil: Millis,
): StoredRow | Millis | null {
  const blocking = connection.prepare<StoredRow>(BLOCKING).get(subscriptionId);
  const next = blocking ?? connection.prepare<StoredRow>(NEXT).get(subscriptionId, now);
  if (next === undefined) return null;
  const visibleAt = next.visible_at as Millis;
  if (visibleAt > now) return visibleAt;
  connection.prepare(CLAIM).run(leaseUntil, next.id);
  return next;
}

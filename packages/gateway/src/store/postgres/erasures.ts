import type { Erasure } from '../../domain.ts';
import {
  type ErasureCount,
  type ErasureProgress,
  type ErasureStep,
  type ErasureStore,
  erasureRows,
  united,
} from '../erasures.ts';
import type { StoredRow } from '../sql.ts';
import { ERASURES } from '../tables.ts';
import type { Session } from './database.ts';
import { LONG_TIMEOUT_MS, type Server } from './server.ts';
import { SYNTAX } from './syntax.ts';

const LOCK = `SELECT ${ERASURES.columns} FROM erasures WHERE id = $1 FOR NO KEY UPDATE`;

/** As whoever makes deliveries pending holds the events, in the same order; these get none meanwhile. */
const LOCK_EVENTS = 'SELECT id FROM events WHERE id = ANY ($1) ORDER BY id FOR UPDATE';

const LOCK_DELIVERIES = `SELECT event_id, subscription_id,
    status = 'pending' AND visible_at > greatest(due_at, $2::bigint) AS is_busy,
    (SELECT count(*) FROM attempts WHERE delivery_id = deliveries.id) AS attempts
  FROM deliveries WHERE event_id = ANY ($1) ORDER BY id FOR UPDATE`;

const ERASE = `UPDATE events SET payload_gone = 'erased', headers = '{}', body = '',
    identity = CASE WHEN position($2 in lower(identity)) > 0 THEN NULL ELSE identity END
  WHERE id = ANY ($1) AND payload_gone IS DISTINCT FROM 'erased'`;

const ADVANCE = `UPDATE erasures SET position = $2, events = $3, reached_at = $4, lease_until = $5,
    erased_events = erased_events + $6, erased_deliveries = erased_deliveries + $7,
    erased_attempts = erased_attempts + $8, recipients = $9
  WHERE id = $1 RETURNING ${ERASURES.columns}`;

const FINISH = `UPDATE erasures SET status = 'done', sealed = '', finished_at = $2, lease_until = 0,
    erased_rejections = erased_rejections + $3
  WHERE id = $1 RETURNING ${ERASURES.columns}`;

/** A delivery of an event that is to lose its content. */
interface LockedDelivery {
  readonly event_id: string;
  readonly subscription_id: string;
  readonly is_busy: boolean;
  readonly attempts: number;
}

/** Makes the {@link ErasureStore} of PostgreSQL. */
export function postgresErasures(server: () => Server): ErasureStore {
  return {
    ...erasureRows(SYNTAX, {
      rows: (sql, values) => server().database.rows<StoredRow>(sql, values),
      change: (sql, values) => server().database.change(sql, values),
    }),
    count: async (eventIds) => {
      const [row] = await server().database.rows<Omit<ErasureCount, 'events'>>(
        `SELECT count(*) AS deliveries, coalesce(sum(
           (SELECT count(*) FROM attempts WHERE delivery_id = deliveries.id)), 0)::bigint AS attempts
         FROM deliveries WHERE event_id = ANY ($1)`,
        [eventIds],
      );
      return { events: eventIds.length, deliveries: 0, attempts: 0, ...row };
    },
    erase: (step) =>
      server().database.transaction((session) => erase(session, step), LONG_TIMEOUT_MS),
    finish: (id, rejectionIds, now) =>
      server().database.transaction(async (session) => {
        if ((await lock(session, id))?.status !== 'running') return null;
        const deleted = await session.change('DELETE FROM rejections WHERE id = ANY ($1)', [
          rejectionIds,
        ]);
        const [row] = await session.rows<StoredRow>(FINISH, [id, now, deleted]);
        return ERASURES.read(row as StoredRow);
      }),
    // What its files hold is the server's affair: it writes over it in its own time.
    scrub: async () => undefined,
  };
}

async function lock(session: Session, id: string): Promise<Erasure | null> {
  const [row] = await session.rows<StoredRow>(LOCK, [id]);
  return row === undefined ? null : ERASURES.read(row);
}

async function erase(session: Session, step: ErasureStep): Promise<ErasureProgress | null> {
  const { erasureId, eventIds, from, value, after, now } = step;
  const before = await lock(session, erasureId);
  if (before?.status !== 'running' || before.position !== from) return null;
  await session.rows(LOCK_EVENTS, [eventIds]);
  const deliveries = await session.rows<LockedDelivery>(LOCK_DELIVERIES, [eventIds, now]);
  const busy = new Set(deliveries.filter((each) => each.is_busy).map((each) => each.event_id));
  const found = deliveries.filter((each) => !busy.has(each.event_id));
  const free = eventIds.filter((id) => !busy.has(id));
  await session.change('DELETE FROM deliveries WHERE event_id = ANY ($1)', [free]);
  const erased = await session.change(ERASE, [free, value]);
  const { position, events, reachedAt } = busy.size > 0 ? before : after;
  const sent = found.filter(({ attempts }) => attempts > 0);
  const recipients = united(
    before.recipients,
    sent.map((each) => each.subscription_id),
  );
  const [row] = await session.rows<StoredRow>(ADVANCE, [
    ...[erasureId, position, events, reachedAt, after.leaseUntil, erased, found.length],
    found.reduce((sum, { attempts }) => sum + attempts, 0),
    JSON.stringify(recipients),
  ]);
  return { erasure: ERASURES.read(row as StoredRow), isBusy: busy.size > 0 };
}

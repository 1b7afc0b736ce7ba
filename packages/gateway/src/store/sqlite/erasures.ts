import { setTimeout as sleep } from 'node:timers/promises';
import type { Erasure, Millis } from '../../domain.ts';
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
import { encodeText } from '../text.ts';
import type { Connection } from './connection.ts';
import { SYNTAX } from './syntax.ts';
import type { Transactions } from './writer.ts';

const READ = `SELECT ${ERASURES.columns} FROM erasures WHERE id = ?`;

const IS_BUSY = `SELECT 1 FROM deliveries
  WHERE event_id = ? AND status = 'pending' AND visible_at > max(due_at, ?) LIMIT 1`;

/** Of one event: its deliveries, and those of them that somebody was asked to take. */
const DELIVERIES_OF = `SELECT subscription_id AS subscriptionId,
    (SELECT count(*) FROM attempts WHERE delivery_id = deliveries.id) AS attempts
  FROM deliveries WHERE event_id = ?`;

const ERASE = `UPDATE events SET payload_gone = 'erased', headers = '{}', body = x'',
    identity = iif(instr(lower(identity), @value) > 0, NULL, identity)
  WHERE id = @id AND payload_gone IS NOT 'erased'`;

const ADVANCE = `UPDATE erasures SET position = @position, events = @events, reached_at = @reachedAt,
    lease_until = @leaseUntil, erased_events = erased_events + @erasedEvents,
    erased_deliveries = erased_deliveries + @erasedDeliveries,
    erased_attempts = erased_attempts + @erasedAttempts, recipients = @recipients
  WHERE id = @id`;

const FINISH = `UPDATE erasures SET status = 'done', sealed = x'', finished_at = ?, lease_until = 0,
  erased_rejections = erased_rejections + ? WHERE id = ?`;

/** How long somebody may go on reading what is in the write-ahead log before scrubbing is given up. */
const SCRUB_TRIES = 100;
const SCRUB_PAUSE_MS = 100;

/** Runs something on the connection outside of any transaction. */
export type Outside = <Result>(work: (connection: Connection) => Result) => Promise<Result>;

/** Makes the {@link ErasureStore} of SQLite. */
export function sqliteErasures({ read, write }: Transactions, outside: Outside): ErasureStore {
  return {
    ...erasureRows(SYNTAX, {
      rows: (sql, values) =>
        read((connection) => connection.prepare<StoredRow>(sql).all(...values)),
      change: (sql, values) =>
        write((connection) => connection.prepare(sql).run(...values).changes),
    }),
    count: (eventIds) => read((connection) => count(connection, eventIds)),
    erase: (step) => write((connection) => erase(connection, step)),
    finish: (id, rejectionIds, now) =>
      write((connection) => finish(connection, id, rejectionIds, now)),
    scrub: async () => {
      for (let triesLeft = SCRUB_TRIES; triesLeft > 0; triesLeft -= 1) {
        if (await outside(isLogEmptied)) return;
        await sleep(SCRUB_PAUSE_MS);
      }
      throw new Error('another process is reading the write-ahead log; it cannot be emptied');
    },
  };
}

/**
 * Moves all of the write-ahead log, which has the rows as they were, to the database file, and cuts it off.
 * In the file deleting writes zeros (`secure_delete`).
 */
function isLogEmptied({ db }: Connection): boolean {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as [{ readonly busy: number }];
  return result.busy === 0;
}

/** What one event has. */
interface DeliveryOfEvent {
  readonly subscriptionId: string;
  readonly attempts: number;
}

const deliveriesOf = (connection: Connection, eventId: string): DeliveryOfEvent[] =>
  connection.prepare<DeliveryOfEvent>(DELIVERIES_OF).all(eventId);

function count(connection: Connection, eventIds: readonly string[]): ErasureCount {
  const all = eventIds.flatMap((id) => deliveriesOf(connection, id));
  return {
    events: eventIds.length,
    deliveries: all.length,
    attempts: all.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}

function erase(connection: Connection, step: ErasureStep): ErasureProgress | null {
  const { erasureId, eventIds, from, after, now } = step;
  const before = readErasure(connection, erasureId);
  if (before?.status !== 'running' || before.position !== from) return null;
  const isBusy = connection.prepare(IS_BUSY);
  const free = eventIds.filter((id) => isBusy.get(id, now) === undefined);
  const found = free.flatMap((id) => deliveriesOf(connection, id));
  const value = encodeText(step.value);
  const eraseOne = connection.prepare(ERASE);
  const remove = connection.prepare('DELETE FROM deliveries WHERE event_id = ?');
  let erasedEvents = 0;
  for (const id of free) {
    // Attempts go with their delivery.
    remove.run(id);
    erasedEvents += eraseOne.run({ id, value }).changes;
  }
  const isLeft = free.length < eventIds.length;
  const sent = found.filter(({ attempts }) => attempts > 0);
  connection.prepare(ADVANCE).run({
    ...(isLeft ? before : after),
    ...{ id: erasureId, leaseUntil: after.leaseUntil, erasedEvents },
    erasedDeliveries: found.length,
    erasedAttempts: found.reduce((sum, { attempts }) => sum + attempts, 0),
    recipients: JSON.stringify(
      united(
        before.recipients,
        sent.map(({ subscriptionId }) => subscriptionId),
      ),
    ),
  });
  return { erasure: readErasure(connection, erasureId) as Erasure, isBusy: isLeft };
}

function finish(
  connection: Connection,
  id: string,
  rejectionIds: readonly string[],
  now: Millis,
): Erasure | null {
  if (readErasure(connection, id)?.status !== 'running') return null;
  const remove = connection.prepare('DELETE FROM rejections WHERE id = ?');
  const deleted = rejectionIds.reduce((count, each) => count + remove.run(each).changes, 0);
  connection.prepare(FINISH).run(now, deleted, id);
  return readErasure(connection, id);
}

function readErasure(connection: Connection, id: string): Erasure | null {
  const row = connection.prepare<StoredRow>(READ).get(id);
  return row === undefined ? null : ERASURES.read(row);
}

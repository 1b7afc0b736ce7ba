import { closeSync, fsyncSync, openSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';

/** Rows in one transaction. */
const PIECE = 50_000;
const HOUR_MS = 3600_000;

/** What {@link fill} adds. */
export interface Filling {
  readonly events: number;
  /** Whether each event is still to be delivered, or has been, with an attempt in the log. */
  readonly status: 'pending' | 'delivered';
  /** Whose deliveries. */
  readonly subscriptionId: string;
}

/**
 * Adds events that look like the newest one of a SQLite database, older than an hour, each with a
 * delivery. A gateway may have the file open, but should have nothing to do.
 */
export function fill(path: string, { events, status, subscriptionId }: Filling): void {
  const db = new SqliteDatabase(path, { timeout: 10_000 });
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  const pending = status === 'pending';
  // 26 characters as ids have them; they sort before all that are made now.
  const id = (kind: string): string => `'${kind}_0' || printf('%025d', n)`;
  // An event each millisecond.
  const at = `${Date.now() - HOUR_MS - events} + n`;
  const copies = [
    copy(db, 'events', {
      seq: 'NULL',
      id: id('evt'),
      identity: `'fill_' || printf('%010d', n)`,
      received_at: at,
    }),
    copy(db, 'deliveries', {
      id: id('dlv'),
      event_id: id('evt'),
      subscription_id: `'${subscriptionId}'`,
      status: `'${status}'`,
      attempts: pending ? '0' : '1',
      due_at: at,
      visible_at: at,
      created_at: at,
      finished_at: pending ? 'NULL' : at,
    }),
    ...(pending ? [] : [copy(db, 'attempts', { delivery_id: id('dlv'), at })]),
  ];
  for (let from = 0; from < events; from += PIECE) {
    db.transaction(() => {
      for (const run of copies) run(from, Math.min(from + PIECE, events));
    }).immediate();
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  // What is still to be written to the disk must not be written during the measurement.
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

/** Copies the newest row of a table; `changes` are expressions of `n`. @returns copies it for each n */
function copy(
  db: Database,
  table: string,
  changes: Readonly<Record<string, string>>,
): (from: number, to: number) => void {
  const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
  const statement = db.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT ? UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?)
     INSERT INTO ${table} (${columns.join(', ')})
     SELECT ${columns.map((name) => changes[name] ?? `template.${name}`).join(', ')}
     FROM numbers CROSS JOIN (SELECT * FROM ${table} ORDER BY ${columns[0]} DESC LIMIT 1) AS template`,
  );
  return (from, to) => {
    statement.run(from, to);
  };
}

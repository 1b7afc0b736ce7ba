import type { AppendResult, Millis, NewDelivery, NewEvent, StoredEvent } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { type Holder, isReleased, lookedAtOf } from '../common.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { StoredRow } from '../sql.ts';
import type { EventPage, EventPageRequest, EventQuery, EventStore } from '../store.ts';
import { EVENTS } from '../tables.ts';
import { decodeText, encodeText } from '../text.ts';
import { type Connection, isMissingParent } from './connection.ts';
import type { TransactionHooks, Transactions } from './writer.ts';

/** An event's position in the order of time. */
interface Place {
  readonly received_at: Millis;
  readonly seq: number;
}

/** Most bytes of bodies that one transaction prunes. */
const PRUNE_BYTES = 8 * 1024 * 1024;

/** One event by its id. */
export const READ_EVENT: string = `SELECT ${EVENTS.columns} FROM events WHERE id = ?`;

const INSERT = `INSERT INTO events (identity, ${EVENTS.columns}) VALUES (?, ${EVENTS.names.map(() => '?').join(', ')})
  ON CONFLICT (source_id, identity) DO NOTHING`;

const INSERT_DELIVERY = `INSERT INTO deliveries (id, event_id, subscription_id, status, attempts,
    due_at, visible_at, created_at) VALUES (?, ?, ?, 'pending', 0, ?, ?, ?)
  ON CONFLICT (event_id, subscription_id) DO NOTHING`;

const TOUCH_SOURCE =
  'UPDATE sources SET last_event_at = ? WHERE id = ? AND coalesce(last_event_at, 0) < ?';

/** Columns whose texts are stored as `encodeText` makes them; PostgreSQL's are all. */
export const ENCODED_COLUMNS: readonly string[] = ['identity', 'type'];

/** Events, and the deliveries they come with. */
export class SqliteEvents implements EventStore, TransactionHooks {
  readonly #transactions: Transactions;
  /** The newest event of each source in the present transaction. */
  readonly #newest = new Map<string, Millis>();

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  begin(): void {
    this.#newest.clear();
  }

  /** Notes signs of life: once for all events of a source in a transaction. */
  beforeCommit(connection: Connection): void {
    if (this.#newest.size === 0) return;
    const touch = connection.prepare(TOUCH_SOURCE);
    for (const [sourceId, at] of this.#newest) touch.run(at, sourceId, at);
  }

  append(events: readonly NewEvent[]): Promise<readonly AppendResult[]> {
    return this.#transactions.write((connection) =>
      events.map((event) => this.#append(connection, event)),
    );
  }

  #append(connection: Connection, event: NewEvent): AppendResult {
    if (!insert(connection, event)) {
      const holder = holderOf(connection, event);
      if (!isReleased(holder, event)) return { eventId: holder.id, duplicate: true };
      connection.prepare('UPDATE events SET identity = NULL WHERE seq = ?').run(holder.seq);
      insert(connection, event);
    }
    for (const delivery of event.deliveries) deliver(connection, event, delivery);
    const newest = this.#newest.get(event.sourceId);
    if (newest === undefined || newest < event.receivedAt) {
      this.#newest.set(event.sourceId, event.receivedAt);
    }
    return { eventId: event.id, duplicate: false };
  }

  get(id: string): Promise<StoredEvent | null> {
    return this.#transactions.read((connection) => {
      const row = connection.prepare<StoredRow>(READ_EVENT).get(id);
      return row === undefined ? null : readEvent(row);
    });
  }

  /**
   * Looks for a page's worth in each source, along its index, and merges: so a source with few
   * events does not make it read those of the others.
   */
  list(query: EventQuery, page: EventPageRequest): Promise<EventPage> {
    return this.#transactions.read((connection) => {
      const { places, end } = findPlaces(connection, query, page);
      const items: StoredEvent[] = [];
      const cursors: string[] = [];
      let bytes = 0;
      for (const { received_at: at, seq } of places.slice(0, page.limit)) {
        bytes += sizeOf(connection, seq);
        if (items.length > 0 && bytes > page.maxBytes) break;
        items.push(read(connection, seq));
        cursors.push(encodeCursor('events', [at, seq]));
      }
      if (places.length > items.length) return { items, cursors, next: cursors.at(-1) ?? null };
      const next = end === null ? null : encodeCursor('events', [end.received_at, end.seq]);
      return { items, cursors, next };
    });
  }

  prune(before: Millis, limit: number, now: Millis): Promise<number> {
    return this.#transactions.write((connection) => {
      const find = connection.prepare<Place>(
        `SELECT received_at, seq FROM events
         WHERE source_id = ? AND received_at < ? AND NOT EXISTS (SELECT 1 FROM deliveries
           WHERE event_id = events.id AND status = 'pending' AND visible_at > max(due_at, ?))
         ORDER BY received_at LIMIT ?`,
      );
      const oldest = sourceIds(connection)
        .flatMap((sourceId) => find.all(sourceId, before, now, limit))
        .sort((one, other) => one.received_at - other.received_at || one.seq - other.seq)
        .slice(0, limit);
      const expire = connection.prepare(
        `UPDATE deliveries SET status = 'expired', finished_at = ? WHERE status = 'pending'
         AND event_id = (SELECT id FROM events WHERE seq = ?)`,
      );
      let [bytes, deleted] = [0, 0];
      for (const { seq } of oldest) {
        bytes += sizeOf(connection, seq);
        // A large body is many pages, and all of them are written.
        if (deleted > 0 && bytes > PRUNE_BYTES) break;
        expire.run(now, seq);
        remove(connection, seq);
        deleted += 1;
      }
      return deleted;
    });
  }
}

/** False if an event of the source holds the same identity. */
function insert(connection: Connection, event: NewEvent): boolean {
  try {
    const { changes } = connection
      .prepare(INSERT)
      .run(encodeText(event.identity), ...EVENTS.write({ ...event, type: encodeText(event.type) }));
    return changes > 0;
  } catch (error) {
    if (!isMissingParent(error)) throw error;
    throw new GatewayError('source_not_found', undefined, { cause: error });
  }
}

function holderOf(connection: Connection, event: NewEvent): Holder {
  return connection
    .prepare<Holder>('SELECT seq, id, received_at FROM events WHERE source_id = ? AND identity = ?')
    .get(event.sourceId, encodeText(event.identity)) as Holder;
}

function deliver(connection: Connection, event: NewEvent, delivery: NewDelivery): void {
  const { id: eventId, receivedAt: at } = event;
  const { id, subscriptionId, leaseUntil } = delivery;
  try {
    connection.prepare(INSERT_DELIVERY).run(id, eventId, subscriptionId, at, leaseUntil ?? at, at);
  } catch (error) {
    if (!isMissingParent(error)) throw error;
    throw new GatewayError('subscription_not_found', undefined, { cause: error });
  }
}

/** What was found for a page. */
interface Found {
  /** Of the page and of one event more, in its order. */
  readonly places: readonly Place[];
  /** The last one that was looked at, if there may be more behind it; null: there are none. */
  readonly end: Place | null;
}

function findPlaces(connection: Connection, query: EventQuery, page: EventPageRequest): Found {
  const inOrder = (one: Place, other: Place): number => {
    const [first, second] = page.oldestFirst ? [one, other] : [other, one];
    return first.received_at - second.received_at || first.seq - second.seq;
  };
  const sources = query.sourceIds ?? sourceIds(connection);
  const most = lookedAtOf(query, page, sources.length);
  const find = finder(connection, query, page, most);
  const found = sources.map(find);
  const ends = found.flatMap(({ end }) => (end === null ? [] : [end])).sort(inOrder);
  const end = ends[0] ?? null;
  const places = found
    .flatMap((each) => each.places)
    // What lies behind it in other sources is left for the next page, which has what lies between.
    .filter((place) => end === null || inOrder(place, end) <= 0)
    .sort(inOrder);
  return { places, end };
}

/** An event that is looked at. */
interface LookedAt extends Place {
  readonly id: string;
  readonly type: string;
}

/** Finds the places of a page in one source. @param most events that are looked at */
function finder(
  connection: Connection,
  query: EventQuery,
  page: EventPageRequest,
  most: number,
): (sourceId: string) => Found {
  const { since, until, state } = query;
  const [order, beyond] = page.oldestFirst ? ['ASC', '>'] : ['DESC', '<'];
  const after =
    page.cursor === null ? [] : decodeCursor('events', ['number', 'number'], page.cursor);
  const where = [
    since === null ? '' : 'AND received_at >= ?',
    until === null ? '' : 'AND received_at < ?',
    after.length === 0 ? '' : `AND (received_at, seq) ${beyond} (?, ?)`,
  ].join(' ');
  const values = [since, until, ...after].filter((value) => value !== null);
  // Without a state, the index has all that is needed.
  const rows = connection.prepare<LookedAt>(
    `SELECT received_at, seq, type ${state === null ? '' : ', id'} FROM events
     WHERE source_id = ? ${where} ORDER BY received_at ${order}, seq ${order} LIMIT ?`,
  );
  const types = new Set(query.types.map(encodeText));
  const isInState = stateTest(connection, state);
  return (sourceId) => {
    const places: Place[] = [];
    let looked = 0;
    for (const row of rows.iterate(sourceId, ...values, most)) {
      looked += 1;
      if ((types.size === 0 || types.has(row.type)) && isInState(row.id)) places.push(row);
      if (places.length > page.limit) return { places, end: null };
      if (looked === most) return { places, end: row };
    }
    return { places, end: null };
  };
}

/** Whether an event has a delivery in a state. */
function stateTest(connection: Connection, state: EventQuery['state']): (id: string) => boolean {
  if (state === null) return () => true;
  if (state === 'never_sent') {
    const find = connection.prepare('SELECT 1 FROM deliveries WHERE event_id = ? LIMIT 1');
    return (id) => find.get(id) === undefined;
  }
  const find = connection.prepare(
    'SELECT 1 FROM deliveries WHERE event_id = ? AND status = ? LIMIT 1',
  );
  return (id) => find.get(id, state) !== undefined;
}

/** Bytes of a body, without reading it. */
function sizeOf(connection: Connection, seq: number): number {
  const sql = 'SELECT length(body) AS bytes FROM events WHERE seq = ?';
  return connection.prepare<{ bytes: number }>(sql).get(seq)?.bytes ?? 0;
}

function read(connection: Connection, seq: number): StoredEvent {
  const sql = `SELECT ${EVENTS.columns} FROM events WHERE seq = ?`;
  return readEvent(connection.prepare<StoredRow>(sql).get(seq) as StoredRow);
}

/** Deletes up to `limit` events of a source, whatever their deliveries; returns how many. */
export function deleteOfSource(connection: Connection, sourceId: string, limit: number): number {
  const places = connection
    .prepare<Place>(
      'SELECT received_at, seq FROM events WHERE source_id = ? ORDER BY received_at LIMIT ?',
    )
    .all(sourceId, limit);
  for (const { seq } of places) remove(connection, seq);
  return places.length;
}

/** Deletes an event: its deliveries and their attempts go with it, all but the expired ones. */
function remove(connection: Connection, seq: number): void {
  connection.prepare('DELETE FROM events WHERE seq = ?').run(seq);
}

function sourceIds(connection: Connection): string[] {
  const rows = connection.prepare<{ id: string }>('SELECT id FROM sources').all();
  return rows.map(({ id }) => id);
}

/** Identity and type are encoded, because events are found by them; see `text.ts`. */
export function readEvent(row: StoredRow): StoredEvent {
  const event = EVENTS.read(row);
  return { ...event, type: decodeText(event.type) };
}

import type { Statement } from 'better-sqlite3';
import type { AppendResult, Millis, NewEvent, StoredEvent } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { type Holder, isReleased } from '../common.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { EVENT_COLUMNS, type EventRow, toEvent } from '../rows.ts';
import type { EventPage, EventPageRequest, EventQuery } from '../store.ts';
import { decodeText, encodeText } from '../text.ts';
import { type Connection, isMissingParent } from './connection.ts';

/** An event's position in the order of time. */
interface Place {
  readonly received_at: Millis;
  readonly seq: number;
}

/** Most bytes of bodies that one transaction prunes. */
const PRUNE_BYTES = 8 * 1024 * 1024;

/** Events, and the deliveries they come with. */
export class EventTable {
  readonly #connection: Connection;
  readonly #insert: Statement<unknown[]>;
  readonly #insertDelivery: Statement<unknown[]>;
  readonly #touchSource: Statement<unknown[]>;
  /** The newest event of each source in the present transaction. */
  readonly #newest = new Map<string, Millis>();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#insert = connection.prepare(
      `INSERT INTO events (id, source_id, identity, type, received_at, headers, body)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source_id, identity) DO NOTHING`,
    );
    this.#insertDelivery = connection.prepare(
      `INSERT INTO deliveries (id, event_id, subscription_id, status, attempts, due_at, visible_at,
         created_at) VALUES (?, ?, ?, 'pending', 0, ?, ?, ?)
       ON CONFLICT (event_id, subscription_id) DO NOTHING`,
    );
    this.#touchSource = connection.prepare(
      'UPDATE sources SET last_event_at = ? WHERE id = ? AND coalesce(last_event_at, 0) < ?',
    );
  }

  /** To be called at the start of a transaction that may append. */
  begin(): void {
    this.#newest.clear();
  }

  /** Notes signs of life: once for all events of a source in a transaction. */
  beforeCommit(): void {
    for (const [sourceId, at] of this.#newest) this.#touchSource.run(at, sourceId, at);
  }

  append(events: readonly NewEvent[]): AppendResult[] {
    return events.map((event) => this.#append(event));
  }

  #append(event: NewEvent): AppendResult {
    if (!this.#store(event)) {
      const holder = this.#holderOf(event);
      if (!isReleased(holder, event)) return { eventId: holder.id, duplicate: true };
      this.#connection.prepare('UPDATE events SET identity = NULL WHERE seq = ?').run(holder.seq);
      this.#store(event);
    }
    for (const subscriptionId of event.subscriptionIds) this.#deliver(event, subscriptionId);
    const newest = this.#newest.get(event.sourceId);
    if (newest === undefined || newest < event.receivedAt) {
      this.#newest.set(event.sourceId, event.receivedAt);
    }
    return { eventId: event.id, duplicate: false };
  }

  /** False if an event of the source holds the same identity. */
  #store(event: NewEvent): boolean {
    try {
      const { changes } = this.#insert.run(
        event.id,
        event.sourceId,
        encodeText(event.identity),
        encodeText(event.type),
        event.receivedAt,
        JSON.stringify(event.headers),
        event.body,
      );
      return changes > 0;
    } catch (error) {
      if (!isMissingParent(error)) throw error;
      throw new GatewayError('source_not_found', undefined, { cause: error });
    }
  }

  #holderOf(event: NewEvent): Holder {
    return this.#connection
      .prepare<Holder>(
        'SELECT seq, id, received_at FROM events WHERE source_id = ? AND identity = ?',
      )
      .get(event.sourceId, encodeText(event.identity)) as Holder;
  }

  #deliver(event: NewEvent, subscriptionId: string): void {
    const { id: eventId, receivedAt: at } = event;
    try {
      this.#insertDelivery.run(newId('dlv', at), eventId, subscriptionId, at, at, at);
    } catch (error) {
      if (!isMissingParent(error)) throw error;
      throw new GatewayError('subscription_not_found', undefined, { cause: error });
    }
  }

  get(id: string): StoredEvent | null {
    const row = this.#connection
      .prepare<EventRow>(`SELECT ${EVENT_COLUMNS} FROM events WHERE id = ?`)
      .get(id);
    return row === undefined ? null : readEvent(row);
  }

  /**
   * Looks for a page's worth in each source, along its index, and merges: so a source with few
   * events does not make it read those of the others.
   */
  list(query: EventQuery, page: EventPageRequest): EventPage {
    const after =
      page.cursor === null ? [] : decodeCursor('events', ['number', 'number'], page.cursor);
    const filters = [
      query.since === null ? '' : 'AND received_at >= ?',
      query.types.length === 0 ? '' : 'AND type IN (SELECT value FROM json_each(?))',
      after.length === 0 ? '' : 'AND (received_at, seq) < (?, ?)',
    ];
    const values = [
      ...(query.since === null ? [] : [query.since]),
      ...(query.types.length === 0 ? [] : [JSON.stringify(query.types.map(encodeText))]),
      ...after,
    ];
    const find = this.#connection.prepare<Place>(
      `SELECT received_at, seq FROM events WHERE source_id = ? ${filters.join(' ')}
       ORDER BY received_at DESC, seq DESC LIMIT ?`,
    );
    const places = (query.sourceIds ?? this.#sourceIds())
      .flatMap((sourceId) => find.all(sourceId, ...values, page.limit + 1))
      .sort((one, other) => other.received_at - one.received_at || other.seq - one.seq);
    const items: StoredEvent[] = [];
    const cursors: string[] = [];
    let bytes = 0;
    for (const { received_at: at, seq } of places.slice(0, page.limit)) {
      bytes += this.#sizeOf(seq);
      if (items.length > 0 && bytes > page.maxBytes) break;
      items.push(this.#read(seq));
      cursors.push(encodeCursor('events', [at, seq]));
    }
    const next = places.length > items.length ? (cursors.at(-1) ?? null) : null;
    return { items, cursors, next };
  }

  /** Bytes of a body, without reading it. */
  #sizeOf(seq: number): number {
    const sql = 'SELECT length(body) AS bytes FROM events WHERE seq = ?';
    return this.#connection.prepare<{ bytes: number }>(sql).get(seq)?.bytes ?? 0;
  }

  #read(seq: number): StoredEvent {
    const sql = `SELECT ${EVENT_COLUMNS} FROM events WHERE seq = ?`;
    return readEvent(this.#connection.prepare<EventRow>(sql).get(seq) as EventRow);
  }

  prune(before: Millis, limit: number, now: Millis): number {
    const find = this.#connection.prepare<Place>(
      `SELECT received_at, seq FROM events
       WHERE source_id = ? AND received_at < ? AND NOT EXISTS (SELECT 1 FROM deliveries
         WHERE event_id = events.id AND status = 'pending' AND visible_at > max(due_at, ?))
       ORDER BY received_at LIMIT ?`,
    );
    const oldest = this.#sourceIds()
      .flatMap((sourceId) => find.all(sourceId, before, now, limit))
      .sort((one, other) => one.received_at - other.received_at || one.seq - other.seq)
      .slice(0, limit);
    const expire = this.#connection.prepare(
      `UPDATE deliveries SET status = 'expired', finished_at = ? WHERE status = 'pending'
       AND event_id = (SELECT id FROM events WHERE seq = ?)`,
    );
    let [bytes, deleted] = [0, 0];
    for (const { seq } of oldest) {
      bytes += this.#sizeOf(seq);
      // A large body is many pages, and all of them are written.
      if (deleted > 0 && bytes > PRUNE_BYTES) break;
      expire.run(now, seq);
      this.#delete(seq);
      deleted += 1;
    }
    return deleted;
  }

  /** Deletes up to `limit` events of a source, whatever their deliveries; returns how many. */
  deleteOfSource(sourceId: string, limit: number): number {
    const places = this.#connection
      .prepare<Place>(
        'SELECT received_at, seq FROM events WHERE source_id = ? ORDER BY received_at LIMIT ?',
      )
      .all(sourceId, limit);
    for (const { seq } of places) this.#delete(seq);
    return places.length;
  }

  /** Its deliveries and their attempts go with it, all but the expired ones. */
  #delete(seq: number): void {
    this.#connection.prepare('DELETE FROM events WHERE seq = ?').run(seq);
  }

  #sourceIds(): string[] {
    return this.#connection
      .prepare<{ id: string }>('SELECT id FROM sources')
      .all()
      .map(({ id }) => id);
  }
}

/** Identity and type are encoded, because events are found by them; see `text.ts`. */
export function readEvent(row: EventRow): StoredEvent {
  return toEvent({ ...row, type: decodeText(row.type) });
}

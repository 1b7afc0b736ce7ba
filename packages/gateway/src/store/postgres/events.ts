import type { AppendResult, Millis, NewEvent, StoredEvent } from '../../domain.ts';
import { type Holder, isReleased, lookedAtOf } from '../common.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { StoredRow } from '../sql.ts';
import type { EventPage, EventPageRequest, EventQuery, EventStore } from '../store.ts';
import { EVENTS } from '../tables.ts';
import type { Database, Session, Value } from './database.ts';
import { LONG_TIMEOUT_MS, type Server } from './server.ts';
import type { SignsOfLife } from './signs-of-life.ts';

/**
 * Stores events with their deliveries: one statement, and so one
 * transaction and one round trip. Returns which of the events are stored; the others have an
 * identity that is already taken.
 *
 * - All bodies come as one parameter: as elements of an array they would be sent in hex.
 * - `seq` follows the order in which the events came. They are inserted in the order of their
 *   identities, so that two gateways with the same events wait for each other and do not lock each
 *   other up.
 * - Deliveries refer to events of the same statement: references are checked at its end.
 */
const INSERT = `
  WITH given AS MATERIALIZED (
    SELECT nextval('events_seq_seq') AS seq, g.*
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[],
      $7::integer[], $8::integer[]) WITH ORDINALITY
      AS g (id, source_id, identity, type, received_at, headers, body_from, body_length, at)
  ), stored AS (
    INSERT INTO events (seq, id, source_id, identity, type, received_at, headers, body)
    SELECT seq, id, source_id, identity, type, received_at, headers,
      substring($9::bytea FROM body_from FOR body_length)
    FROM given ORDER BY source_id COLLATE "C", identity COLLATE "C", at
    ON CONFLICT (source_id, identity) DO NOTHING
    RETURNING seq
  ), due AS (
    INSERT INTO deliveries (id, event_id, subscription_id, status, attempts, due_at, visible_at,
      created_at)
    SELECT d.id, given.id, d.subscription_id, 'pending', 0, received_at,
      coalesce(d.lease_until, received_at), received_at
    FROM unnest($10::text[], $11::integer[], $12::text[], $13::bigint[])
      AS d (id, at, subscription_id, lease_until)
    JOIN given USING (at) JOIN stored USING (seq)
    ON CONFLICT (event_id, subscription_id) DO NOTHING
  )
  SELECT at FROM given JOIN stored USING (seq)`;

const HOLDERS = `
  SELECT g.at, e.seq, e.id, e.received_at
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g (source_id, identity, at)
  JOIN events e ON e.source_id = g.source_id AND e.identity = g.identity`;

/** Whether a delivery is leased at a time. */
const UNDER_WAY = (now: string): string =>
  `status = 'pending' AND visible_at > greatest(due_at, ${now}::bigint)`;

/** An event of a page. */
interface PlacedRow extends StoredRow {
  readonly seq: number;
  readonly received_at: Millis;
  /** How many events there are from the start of the page on, as far as was looked. */
  readonly found: number;
  readonly fits: number;
  /** It was the last one that was looked at in its source. */
  readonly is_end: number;
}

const countSources = async (database: Database): Promise<number> =>
  (await database.rows<{ count: number }>('SELECT count(*) AS count FROM sources'))[0]?.count ?? 0;

/** Whether an event is of a type and in a state that is wanted. @param value makes a parameter */
function fitsIn({ types, state }: EventQuery, value: (given: Value) => string): string {
  const having = 'EXISTS (SELECT FROM deliveries WHERE event_id = event.id';
  const conditions = [
    ...(types.length === 0 ? [] : [`type = ANY (${value(types)})`]),
    ...(state === 'never_sent' ? [`NOT ${having})`] : []),
    ...(state === null || state === 'never_sent'
      ? []
      : [`${having} AND status = ${value(state)})`]),
  ];
  return conditions.join(' AND ') || 'true';
}

/** What lies behind the end of what was looked at in one source is left for the next page. */
function pageOf(rows: readonly PlacedRow[]): EventPage {
  const cursorOf = (row: PlacedRow): string => encodeCursor('events', [row.received_at, row.seq]);
  const end = rows.findIndex((row) => row.is_end === 1);
  const before = end === -1 ? rows : rows.slice(0, end + 1);
  const fitting = before.filter(({ fits }) => fits === 1);
  const last = before.at(-1);
  const isLast = last === undefined || (end === -1 && last.found === rows.length);
  return {
    items: fitting.map(EVENTS.read),
    cursors: fitting.map(cursorOf),
    next: isLast ? null : cursorOf(last),
  };
}

/** Events, and the deliveries they come with. */
export class PostgresEvents implements EventStore {
  readonly #server: () => Server;

  /** @param server throws while the store is not open */
  constructor(server: () => Server) {
    this.#server = server;
  }

  async append(events: readonly NewEvent[]): Promise<readonly AppendResult[]> {
    return this.#server().appends.write(events);
  }

  async get(id: string): Promise<StoredEvent | null> {
    const [row] = await this.#server().database.rows<StoredRow>(
      `SELECT ${EVENTS.columns} FROM events WHERE id = $1`,
      [id],
    );
    return row === undefined ? null : EVENTS.read(row);
  }

  /**
   * Looks for a page's worth in each source, along its index, and merges: so a source with few
   * events does not make it read those of the others.
   */
  async list(query: EventQuery, page: EventPageRequest): Promise<EventPage> {
    const after =
      page.cursor === null ? null : decodeCursor('events', ['number', 'number'], page.cursor);
    const { database } = this.#server();
    const { sourceIds, since, until } = query;
    const count = sourceIds?.length ?? (await countSources(database));
    const most = lookedAtOf(query, page, count);
    const values: Value[] = [page.limit, page.maxBytes, most];
    const value = (given: Value): string => `$${values.push(given)}`;
    const [order, beyond] = page.oldestFirst ? ['ASC', '>'] : ['DESC', '<'];
    const sources =
      sourceIds === null
        ? 'SELECT id FROM sources'
        : `SELECT unnest(${value(sourceIds)}::text[]) COLLATE "C" AS id`;
    const bounds = [
      since === null ? '' : `AND received_at >= ${value(since)}`,
      until === null ? '' : `AND received_at < ${value(until)}`,
      after === null
        ? ''
        : `AND (received_at, seq) ${beyond} (${value(after[0] ?? 0)}, ${value(after[1] ?? 0)})`,
    ].join(' ');
    const fits = fitsIn(query, value);
    // The length of a body is known without reading it.
    const rows = await database.rows<PlacedRow>(
      `WITH places AS MATERIALIZED (
         SELECT place.* FROM (${sources}) AS source CROSS JOIN LATERAL (
           SELECT received_at, seq, fits, looked = $3 AS is_end FROM (
             SELECT received_at, seq, ${fits} AS fits, row_number() OVER () AS looked FROM (
               SELECT * FROM events WHERE source_id = source.id ${bounds}
               ORDER BY received_at ${order}, seq ${order} LIMIT $3) AS event) AS event
           -- The last one that is looked at says where to go on.
           WHERE fits OR looked = $3
           ORDER BY received_at ${order}, seq ${order} LIMIT $1 + 1) AS place
         ORDER BY place.received_at ${order}, place.seq ${order} LIMIT $1 + 1
       ), sized AS MATERIALIZED (
         SELECT seq, fits, is_end, count(*) OVER () AS found, row_number() OVER in_order AS at,
           sum(octet_length(body)) OVER in_order AS bytes
         FROM events JOIN places USING (seq)
         WINDOW in_order AS (ORDER BY events.received_at ${order}, seq ${order})
       )
       SELECT ${EVENTS.columns}, seq, found, fits::int, is_end::int FROM events JOIN sized USING (seq)
       WHERE at = 1 OR (at <= $1 AND bytes <= $2) ORDER BY at`,
      values,
    );
    return pageOf(rows);
  }

  /**
   * Whoever makes a delivery pending holds its event meanwhile. So an event that this has locked
   * gets no new pending delivery. Those it has are locked after it: they cannot be claimed any more.
   */
  async prune(before: Millis, limit: number, now: Millis): Promise<number> {
    return this.#server().database.transaction(async (session) => {
      const oldest = await session.rows<{ id: string }>(
        `SELECT id FROM events WHERE seq IN (
           SELECT place.seq FROM sources CROSS JOIN LATERAL (
             SELECT received_at, seq FROM events
             WHERE source_id = sources.id AND received_at < $1 AND NOT EXISTS (
               SELECT FROM deliveries WHERE event_id = events.id AND ${UNDER_WAY('$3')})
             ORDER BY received_at, seq LIMIT $2) AS place
           ORDER BY place.received_at, place.seq LIMIT $2)
         FOR UPDATE SKIP LOCKED`,
        [before, limit, now],
      );
      if (oldest.length === 0) return 0;
      const deliveries = await session.rows<{ event_id: string; is_under_way: boolean }>(
        `SELECT event_id, ${UNDER_WAY('$2')} AS is_under_way FROM deliveries
         WHERE event_id = ANY ($1) ORDER BY id FOR UPDATE`,
        [oldest.map(({ id }) => id), now],
      );
      const busy = deliveries.filter((delivery) => delivery.is_under_way);
      const kept = new Set(busy.map((delivery) => delivery.event_id));
      const ids = oldest.map(({ id }) => id).filter((id) => !kept.has(id));
      await session.change(
        `UPDATE deliveries SET status = 'expired', finished_at = $2
         WHERE event_id = ANY ($1) AND status = 'pending'`,
        [ids, now],
      );
      return session.change('DELETE FROM events WHERE id = ANY ($1)', [ids]);
    }, LONG_TIMEOUT_MS);
  }
}

/** Deletes up to `limit` events of a source, whatever their deliveries; returns how many. */
export function deleteOfSource(
  database: Database,
  sourceId: string,
  limit: number,
): Promise<number> {
  const sql = `DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE source_id = $1
    ORDER BY received_at LIMIT $2)`;
  const deleting = (session: Session): Promise<number> => session.change(sql, [sourceId, limit]);
  return database.transaction(deleting, LONG_TIMEOUT_MS);
}

/**
 * Appends the events of several calls.
 * @returns the results of each call
 */
export async function appendCalls(
  writer: Database,
  signs: SignsOfLife,
  calls: readonly (readonly NewEvent[])[],
): Promise<readonly (readonly AppendResult[])[]> {
  // One event needs no transaction around its statement: it is stored whole by it, or not at all.
  const isPlain = calls.every((events) => events.length <= 1);
  const all = calls.flat();
  const results = isPlain
    ? await append(writer, all)
    : await writer.transaction((session) => append(session, all));
  signs.note(all.filter((_, at) => results[at]?.duplicate === false));
  let end = 0;
  return calls.map((events) => {
    end += events.length;
    return results.slice(end - events.length, end);
  });
}

/** Appends until every event is stored or found to be a duplicate; nearly always at once. */
async function append(session: Session, events: readonly NewEvent[]): Promise<AppendResult[]> {
  const results = new Map<NewEvent, AppendResult>();
  let open = events;
  while (open.length > 0) {
    const stored = await insert(session, open);
    for (const event of stored) results.set(event, { eventId: event.id, duplicate: false });
    const conflicting = open.filter((event) => !stored.has(event));
    if (conflicting.length === 0) break;
    const holders = await findHolders(session, conflicting);
    const released: number[] = [];
    // Without a holder, the one there was has just been deleted.
    open = conflicting.filter((event) => {
      const holder = holders.get(event);
      if (holder === undefined) return true;
      if (isReleased(holder, event)) return released.push(holder.seq) > 0;
      results.set(event, { eventId: holder.id, duplicate: true });
      return false;
    });
    if (released.length > 0) {
      await session.change('UPDATE events SET identity = NULL WHERE seq = ANY ($1)', [released]);
    }
  }
  return events.map((event) => results.get(event) as AppendResult);
}

async function insert(
  session: Session,
  events: readonly NewEvent[],
): Promise<ReadonlySet<NewEvent>> {
  let end = 0;
  const bodiesFrom = events.map(({ body }) => {
    end += body.length;
    return end - body.length + 1;
  });
  const deliveries = events.flatMap((event, at) =>
    event.deliveries.map((delivery) => ({ ...delivery, at: at + 1 })),
  );
  const rows = await session.rows<{ at: number }>(INSERT, [
    events.map(({ id }) => id),
    events.map(({ sourceId }) => sourceId),
    events.map(({ identity }) => identity),
    events.map(({ type }) => type),
    events.map(({ receivedAt }) => receivedAt),
    events.map(({ headers }) => JSON.stringify(headers)),
    bodiesFrom,
    events.map(({ body }) => body.length),
    Buffer.concat(events.map(({ body }) => body)),
    deliveries.map(({ id }) => id),
    deliveries.map(({ at }) => at),
    deliveries.map(({ subscriptionId }) => subscriptionId),
    deliveries.map(({ leaseUntil }) => leaseUntil),
  ]);
  return new Set(rows.map(({ at }) => events[at - 1] as NewEvent));
}

async function findHolders(
  session: Session,
  events: readonly NewEvent[],
): Promise<ReadonlyMap<NewEvent, Holder>> {
  const rows = await session.rows<Holder & { readonly at: number }>(HOLDERS, [
    events.map(({ sourceId }) => sourceId),
    events.map(({ identity }) => identity),
  ]);
  return new Map(rows.map((row) => [events[row.at - 1] as NewEvent, row]));
}

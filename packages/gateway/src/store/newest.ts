/** What came last, in SQL: what both databases do alike. */
import type { Millis, Rejection, StoredEvent } from '../domain.ts';
import { decodeCursor, pageOfRows } from './cursor.ts';
import type { ColumnValue, StoredRow, Syntax } from './sql.ts';
import type { Page, PageRequest } from './store.ts';
import { LISTED_REJECTIONS, REJECTIONS } from './tables.ts';

/** An event without what it says. */
export type EventHead = Pick<StoredEvent, 'id' | 'sourceId' | 'type' | 'receivedAt'>;

/** When a source was pinged last. */
interface Ping {
  readonly sourceId: string;
  readonly at: Millis;
}

/** What came last, of all sources: looked at often, so no body is read. See `Store`. */
export interface NewestStore {
  /** The newest first. */
  events(limit: number): Promise<readonly EventHead[]>;
  /** Refused requests of all sources, the newest first. */
  rejections(page: PageRequest): Promise<Page<Rejection>>;
  /** The last ping of each source that has had one. */
  pings(): Promise<readonly Ping[]>;
}

/** Reads rows. */
export type ReadRows = (
  sql: string,
  values: readonly ColumnValue[],
) => Promise<readonly StoredRow[]>;

/** Makes the {@link NewestStore} of a database. */
export function createNewestStore({ parameter: p }: Syntax, rows: ReadRows): NewestStore {
  return {
    events: async (limit) => {
      const sql = `SELECT id, source_id, type, received_at FROM events ORDER BY seq DESC LIMIT ${p(1)}`;
      return (await rows(sql, [limit])).map((row) => ({
        id: String(row.id),
        sourceId: String(row.source_id),
        type: String(row.type),
        receivedAt: Number(row.received_at),
      }));
    },
    rejections: async ({ cursor, limit }) => {
      const after = cursor === null ? [] : decodeCursor(LIST, ['number', 'string'], cursor);
      const where = after.length === 0 ? '' : `WHERE (at, id) < (${p(1)}, ${p(2)})`;
      const found = await rows(
        `SELECT ${LISTED_REJECTIONS} FROM rejections ${where}
         ORDER BY at DESC, id DESC LIMIT ${p(after.length + 1)}`,
        [...after, limit + 1],
      );
      return pageOfRows(LIST, found, limit, REJECTIONS.read, ({ at, id }) => [at, id]);
    },
    pings: async () => {
      const sql = 'SELECT id, last_ping_at FROM sources WHERE last_ping_at IS NOT NULL';
      return (await rows(sql, [])).map(({ id, last_ping_at: at }) => ({
        sourceId: String(id),
        at: Number(at),
      }));
    },
  };
}

const LIST = 'all rejections';

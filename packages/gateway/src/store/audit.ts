/** The audit log in SQL: what both databases do alike. */
import type { AuditEntry, Millis } from '../domain.ts';
import { decodeCursor, pageOfRows } from './cursor.ts';
import type { SessionRunner } from './sessions.ts';
import { type ColumnValue, insertInto, type Syntax } from './sql.ts';
import type { Page, PageRequest } from './store.ts';
import { AUDIT_ENTRIES } from './tables.ts';

/** Which entries to list; null: no restriction. */
export interface AuditQuery {
  readonly since: Millis | null;
  /** Only those before then. */
  readonly until: Millis | null;
  readonly objectKind: string | null;
  readonly objectId: string | null;
  readonly callerId: string | null;
}

/** What came of a change. */
export type AuditEnd = Pick<AuditEntry, 'objectId' | 'outcome' | 'error' | 'before' | 'after'>;

/** Who has changed what. See `Store`. */
export interface AuditStore {
  add(entry: AuditEntry): Promise<void>;
  /** Writes what came of it. */
  end(id: string, end: AuditEnd): Promise<void>;
  /** The newest first. */
  list(query: AuditQuery, page: PageRequest): Promise<Page<AuditEntry>>;
  /** Deletes up to `limit` of those from before a time; returns how many. */
  prune(before: Millis, limit: number): Promise<number>;
}

/** Makes the {@link AuditStore} of a database. */
export function createAuditStore(syntax: Syntax, run: SessionRunner): AuditStore {
  const p = syntax.parameter;
  const { columns } = AUDIT_ENTRIES;
  const sql = {
    add: insertInto('audit_entries', AUDIT_ENTRIES, syntax),
    end: `UPDATE audit_entries SET object_id = ${p(1)}, outcome = ${p(2)}, error = ${p(3)},
      before = ${p(4)}, after = ${p(5)} WHERE id = ${p(6)}`,
    prune: `DELETE FROM audit_entries WHERE id IN (
      SELECT id FROM audit_entries WHERE at < ${p(1)} LIMIT ${p(2)})`,
  };
  return {
    add: async (entry) => {
      await run.change(sql.add, AUDIT_ENTRIES.write(entry));
    },
    end: async (id, { objectId, outcome, error, before, after }) => {
      await run.change(sql.end, [objectId, outcome, error, before, after, id]);
    },
    list: async (query, { cursor, limit }) => {
      const [after = null] = cursor === null ? [] : decodeCursor('audit', ['string'], cursor);
      const wanted = [
        ['at >=', query.since],
        ['at <', query.until],
        ['object_kind =', query.objectKind],
        ['object_id =', query.objectId],
        ['caller_id =', query.callerId],
        ['id <', after],
      ] as const;
      const values: ColumnValue[] = [];
      const conditions = wanted.flatMap(([comparison, value]) =>
        value === null ? [] : [`${comparison} ${p(values.push(value))}`],
      );
      const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
      const last = p(values.push(limit + 1));
      const list = `SELECT ${columns} FROM audit_entries ${where} ORDER BY id DESC LIMIT ${last}`;
      const rows = await run.rows(list, values);
      return pageOfRows('audit', rows, limit, AUDIT_ENTRIES.read, ({ id }) => [id]);
    },
    prune: (before, limit) => run.change(sql.prune, [before, limit]),
  };
}

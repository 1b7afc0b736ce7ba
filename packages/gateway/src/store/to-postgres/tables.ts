import type { Database as Sqlite } from 'better-sqlite3';
import type { Session } from '../postgres/database.ts';

/** A table that both databases have. */
export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly CopiedColumn[];
  /** Names of the columns of its primary key, in order. */
  readonly key: readonly string[];
}

/** A column with its type in PostgreSQL. */
interface CopiedColumn {
  readonly name: string;
  /** Such as `bigint`. */
  readonly type: string;
  /** Whether PostgreSQL counts it up by itself. */
  readonly isCounted: boolean;
}

/**
 * Tables that each database has for itself: the key's mark is compared before anything is copied,
 * the numbers only count changes, and a lease is a gateway's that runs on it.
 */
const OWN: readonly string[] = ['config', 'probe', 'leases'];

/**
 * All tables to be copied, parents before what refers to them: those that the SQLite database has,
 * so that none is forgotten.
 * @throws {Error} for a table that has no primary key, or that PostgreSQL does not have in the same form
 */
export async function tablesOf(db: Sqlite, target: Session): Promise<CopiedTable[]> {
  const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`;
  const names = db.prepare<[], string>(sql).pluck().all();
  const wanted = parentsFirst(
    db,
    names.filter((name) => !OWN.includes(name)),
  );
  return Promise.all(wanted.map((name) => tableOf(db, target, name)));
}

function parentsFirst(db: Sqlite, names: readonly string[]): string[] {
  const sorted = new Set<string>();
  const add = (name: string): void => {
    const parents = db.pragma(`foreign_key_list(${name})`) as { readonly table: string }[];
    for (const { table } of parents) if (table !== name) add(table);
    sorted.add(name);
  };
  for (const name of names) add(name);
  return [...sorted];
}

interface SqliteColumn {
  readonly name: string;
  /** Its place in the primary key, from 1; 0: it is not part of it. */
  readonly pk: number;
}

async function tableOf(db: Sqlite, target: Session, name: string): Promise<CopiedTable> {
  const columns = db.pragma(`table_info(${name})`) as SqliteColumn[];
  const key = columns
    .filter(({ pk }) => pk > 0)
    .sort((one, other) => one.pk - other.pk)
    .map(({ name }) => name);
  if (key.length === 0) throw new Error(`The table ${name} has no primary key.`);
  const types = new Map(
    (await target.rows<CopiedColumn>(COLUMNS, [name])).map((column) => [column.name, column]),
  );
  return {
    name,
    key,
    columns: columns.map(({ name: column }) => {
      const found = types.get(column);
      if (found === undefined) throw new Error(`PostgreSQL has no column ${name}.${column}.`);
      return found;
    }),
  };
}

const COLUMNS = `
  SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type,
    attidentity <> '' AS "isCounted"
  FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`;

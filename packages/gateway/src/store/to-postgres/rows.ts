import { createHash } from 'node:crypto';
import type { Database as Sqlite } from 'better-sqlite3';
import type { Session, Value } from '../postgres/database.ts';
import { ENCODED_COLUMNS } from '../sqlite/events.ts';
import { decodeText } from '../text.ts';
import type { CopiedTable } from './tables.ts';

/** A value of a row: what both databases give for it is the same. */
export type Cell = string | number | Uint8Array | null;

/** The key of the row that was last read; null: none was. */
export type Position = readonly (string | number)[] | null;

/** The rows of a table in the order of its key, after a position. */
export function* sqliteRows(
  db: Sqlite,
  { name, columns, key }: CopiedTable,
  after: Position,
): Generator<readonly Cell[], void, void> {
  const names = columns.map((column) => column.name).join(', ');
  const beyond =
    after === null ? '' : `WHERE (${key.join(', ')}) > (${key.map(() => '?').join(', ')})`;
  const sql = `SELECT ${names} FROM ${name} ${beyond} ORDER BY ${key.join(', ')}`;
  const rows = db
    .prepare<unknown[], Cell[]>(sql)
    .raw()
    .iterate(...(after ?? []));
  const encoded = columns.map(
    (column) => name === 'events' && ENCODED_COLUMNS.includes(column.name),
  );
  for (const row of rows) {
    yield row.map((cell, at) =>
      encoded[at] && typeof cell === 'string' ? decodeText(cell) : cell,
    );
  }
}

const PAGE = 500;

/**
 * The same of PostgreSQL. Bytes come as their SHA-256, in hex: a page of the largest bodies would
 * not fit into memory.
 */
export async function* postgresRows(
  target: Session,
  { name, columns, key }: CopiedTable,
): AsyncGenerator<readonly Cell[], void, void> {
  const list = columns.map(({ name: column, type }) =>
    type === 'bytea' ? `encode(sha256(${column}), 'hex') AS ${column}` : column,
  );
  const places = key.map((_, at) => `$${at + 1}`).join(', ');
  const order = key.map((column) => `${name}.${column}`).join(', ');
  const sql = (beyond: string): string =>
    `SELECT ${list.join(', ')} FROM ${name} ${beyond} ORDER BY ${order} LIMIT ${PAGE}`;
  let after: Value[] = [];
  for (;;) {
    const beyond = after.length === 0 ? '' : `WHERE (${order}) > (${places})`;
    const page = await target.rows<Readonly<Record<string, Cell>>>(sql(beyond), after);
    for (const row of page) yield columns.map(({ name: column }) => row[column] ?? null);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = key.map((column) => last[column] ?? null);
  }
}

/** How many rows there are, and what tells them from any others. */
export interface Digest {
  readonly rows: number;
  /** SHA-256 over all rows in the order of their key, in hex. */
  readonly sha256: string;
}

/** Counts rows and digests them. */
export async function digestOf(
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
): Promise<Digest> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const row of rows) {
    hash.update(`${JSON.stringify(row.map(comparable))}\n`);
    count += 1;
  }
  return { rows: count, sha256: hash.digest('hex') };
}

const comparable = (cell: Cell): string | number | null =>
  cell instanceof Uint8Array ? createHash('sha256').update(cell).digest('hex') : cell;

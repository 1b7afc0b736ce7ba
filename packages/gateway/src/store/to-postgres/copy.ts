import type { Database as Sqlite } from 'better-sqlite3';
import { GatewayError } from '../../errors.ts';
import type { Database, Session, Value } from '../postgres/database.ts';
import { positionOf, setPosition } from './progress.ts';
import { type Cell, type Position, sqliteRows } from './rows.ts';
import type { CopiedTable } from './tables.ts';

/** Most of one transaction, unless a single row is larger. */
const BATCH_ROWS = 1000;
const BATCH_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 600_000;

/**
 * Copies what is missing of a table. Rows and the position that they reach are one transaction, and
 * the position is locked while one is under way: so nothing is left out or copied twice, whenever
 * the process ends and another one goes on.
 */
export async function copyTable(db: Sqlite, target: Database, table: CopiedTable): Promise<void> {
  let isDone = false;
  while (!isDone) {
    isDone = await target.transaction(async (session) => {
      const rows = batchOf(db, table, await positionOf(session, table.name));
      const last = rows.at(-1);
      if (last === undefined) return true;
      await insert(session, table, rows);
      await setPosition(session, table.name, keyOf(table, last));
      return false;
    }, TIMEOUT_MS);
  }
  for (const { name, isCounted } of table.columns) {
    if (isCounted) await continueCounting(target, table.name, name);
  }
}

function batchOf(db: Sqlite, table: CopiedTable, after: Position): (readonly Cell[])[] {
  const batch: (readonly Cell[])[] = [];
  let bytes = 0;
  for (const row of sqliteRows(db, table, after)) {
    batch.push(row);
    bytes += row.reduce<number>((sum, cell) => sum + sizeOf(cell), 0);
    if (batch.length >= BATCH_ROWS || bytes >= BATCH_BYTES) break;
  }
  return batch;
}

const sizeOf = (cell: Cell): number =>
  typeof cell === 'string' || cell instanceof Uint8Array ? cell.length : 8;

function keyOf({ columns, key }: CopiedTable, row: readonly Cell[]): (string | number)[] {
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  return key.map((name) => row[at(name)] as string | number);
}

async function insert(
  session: Session,
  { name, columns }: CopiedTable,
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const names = columns.map((column) => column.name).join(', ');
  const arrays = columns.map(({ type }, at) => `$${at + 1}::${type}[]`).join(', ');
  const values = columns.map((_, at): Value => rows.map((row) => row[at] ?? null));
  const sql = `INSERT INTO ${name} (${names}) SELECT * FROM unnest(${arrays})`;
  const count = await session.change(sql, values).catch((cause: unknown) => {
    if (!(cause instanceof GatewayError && cause.code === 'conflict')) throw cause;
    const message = `The database that is migrated to holds other rows in ${name}. Empty it, then run this again.`;
    throw new GatewayError('conflict', message, { cause });
  });
  if (count !== rows.length) throw new Error(`${count} of ${rows.length} rows came to ${name}.`);
}

/** New rows get numbers after those that were copied. */
async function continueCounting(target: Session, table: string, column: string): Promise<void> {
  await target.rows(
    `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), max(${column})) FROM ${table}`,
  );
}

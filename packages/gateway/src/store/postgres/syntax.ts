import type { Kind } from '../../entities/columns.ts';
import type { Syntax, Table } from '../sql.ts';
import type { Value } from './database.ts';

/** What PostgreSQL writes differently. */
export const SYNTAX: Syntax = {
  parameter: (at) => `$${at}`,
  later: (one, other) => `greatest(${one}, ${other})`,
};

const TYPES: Readonly<Partial<Record<Kind, string>>> = {
  time: 'bigint',
  integer: 'integer',
  count: 'integer',
  number: 'double precision',
};

/** Arrays of all columns as parameters of `unnest`, from `$1` on. */
export const unnested = <Row>({ kinds }: Table<Row>): string =>
  kinds.map((kind, at) => `$${at + 1}::${TYPES[kind] ?? 'text'}[]`).join(', ');

/** Rows as these arrays. */
export function arraysOf<Row>(table: Table<Row>, rows: readonly Row[]): Value[] {
  const written = rows.map(table.write);
  return table.names.map((_, at) => written.map((values) => values[at] as string | number | null));
}

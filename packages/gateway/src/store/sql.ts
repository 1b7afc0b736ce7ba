/** Rows as both databases hold them, from the column tables. */
import {
  type Column,
  type Columns,
  type Kind,
  type RowOf,
  snakeCase,
} from '../entities/columns.ts';

/** A value of a column. */
export type ColumnValue = string | number | Uint8Array | null;

/** A row as a database gives it. */
export type StoredRow = Readonly<Record<string, ColumnValue>>;

/** A stored entity in SQL. */
export interface Table<Row> {
  /** Names of the columns. */
  readonly names: readonly string[];
  /** The same, as SQL lists them. */
  readonly columns: string;
  /** The kind of each column. */
  readonly kinds: readonly Kind[];
  /** The columns of which the later value stays when a row is put. */
  readonly keepLater: readonly string[];
  /**
   * Reads a row. A damaged list is empty, and its column is named in `damage`: one row must not
   * keep all others from being read.
   */
  readonly read: (row: StoredRow) => Row;
  /** The values of a row, in the order of {@link Table.names}. */
  readonly write: (row: Row) => ColumnValue[];
}

/** What the databases write differently. */
export interface Syntax {
  /** The parameter at a place, counted from 1. */
  readonly parameter: (at: number) => string;
  /** The later of two times, either of which may be null. */
  readonly later: (one: string, other: string) => string;
}

/** How one field is read and written; null: as it is. */
interface Field {
  readonly key: string;
  readonly name: string;
  readonly read: ((value: ColumnValue, name: string, damaged: string[]) => unknown) | null;
  readonly write: ((value: unknown) => ColumnValue) | null;
}

/** Makes what the databases need of a column table: once, when its module is loaded. */
export function tableOf<Of extends Columns, Row extends RowOf<Of> = RowOf<Of>>(
  columns: Of,
): Table<Row> {
  const entries = Object.entries(columns);
  const fields = entries.map(([key, column]) => fieldOf(key, column));
  const names = fields.map(({ name }) => name);
  return {
    names,
    columns: names.join(', '),
    kinds: entries.map(([, { kind }]) => kind),
    keepLater: entries.flatMap(([key, { keepsLater }]) => (keepsLater ? [snakeCase(key)] : [])),
    read: (row) => {
      // Always in the same order, so that all rows have one hidden class.
      const item: Record<string, unknown> = {};
      const damaged: string[] = [];
      for (const { key, name, read } of fields) {
        const value = row[name] as ColumnValue;
        item[key] = read === null || value === null ? value : read(value, name, damaged);
      }
      if (damaged.length > 0) item.damage = damaged.join(', ');
      return item as Row;
    },
    write: (row) =>
      fields.map(({ key, write }) => {
        const value = row[key as keyof Row];
        return write === null ? (value as ColumnValue) : write(value);
      }),
  };
}

function fieldOf(key: string, { kind }: Column): Field {
  const name = snakeCase(key);
  switch (kind) {
    case 'boolean':
      return { key, name, read: (value) => value === 1, write: Number };
    case 'texts':
      return { key, name, read: listReader(isText), write: JSON.stringify };
    case 'conditions':
      return { key, name, read: listReader(isCondition), write: JSON.stringify };
    case 'headers':
      return { key, name, read: (value) => JSON.parse(value as string), write: JSON.stringify };
    default:
      return { key, name, read: null, write: null };
  }
}

const listReader =
  (isItem: (item: unknown) => boolean): NonNullable<Field['read']> =>
  (value, name, damaged) => {
    try {
      const list: unknown = JSON.parse(value as string);
      if (Array.isArray(list) && list.every(isItem)) return list;
    } catch {
      // Not even JSON.
    }
    damaged.push(name);
    return [];
  };

const isText = (item: unknown): boolean => typeof item === 'string';
const isCondition = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && 'field' in item && 'op' in item;

/** SQL that adds a row. */
export function insertInto<Row>(
  name: string,
  { columns, names }: Table<Row>,
  { parameter }: Syntax,
): string {
  const values = names.map((_, at) => parameter(at + 1)).join(', ');
  return `INSERT INTO ${name} (${columns}) VALUES (${values})`;
}

/** SQL that adds a row, or replaces the one that has its id. */
export function upsertInto<Row>(name: string, table: Table<Row>, syntax: Syntax): string {
  const set = table.names
    .filter((column) => column !== 'id')
    .map((column) => {
      const given = `excluded.${column}`;
      const isLater = table.keepLater.includes(column);
      return `${column} = ${isLater ? syntax.later(`${name}.${column}`, given) : given}`;
    });
  return `${insertInto(name, table, syntax)} ON CONFLICT (id) DO UPDATE SET ${set.join(', ')}`;
}

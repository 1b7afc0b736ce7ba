/**
 * The language of the column tables. There is one table for each stored entity, and all that is
 * known of a field follows from its column: the type of a row, its place in both databases
 * (`store/sql.ts`), what the API shows of it (`services/views.ts`), and what the API takes for it
 * (`http/columns.ts`, `entities/input.ts`).
 *
 * @module
 */
import type { FilterCondition } from '@signal-hooks/catalogue';

/** Times inside the gateway are milliseconds since 1970; the API shows ISO 8601. */
export type Millis = number;

/** What a column of each kind holds. */
interface Kinds {
  readonly text: string;
  readonly id: string;
  readonly provider: string;
  readonly time: Millis;
  readonly integer: number;
  /** A whole number from 0. */
  readonly count: number;
  readonly number: number;
  readonly boolean: boolean;
  readonly texts: readonly string[];
  readonly conditions: readonly FilterCondition[];
  /** Not shown by the API. */
  readonly headers: Readonly<Record<string, string>>;
  /** Not shown by the API. */
  readonly bytes: Uint8Array;
}

/** The kind of a column. */
export type Kind = keyof Kinds;

/** What the API takes for a field; the bounds are those of JSON Schema. */
export interface ColumnInput {
  /** `new`: fixed when the row is made. */
  readonly when: 'always' | 'new';
  /** Instead of the column's. */
  readonly description?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  /** Of each item of `texts`. */
  readonly maxItemLength?: number;
}

/** One field. Its name in the databases and in the API is the key in snake_case. */
export interface Column {
  readonly kind: Kind;
  readonly nullable?: true;
  /** All that a text can be. */
  readonly values?: readonly string[];
  /** Its name in the API, where it has another one; null: the API does not show it. */
  readonly shownAs?: string | null;
  readonly description?: string;
  /** Absent: the API takes none. */
  readonly input?: ColumnInput;
  /** What a new row has where nothing is given; one that may be null is null. */
  readonly default?: unknown;
  /** Of two times, the later one stays when a row is put. */
  readonly keepsLater?: true;
}

/** A column table. */
export type Columns = Readonly<Record<string, Column>>;

type ValueOf<Of extends Column> =
  | (Of extends { readonly values: readonly (infer Value)[] } ? Value : Kinds[Of['kind']])
  | (Of extends { readonly nullable: true } ? null : never);

/** A row of a table. */
export type RowOf<Table extends Columns> = {
  readonly [Key in keyof Table]: ValueOf<Table[Key]>;
};

type KeysOf<Table extends Columns, Feature> = {
  [Key in keyof Table]: Table[Key] extends Feature ? Key : never;
}[keyof Table];

/** What can be said about a row; what is absent stays as it is. */
export type InputOf<Table extends Columns, When extends ColumnInput['when']> = Partial<
  Pick<RowOf<Table>, KeysOf<Table, { readonly input: { readonly when: When } }>>
>;

/** The fields that a new row has without anybody giving them. */
export type DefaultsOf<Table extends Columns> = Pick<
  RowOf<Table>,
  KeysOf<Table, { readonly nullable: true } | { readonly default: unknown }>
>;

/** The name of a field in the databases and, unless it has another one there, in the API. */
export const snakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The name of a field in the API; null: it is not shown. */
export function shownName(key: string, { kind, shownAs }: Column): string | null {
  if (kind === 'bytes' || kind === 'headers') return null;
  return shownAs === undefined ? snakeCase(key) : shownAs;
}

/** What a new row has without anybody giving it. */
export function defaultsOf<Table extends Columns>(table: Table): DefaultsOf<Table> {
  const defaults = Object.entries(table).flatMap(([key, column]) => {
    if ('default' in column) return [[key, column.default]];
    return column.nullable ? [[key, null]] : [];
  });
  return Object.fromEntries(defaults) as DefaultsOf<Table>;
}

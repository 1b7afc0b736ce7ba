import { compileExpression } from '../definition/compile.ts';
import type { Expression } from '../definition/expression.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { readUtc } from './time.ts';

/**
 * How well a fact about a provider is known: the vendor documents it, public code that
 * sends or receives these webhooks shows it, or it is assumed by analogy.
 */
export type Evidence = 'documented' | 'seen' | 'assumed';

/** The types a record's cell can have. All are scalars; lists of rows are {@link ListField}s. */
export type ScalarType =
  | 'string'
  | 'id'
  | 'url'
  | 'email'
  | 'phone'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'datetime'
  | 'priority';

/** The one scale of urgency, most urgent first. */
export const PRIORITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** A step of {@link PRIORITIES}. */
export type Priority = (typeof PRIORITIES)[number];

/** The content of one cell: never undefined, null where the provider has nothing. */
export type Scalar = string | number | boolean | null;

/** One column of a record. */
export interface ScalarField {
  /** snake_case, unique among the provider's fields and the common ones. */
  readonly key: string;
  /** Title Case, as people see it. */
  readonly label: string;
  readonly type: ScalarType;
  readonly help?: string;
  /** What such a cell looks like; of the right type. */
  readonly sample: Scalar;
  readonly status: Evidence;
  /** Where its value is; of paths the first that holds something wins. */
  readonly from: Expression;
}

/** A list of rows, such as a signal's contacts: line items in Zapier, a collection in Make. */
export interface ListField {
  readonly key: string;
  readonly label: string;
  readonly type: 'list';
  readonly help?: string;
  readonly status: Evidence;
  readonly from: Expression;
  /** The columns of a row; their paths start at the row. */
  readonly items: readonly ScalarField[];
}

/** A scalar or list field of a record. */
export type Field = ScalarField | ListField;

/** One row of a {@link ListField}. */
export type Row = { [key: string]: Scalar };

/** Reads one payload value as a type: the cell, or undefined if the value is of a wrong type. */
type Read = (value: JsonValue) => Scalar | undefined;

const NUMERIC = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const readNumber: Read = (value) => {
  const number = typeof value === 'string' && NUMERIC.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

/** Every type's reader. A wrong type is unreadable (undefined), never coerced to a wrong value. */
const READERS: Readonly<Record<ScalarType, Read>> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  id: (value) => {
    if (typeof value === 'string') return value;
    return Number.isSafeInteger(value) ? String(value) : undefined;
  },
  url: (value) =>
    typeof value === 'string' && /^https?:\/\/\S+$/i.test(value) ? value : undefined,
  email: (value) =>
    typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value) ? value : undefined,
  phone: (value) => {
    if (typeof value === 'string') return /\d/.test(value) ? value : undefined;
    return Number.isSafeInteger(value) ? String(value) : undefined;
  },
  number: readNumber,
  integer: (value) => {
    const number = readNumber(value);
    return Number.isSafeInteger(number) ? number : undefined;
  },
  boolean: (value) => {
    if (value === true || value === 1) return true;
    if (value === false || value === 0) return false;
    const word = typeof value === 'string' ? value.toLowerCase() : undefined;
    if (word === 'true') return true;
    return word === 'false' ? false : undefined;
  },
  datetime: readDatetime,
  priority: (value) => {
    const word = typeof value === 'string' ? value.toLowerCase() : '';
    return (PRIORITIES as readonly string[]).includes(word) ? word : undefined;
  },
};

/** ISO 8601 with a zone, or milliseconds or seconds since 1970 as number or string; out comes UTC ISO 8601. */
function readDatetime(value: JsonValue): Scalar | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' ? readUtc(text) : undefined;
}

/** True for what stands for "nothing": null, a missing key, an empty text. */
const isNothing = (value: JsonValue): boolean => value === null || value === '';

/** A text without white space around it; mostly there is none, and that is seen at its ends. */
function tidy(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || value === '') return value;
  const isPlain = isInk(value.charCodeAt(0)) && isInk(value.charCodeAt(value.length - 1));
  return isPlain ? value : value.trim();
}

/** Whether a code unit is ASCII that can be seen, or a letter below the blanks of Unicode. */
const isInk = (unit: number): boolean => unit > 0x20 && unit < 0x1680 && unit !== 0xa0;

/** Collects the keys of the fields that had a value of a wrong type. */
export type Unreadable = string[];

/** A record is the same whatever the headers of its request were. */
const NO_HEADERS = {};

/** Compiles a scalar field into a function that reads its cell. */
export function compileScalar(
  field: Pick<ScalarField, 'key' | 'type'> & { readonly from: Expression },
): (payload: JsonObject, unreadable: Unreadable) => Scalar {
  const get = compileExpression(field.from);
  const read = READERS[field.type];
  const isText = field.type === 'string' || field.type === 'id';
  return (payload, unreadable) => {
    const value = tidy(get(payload, NO_HEADERS));
    if (isNothing(value)) return null;
    if (isText && typeof value === 'string') return value;
    const cell = read(value);
    if (cell !== undefined) return cell;
    unreadable.push(field.key);
    return null;
  };
}

/** Compiles a list field into a function that reads its rows; a row that is no object is unreadable. */
export function compileList(
  field: Pick<ListField, 'key' | 'from' | 'items'>,
): (payload: JsonObject, unreadable: Unreadable) => Row[] {
  const get = compileExpression(field.from);
  const columns = field.items.map((item) => ({ key: item.key, read: compileScalar(item) }));
  const blank: Row = Object.fromEntries(columns.map(({ key }) => [key, null]));
  return (payload, unreadable) => {
    const value = tidy(get(payload, NO_HEADERS));
    if (isNothing(value)) return [];
    if (!Array.isArray(value)) {
      unreadable.push(field.key);
      return [];
    }
    const rows: Row[] = [];
    for (let index = 0; index < value.length; index += 1) {
      const item = value[index];
      if (typeof item !== 'object' || item === null || Array.isArray(item)) {
        unreadable.push(`${field.key}[${index}]`);
        continue;
      }
      const before = unreadable.length;
      const row: Row = { ...blank };
      for (const { key, read } of columns) {
        const cell = read(item, unreadable);
        if (cell !== null) row[key] = cell;
      }
      for (let at = before; at < unreadable.length; at += 1) {
        unreadable[at] = `${field.key}[${index}].${unreadable[at]}`;
      }
      rows.push(row);
    }
    return rows;
  };
}

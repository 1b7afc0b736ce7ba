import { ALL_FIELDS } from '../providers/index.ts';
import { PRIORITIES } from '../record/field.ts';
import type { ConditionValue, FilterCondition, FilterField } from './condition.ts';
import type { FieldType, Operator } from './operators.ts';
import { momentOf } from './value.ts';

/** The cells of a record, by key. */
export type RecordCells = Readonly<Record<string, unknown>>;

/** Tells whether a record fulfils conditions. */
export type RecordTest = (record: RecordCells) => boolean;

/**
 * Compiles conditions, which have been validated, into one test; all of them must hold.
 *
 * - Texts are compared without regard to upper and lower case, whatever the operator.
 * - Priorities compare by urgency (`gte high`: high or critical), times by the moment they name,
 *   numbers by value.
 * - A list contains a text if a cell of any of its rows does. Of a text or list the first
 *   {@link MAX_SEARCHED} characters are searched.
 * - A field without a value (null, an empty list, a field the provider does not have) is equal
 *   to nothing: it fulfils `ne` and `exists false`, and no other condition.
 *
 * Decided in docs/adr/0011-one-filter-language.md.
 * @param fields by key; one that is not among them is compared as a text
 */
export function compileConditions(
  conditions: readonly FilterCondition[],
  fields: ReadonlyMap<string, Pick<FilterField, 'type'>> = ALL_FIELDS,
): RecordTest {
  const tests = conditions.map((condition) =>
    compileCondition(condition, fields.get(condition.field)?.type ?? 'string'),
  );
  return (record) => tests.every((test) => test(record));
}

function compileCondition({ field, op, value }: FilterCondition, type: FieldType): RecordTest {
  const cellOf = (record: RecordCells): unknown =>
    Object.hasOwn(record, field) ? record[field] : null;
  if (op === 'exists') return (record) => hasValue(cellOf(record)) === value;
  if (op === 'contains') return compileContains(field, value);
  const fits = compileScalar(type, op, value);
  return (record) => {
    const cell = cellOf(record);
    return hasValue(cell) ? fits(cell) : op === 'ne';
  };
}

const hasValue = (cell: unknown): boolean =>
  cell !== undefined && cell !== null && !(Array.isArray(cell) && cell.length === 0);

const fold = (text: string): string => text.toLowerCase();

/** How two values of a type are ordered: the number each stands for; NaN for none. */
const RANKS: Partial<Record<FieldType, (value: unknown) => number>> = {
  number: asNumber,
  integer: asNumber,
  datetime: momentOf,
  // The list begins with the most urgent.
  priority: (value) => {
    const at = PRIORITIES.indexOf(value as (typeof PRIORITIES)[number]);
    return at === -1 ? Number.NaN : PRIORITIES.length - at;
  },
};

function asNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** What a comparison of two ranks must come to. NaN compares false with everything but `ne`. */
const ORDER: Partial<Record<Operator, (cell: number, wanted: number) => boolean>> = {
  eq: (cell, wanted) => cell === wanted,
  ne: (cell, wanted) => cell !== wanted,
  gt: (cell, wanted) => cell > wanted,
  gte: (cell, wanted) => cell >= wanted,
  lt: (cell, wanted) => cell < wanted,
  lte: (cell, wanted) => cell <= wanted,
};

function compileScalar(
  type: FieldType,
  op: Operator,
  value: ConditionValue,
): (cell: unknown) => boolean {
  const [rank, order] = [RANKS[type], ORDER[op]];
  if (rank !== undefined && order !== undefined) {
    const wanted = rank(value);
    return (cell) => order(rank(cell), wanted);
  }
  if (op === 'starts_with') return compileStart(value);
  const equals = compileEquals(Array.isArray(value) ? value : [value]);
  if (op === 'eq' || op === 'in') return equals;
  return op === 'ne' ? (cell) => !equals(cell) : () => false;
}

function compileEquals(values: readonly unknown[]): (cell: unknown) => boolean {
  const folded = values.map((value) => (typeof value === 'string' ? fold(value) : value));
  const wanted = new Set(folded);
  const longest = Math.max(...folded.map((value) => String(value).length));
  return (cell) => {
    if (typeof cell !== 'string') return wanted.has(cell);
    // No text gets shorter by folding, so a long one need not be folded.
    return cell.length <= longest && wanted.has(fold(cell));
  };
}

function compileStart(value: ConditionValue): (cell: unknown) => boolean {
  if (typeof value !== 'string') return () => false;
  const wanted = fold(value);
  return (cell) =>
    typeof cell === 'string' && fold(cell.slice(0, wanted.length)).startsWith(wanted);
}

function compileContains(field: string, value: ConditionValue): RecordTest {
  if (typeof value !== 'string' || value === '') return () => false;
  const wanted = fold(value);
  return (record) => Object.hasOwn(record, field) && searchable(record, field).includes(wanted);
}

/**
 * How much of a cell `contains` looks at, in characters: an event of ten megabytes must not keep
 * a thousand conditions searching for seconds. Sheets and chats take less than half of it.
 */
export const MAX_SEARCHED = 100_000;
/** Shorter texts are folded each time, which costs less than remembering them. */
const LONG = 500;

/**
 * The long texts of records that were searched already: fifty subscriptions may ask the same
 * record a thousand times, and folding a text takes longer than searching it.
 */
const searched = new WeakMap<RecordCells, Map<string, string>>();

/** A cell's text, folded; of a list those of all its rows, each on a line of its own. */
function searchable(record: RecordCells, field: string): string {
  const cell = record[field];
  if (typeof cell === 'string' && cell.length < LONG) return fold(cell);
  const texts = searched.get(record) ?? new Map<string, string>();
  const text = texts.get(field) ?? fold(textOf(cell));
  searched.set(record, texts.set(field, text));
  return text;
}

function textOf(cell: unknown): string {
  if (typeof cell === 'string') return cell.slice(0, MAX_SEARCHED);
  let text = '';
  for (const row of Array.isArray(cell) ? cell : []) {
    const cells: unknown[] = typeof row === 'object' && row !== null ? Object.values(row) : [row];
    for (const each of cells) if (typeof each === 'string') text += `${each}\n`;
    if (text.length > MAX_SEARCHED) break;
  }
  return text.slice(0, MAX_SEARCHED);
}

import type { FieldProblem } from '../errors.ts';
import {
  type Column,
  type ColumnInput,
  type Columns,
  type InputOf,
  shownName,
  snakeCase,
} from './columns.ts';

type When = ColumnInput['when'];

/** What an input says of a row: the fields that may be given, and are. A list of texts is a set. */
export function givenOf<Table extends Columns, Wanted extends When>(
  table: Table,
  input: object,
  ...wanted: readonly Wanted[]
): InputOf<Table, Wanted> {
  const given = Object.entries(input).flatMap(([key, value]) => {
    const column = table[key];
    const isWanted = wanted.some((when) => when === column?.input?.when);
    if (!isWanted || value === undefined) return [];
    return [[key, column?.kind === 'texts' ? [...new Set(value)] : value]];
  });
  return Object.fromEntries(given) as InputOf<Table, Wanted>;
}

/** The fields of a request's body, by the names that the API has for them. */
export function fromApi<Table extends Columns>(
  table: Table,
  body: Readonly<Record<string, unknown>>,
): InputOf<Table, When> {
  const given = Object.entries(table).map(([key, column]) => {
    const name = shownName(key, column);
    return [key, name === null ? undefined : body[name]] as const;
  });
  return givenOf(table, Object.fromEntries(given), 'always', 'new');
}

/** Which fields of an input are out of bounds: also for those who do not come by the API. */
export function checkBounds(table: Columns, input: object): FieldProblem[] {
  return Object.entries(givenOf(table, input, 'always', 'new')).flatMap(([key, value]) => {
    const column = table[key];
    if (column?.input === undefined || value === null) return [];
    const message = BOUNDS[column.kind]?.(value, column.input, column) ?? null;
    return message === null ? [] : [{ path: shownName(key, column) ?? snakeCase(key), message }];
  });
}

type Check = (value: unknown, bounds: ColumnInput, column: Column) => string | null;

const isBetween = (value: number, { minimum, exclusiveMinimum, maximum }: ColumnInput): boolean =>
  value >= (minimum ?? Number.NEGATIVE_INFINITY) &&
  value > (exclusiveMinimum ?? Number.NEGATIVE_INFINITY) &&
  value <= (maximum ?? Number.POSITIVE_INFINITY);

/** What is wrong with a value, by the kind of its column; null if nothing is. */
const BOUNDS: Readonly<Partial<Record<Column['kind'], Check>>> = {
  text: (value, { maxLength = Number.POSITIVE_INFINITY }) =>
    String(value).length <= maxLength ? null : `Give at most ${maxLength} characters.`,
  texts: (value, { maxItems = Number.POSITIVE_INFINITY, maxItemLength = maxItems }) => {
    const items = value as readonly string[];
    const fit = items.every((item) => item !== '' && item.length <= maxItemLength);
    if (fit && items.length <= maxItems) return null;
    return `Give at most ${maxItems} texts of 1 to ${maxItemLength} characters.`;
  },
  integer: (value, bounds) =>
    Number.isInteger(value) && isBetween(value as number, bounds)
      ? null
      : `Give a whole number from ${bounds.minimum} to ${bounds.maximum}.`,
  number: (value, bounds, { nullable }) =>
    isBetween(value as number, bounds)
      ? null
      : `Give a number above ${bounds.exclusiveMinimum} and up to ${bounds.maximum}${nullable ? ', or null' : ''}.`,
};

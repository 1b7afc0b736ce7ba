import type { FieldLike } from './subjects.ts';

type Item = Readonly<Record<string, unknown>>;

/** ISO 8601; a time needs a zone (D023, T003). */
const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2}))?$/;
/** A text that means a date or a time, in whatever form. */
const LIKE_A_DATE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|^\d{1,2} [A-Z][a-z]{2} \d{4}\b/;

/** What a value of each of Zapier's types is. */
const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  datetime: (value) => typeof value === 'string' && ISO.test(value),
};

const without = (all: readonly string[], known: readonly string[]): string[] =>
  all.filter((key) => !known.includes(key));

/**
 * How an item differs from its output fields: keys that are missing or too many, values of a
 * wrong type. Lists are line items: `contacts[]name` (D024, T005, Z001). What is empty fits.
 */
export function fieldProblems(item: Item, outputFields: readonly FieldLike[]): string[] {
  const tops = [...new Set(outputFields.map(({ key }) => key.split('[]')[0] ?? ''))];
  return [
    ...without(tops, Object.keys(item)).map((key) => `${key} is missing`),
    ...without(Object.keys(item), tops).map((key) => `${key} is no output field`),
    ...outputFields.flatMap(({ key, type = 'string' }) => {
      const [top = '', column] = key.split('[]');
      const cell = item[top];
      if (column === undefined) return cellProblems(key, cell, type);
      if (!Array.isArray(cell)) return [`${top} is no list`];
      return (cell as Item[]).flatMap((row) => [
        ...cellProblems(key, row[column], type),
        ...without(
          Object.keys(row).map((name) => `${top}[]${name}`),
          outputFields.map((field) => field.key),
        ).map((extra) => `${extra} is no output field`),
      ]);
    }),
  ];
}

function cellProblems(key: string, cell: unknown, type: string): string[] {
  if (cell === undefined) return [`${key} is missing`];
  if (cell === null) return [];
  return IS[type]?.(cell) ? [] : [`${key} is no ${type}: ${JSON.stringify(cell)}`];
}

/** Texts that mean a time but are not ISO 8601 with a zone (D023, T003). */
export function dateProblems(item: Item): string[] {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return texts(item)
    .filter((text) => LIKE_A_DATE.test(text) && !ISO.test(text))
    .map((text) => `"${text}" is not ISO 8601 with a zone`);
}

/** How the keys of a live item and of the sample differ (T004, T006). */
export function keyProblems(item: Item, sample: Item): string[] {
  const [live, shown] = [Object.keys(item), Object.keys(sample)];
  return [
    ...without(shown, live).map((key) => `${key} is in the sample only`),
    ...without(live, shown).map((key) => `${key} is in the live item only`),
  ];
}

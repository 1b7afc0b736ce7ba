/** Anything an expression can come to. */
export type MakeValue = unknown;

const isRow = (value: MakeValue): value is { readonly [key: string]: MakeValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listOf(value: MakeValue, name: string): readonly MakeValue[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} wants a list`);
  return value;
}

function textOf(value: MakeValue, name: string): string {
  if (typeof value !== 'string') throw new TypeError(`${name} wants a text`);
  return value;
}

/** "Either not defined, null, or an empty string." */
export const isEmpty = (value: MakeValue): boolean =>
  value === undefined || value === null || value === '';

/**
 * The built-in functions that the app uses, as Make documents them.
 * @see https://developers.make.com/custom-apps-documentation/block-elements/iml
 * @see https://help.make.com/array-functions for `map` with a filter
 */
export const FUNCTIONS: Readonly<Record<string, (...args: readonly MakeValue[]) => MakeValue>> = {
  if: (condition, yes, no) => (condition ? yes : no),
  ifempty: (value, other) => (isEmpty(value) ? other : value),
  trim: (text) => textOf(text, 'trim').trim(),
  // A search text of the form /…/ would be a pattern.
  replace: (text, search, by) =>
    textOf(text, 'replace').replaceAll(textOf(search, 'replace'), textOf(by, 'replace')),
  encodeURL: (text) => encodeURIComponent(textOf(text, 'encodeURL')),
  createJSON: (value) => JSON.stringify(value),
  contains: (list, value) => Array.isArray(list) && list.includes(value),
  merge: (...lists) => lists.flatMap((list) => listOf(list, 'merge')),
  first: (list) => listOf(list, 'first')[0],
  map: (list, key, filterKey, wanted) =>
    listOf(list, 'map')
      .filter(isRow)
      .filter((row) => filterKey === undefined || row[String(filterKey)] === wanted)
      .map((row) => row[String(key)]),
  toCollection: (list, key, value) =>
    Object.fromEntries(
      (Array.isArray(list) ? list : [])
        .filter(isRow)
        .map((row) => [String(row[String(key)]), row[String(value)]]),
    ),
};

/** Words that stand for themselves. */
export const KEYWORDS: Readonly<Record<string, MakeValue>> = {
  true: true,
  false: false,
  null: null,
  undefined,
  emptyarray: [],
};

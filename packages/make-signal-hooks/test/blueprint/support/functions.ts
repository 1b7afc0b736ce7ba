import { createHash, createHmac } from 'node:crypto';

/** What an expression can give. */
export type MakeValue =
  | undefined
  | null
  | string
  | number
  | boolean
  | Date
  | readonly MakeValue[]
  | { readonly [key: string]: MakeValue };

/**
 * A text, or a number, which Make turns into one. What its functions do with anything else,
 * with a missing value above all, is not documented: here they fail.
 */
export function text(value: MakeValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new TypeError(`no text: ${JSON.stringify(value)}`);
}

function list(value: MakeValue): readonly MakeValue[] {
  if (Array.isArray(value)) return value as readonly MakeValue[];
  throw new TypeError(`no list: ${JSON.stringify(value)}`);
}

export const isEmpty = (value: MakeValue): boolean =>
  value === undefined || value === null || value === '';

const keyOf = (item: MakeValue, key: string): MakeValue =>
  typeof item === 'object' && item !== null
    ? (item as { [key: string]: MakeValue })[key]
    : undefined;

/** A key that is empty may mean "no HMAC": the worse of the two. */
function sha256([
  value,
  encoding = 'hex',
  key,
  keyEncoding = 'text',
]: readonly MakeValue[]): string {
  const output = text(encoding) === 'base64' ? 'base64' : 'hex';
  if (isEmpty(key)) return createHash('sha256').update(text(value)).digest(output);
  const bytes = Buffer.from(text(key), text(keyEncoding) === 'base64' ? 'base64' : 'utf8');
  return createHmac('sha256', bytes).update(text(value)).digest(output);
}

function replace([value, search, by]: readonly MakeValue[]): string {
  const pattern = /^\/(.*)\/([gim]*)$/s.exec(text(search));
  if (pattern === null) return text(value).replaceAll(text(search), text(by));
  return text(value).replace(new RegExp(pattern[1] ?? '', pattern[2]), text(by));
}

/** In UTC, which stands for the scenario's time zone too. */
function formatDate([date, format]: readonly MakeValue[]): string {
  if (!(date instanceof Date)) throw new TypeError('no date');
  const iso = date.toISOString();
  const pieces: Readonly<Record<string, string>> = {
    YYYY: iso.slice(0, 4),
    MM: iso.slice(5, 7),
    DD: iso.slice(8, 10),
    HH: iso.slice(11, 13),
    mm: iso.slice(14, 16),
    ss: iso.slice(17, 19),
  };
  return text(format).replace(/YYYY|MM|DD|HH|mm|ss/g, (piece) => pieces[piece] ?? piece);
}

function choose([value, ...cases]: readonly MakeValue[]): MakeValue {
  for (let at = 0; at + 1 < cases.length; at += 2) {
    if (cases[at] === value) return cases[at + 1];
  }
  return cases.length % 2 === 1 ? cases.at(-1) : undefined;
}

function map([items, key, filterKey, wanted]: readonly MakeValue[]): MakeValue[] {
  const values = filterKey === undefined ? null : text(wanted).split(',');
  return list(items)
    .filter((item) => values?.includes(text(keyOf(item, text(filterKey)))) ?? true)
    .map((item) => keyOf(item, text(key)))
    .filter((value) => value !== undefined);
}

/** Make's functions, as far as the blueprints call them, written from its documentation. */
export const FUNCTIONS: Readonly<Record<string, (args: readonly MakeValue[]) => MakeValue>> = {
  add: ([items, ...values]) => [...list(items), ...values],
  contains: ([value, part]) => text(value).includes(text(part)),
  first: ([items]) => list(items)[0],
  formatDate,
  if: ([condition, then, otherwise]) => {
    if (typeof condition !== 'boolean') throw new TypeError('no condition');
    return condition ? then : otherwise;
  },
  ifempty: ([value, otherwise]) => (isEmpty(value) ? otherwise : value),
  startcase: ([value]) =>
    text(value)
      .toLowerCase()
      .replace(/(^|\s)\S/g, (start) => start.toUpperCase()),
  substring: ([value, start, end]) => text(value).slice(Number(start), Number(end)),
  join: ([items, separator]) => list(items).map(text).join(text(separator)),
  last: ([items]) => list(items).at(-1),
  length: ([value]) => text(value).length,
  lower: ([value]) => text(value).toLowerCase(),
  map,
  merge: (lists) => lists.flatMap(list),
  replace,
  sha256,
  slice: ([items, start]) => list(items).slice(Number(text(start))),
  sort: ([items]) => [...list(items)].map(text).sort(),
  split: ([value, separator]) => text(value).split(text(separator)),
  switch: choose,
  trim: ([value]) => text(value).trim(),
};

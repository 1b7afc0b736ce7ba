import type { JsonObject, JsonValue } from '@signal-hooks/catalogue';

/** A path into a payload: keys and indexes. */
export type Path = readonly (string | number)[];

/** Every path of a payload, the inner ones too. */
export function pathsOf(value: JsonValue, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return path.length > 0 ? [path] : [];
  const entries: [string | number, JsonValue][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value);
  const inner = entries.flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return path.length > 0 ? [path, ...inner] : inner;
}

/** What stands at a path; undefined if nothing does. */
export function valueAt(payload: JsonValue, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = payload;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

/** A copy with another value at a path; `undefined` takes the key away. */
export function withValue(
  payload: JsonObject,
  path: Path,
  value: JsonValue | undefined,
): JsonObject {
  const copy = structuredClone(payload);
  const last = path.at(-1);
  const parent = valueAt(copy, path.slice(0, -1));
  if (last === undefined || typeof parent !== 'object' || parent === null) return copy;
  if (value !== undefined) (parent as JsonObject)[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}

/** Values that a field of any type has to bear. */
export const HOSTILE: readonly (readonly [name: string, value: JsonValue | undefined])[] = [
  ['null', null],
  ['missing', undefined],
  ['a number', 42],
  ['a fraction', -0.5],
  ['a huge number', 1e300],
  ['a text', 'zzz'],
  ['the name of something inherited', 'constructor'],
  ['an empty text', ''],
  ['a huge text', 'x'.repeat(50_000)],
  ['a boolean', true],
  ['an object', {}],
  ['an object that resists conversion', { toString: 1, valueOf: 1, length: -1 }],
  ['a list', []],
  ['a list of lists', [[], [null], [[1]]]],
];

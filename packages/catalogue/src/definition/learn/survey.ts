import type { JsonObject, JsonValue } from '../../json.ts';
import type { Cell } from './captured.ts';
import type { LeftOut } from './left-out.ts';
import { snakeCase } from './names.ts';

/** A place in the payloads that holds a text, a number or a boolean. */
export interface Leaf {
  readonly path: string;
  readonly keys: readonly string[];
  /** What it holds in the requests (for a column: in the rows) that have something there. */
  readonly values: readonly Cell[];
  /** Whether every request, or row, has something there. */
  readonly inAll: boolean;
}

/** A place that holds a list of objects. */
export interface Table {
  readonly path: string;
  readonly keys: readonly string[];
  readonly columns: readonly Leaf[];
}

/** What some payloads hold, in the order of their keys. */
export interface Survey {
  readonly leaves: readonly Leaf[];
  readonly tables: readonly Table[];
}

/** Deepest place that becomes a field. */
const MAX_LEVELS = 6;
/** Longest key of a payload that becomes a step of a path. */
const MAX_STEP = 100;
/** The schema's. */
const MAX_PATH = 200;

/** Walks payloads side by side. @param leftOut takes what no field can hold */
export function survey(payloads: readonly JsonObject[], leftOut: LeftOut): Survey {
  const leaves: Leaf[] = [];
  const tables: Table[] = [];
  const walk = (values: readonly JsonValue[], keys: readonly string[], total: number): void => {
    const path = keys.join('.');
    const kinds = new Set(values.map(kindOf));
    const [kind] = kinds;
    if (kinds.size > 1) leftOut.add('of different kinds in different requests', path);
    else if (kind === undefined) leftOut.add('empty in every request', path);
    else if (kind === 'cell') {
      leaves.push({ path, keys, values: values as Cell[], inAll: values.length === total });
    } else if (kind === 'list') {
      const columns = columnsOf(values as JsonValue[][], path, leftOut);
      if (columns.length > 0) tables.push({ path, keys, columns });
    } else {
      const entries = entriesOf(values as JsonObject[], keys, leftOut);
      if (keys.length > 0 && values.every(isBare)) leftOut.add('empty in every request', path);
      for (const [key, inner] of entries) walk(inner, [...keys, key], total);
    }
  };
  if (payloads.length > 0) walk(payloads, [], payloads.length);
  return { leaves, tables };
}

/** The columns of lists of objects; none if they are lists of something else. */
function columnsOf(lists: readonly JsonValue[][], path: string, leftOut: LeftOut): readonly Leaf[] {
  const rows = lists.flat();
  if (rows.length === 0) leftOut.add('empty in every request', path);
  else if (!rows.every((row) => kindOf(row) === 'object')) {
    leftOut.add('lists whose items are no objects', path);
  } else {
    const inRows = leftOut.within(path);
    const found = survey(rows as JsonObject[], inRows);
    for (const table of found.tables) inRows.add('lists within lists', table.path);
    return found.leaves;
  }
  return [];
}

/** What objects hold, by key: nothing that is empty, and no key that a path cannot name. */
function entriesOf(
  objects: readonly JsonObject[],
  keys: readonly string[],
  leftOut: LeftOut,
): Map<string, JsonValue[]> {
  const entries = new Map<string, JsonValue[]>();
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      const values = entries.get(key) ?? [];
      if (holds(value)) values.push(value);
      entries.set(key, values);
    }
  }
  for (const key of entries.keys()) {
    const path = [...keys, key].join('.');
    const reason = whyNot(key, path, keys.length);
    if (reason === null) continue;
    leftOut.add(reason, path);
    entries.delete(key);
  }
  return entries;
}

function whyNot(key: string, path: string, level: number): string | null {
  if (level >= MAX_LEVELS) return `deeper than ${MAX_LEVELS} levels`;
  if (UNSAFE.has(key) || key.trim() === '' || /[.*\0]/.test(key) || key.length > MAX_STEP)
    return 'keys that no path can name';
  if (path.length > MAX_PATH) return 'keys that no path can name';
  if (isMadeKey(key)) return 'keys that are ids themselves';
  return SECRET.test(snakeCase(key)) ? 'perhaps secret' : null;
}

/** What objects inherit. */
const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const SECRET =
  /(?:^|_)(?:token|secret|password|passwd|passcode|api_?key|access_?key|private_?key|authorization|credentials?|signature)$/;

/** Whether a key looks made by a machine: `3f2a…`, `user_1234567`. */
const isMadeKey = (key: string): boolean =>
  !/\p{L}/u.test(key) || /\d{5}/.test(key) || /^[0-9a-f-]{16,}$/i.test(key);

/** Whether it is something; an empty object is: read as a cell it would be unreadable. */
const holds = (value: JsonValue): boolean =>
  typeof value === 'string' ? value.trim() !== '' : value !== null;

const isBare = (value: JsonValue): boolean => Object.keys(value as JsonObject).length === 0;

function kindOf(value: JsonValue): 'cell' | 'list' | 'object' {
  if (typeof value !== 'object' || value === null) return 'cell';
  return Array.isArray(value) ? 'list' : 'object';
}

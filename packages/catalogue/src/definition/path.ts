import type { JsonObject, JsonValue } from '../json.ts';

/** Any key: the first value below it that holds something. */
const ANY = '*';

/** The keys of one object in which a value is looked for, in turn. */
interface Place {
  /** The way to the object; empty: the payload itself. */
  readonly parents: readonly string[];
  readonly keys: string[];
}

/**
 * Compiles a dotted path into a function that follows it: `signal.id`; items of lists count from
 * 0, and `*` is any key. What is not there gives null; what objects and lists inherit is not there.
 */
export function readPath(path: string): (payload: JsonObject) => JsonValue {
  const steps = path.split('.');
  if (!isPlainPath(path)) return (payload) => follow(payload, steps, 0);
  const parents = steps.slice(0, -1);
  const key = steps.at(-1) ?? '';
  if (parents.length === 0) return (payload) => payload[key] ?? null;
  return (payload) => parentOf(payload, parents)?.[key] ?? null;
}

/** Whether a path names its keys, and none that objects or lists inherit. */
export const isPlainPath = (path: string): boolean =>
  path.split('.').every((step) => step !== ANY && !(step in Array.prototype));

/**
 * Compiles plain paths into a function that gives the first value that holds something, or null.
 * An object that several paths in a row lead to is looked up once.
 */
export function readFirstPath(paths: readonly string[]): (payload: JsonObject) => JsonValue {
  const places: Place[] = [];
  for (const path of paths) {
    const parents = path.split('.');
    const key = parents.pop() ?? '';
    const last = places.at(-1);
    if (last?.parents.join('.') === parents.join('.')) last.keys.push(key);
    else places.push({ parents, keys: [key] });
  }
  return (payload) => {
    for (const { parents, keys } of places) {
      const object = parentOf(payload, parents);
      if (object === null) continue;
      for (const key of keys) {
        const value = object[key];
        if (value !== undefined && value !== null && value !== '') return value;
      }
    }
    return null;
  };
}

/** The object or list that a value is looked for in; null if there is none. */
function parentOf(payload: JsonObject, parents: readonly string[]): JsonObject | null {
  let object: JsonValue = payload;
  for (const key of parents) {
    const value: JsonValue | undefined = (object as JsonObject)[key];
    if (typeof value !== 'object' || value === null) return null;
    object = value;
  }
  return object as JsonObject;
}

/** Follows any path, by own keys only. */
function follow(value: JsonValue, steps: readonly string[], at: number): JsonValue {
  const step = steps[at];
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null) return null;
  if (step !== ANY) {
    const own = Object.hasOwn(value, step) ? (value as JsonObject)[step] : null;
    return follow(own ?? null, steps, at + 1);
  }
  for (const item of Object.values(value)) {
    const found = follow(item, steps, at + 1);
    if (found !== null && found !== '') return found;
  }
  return null;
}

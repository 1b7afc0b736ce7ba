import type { JsonObject, JsonValue } from '../json.ts';

/** Any key: the first value below it that holds something. */
const ANY = '*';

/**
 * Compiles a dotted path into a function that follows it: `signal.id`; items of lists count from
 * 0, and `*` is any key. What is not there gives null; what objects and lists inherit is not there.
 */
export function readPath(path: string): (payload: JsonObject) => JsonValue {
  const steps = path.split('.');
  if (steps.some((step) => step === ANY || step in Array.prototype)) {
    return (payload) => follow(payload, steps, 0);
  }
  // Most paths have one or two steps: these need no loop.
  const [first = '', second = '', ...more] = steps;
  if (steps.length === 1) return (payload) => payload[first] ?? null;
  if (more.length === 0) return (payload) => child(payload[first], second);
  return (payload) => {
    let value = child(payload[first], second);
    for (const step of more) value = child(value, step);
    return value;
  };
}

/** The value under a key, whose name no prototype has. */
function child(value: JsonValue | undefined, key: string): JsonValue {
  if (typeof value !== 'object' || value === null) return null;
  return (value as JsonObject)[key] ?? null;
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

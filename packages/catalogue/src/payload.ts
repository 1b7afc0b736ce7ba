import type { JsonObject, JsonValue } from './json.ts';

/** A text, or the digits of an id that came as a number; '' for anything else. Never throws. */
export function asText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : '';
}

/** The value as an object; an empty one if it is none. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The objects in a list; none if it is no list. */
export function asObjects(value: JsonValue | undefined): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (item): item is JsonObject => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
}

/** Whether a list holds exactly the wanted texts, in any order. */
export function isSameSet(list: JsonValue | undefined, wanted: readonly string[]): boolean {
  if (!Array.isArray(list)) return false;
  const present = new Set(list.map(asText));
  return present.size === new Set(wanted).size && wanted.every((item) => present.has(item));
}

import { snakeCase } from './names.ts';
import type { Leaf, Survey, Table } from './survey.ts';

/** Where in the payloads that is what the events are about. */
export interface Subject {
  /** The ways to it and to what wraps it, the longest first; the last is the payload itself. */
  readonly prefixes: readonly (readonly string[])[];
  /** Its name, where it has one that says something: `order`. */
  readonly name: string | null;
}

/** Objects that only wrap what an event is about. */
const WRAPPER = /^(?:attributes|body|data|detail|entity|object|payload|record|resource|result)$/;
const isWrapper = (key: string): boolean => WRAPPER.test(snakeCase(key));

/** Objects that tell of the event itself. */
const ABOUT_EVENT =
  /(?:^|_)(?:event|meta|metadata|headers?|info|context|notification|envelope|webhook)$/;
/** Whether an object tells of the event itself: `meta`, `messageHeader`. */
export const isOfEvent = (key: string): boolean => ABOUT_EVENT.test(snakeCase(key));

/** Other objects beside the subject. */
const BESIDE =
  /^(?:links|_links|config|settings|request|account|company|organi[sz]ation|org|customer|contact|user|sender|actor|owner|author|person|client|app|project|workspace|team|subscription|webhook)$/;

/**
 * Finds what the events are about: behind objects that only wrap (`data.object`), or the only
 * object of the payload (`order`).
 */
export function findSubject(found: Survey): Subject {
  const places = [...found.leaves, ...found.tables];
  const prefixes: string[][] = [[]];
  for (;;) {
    const [keys = []] = prefixes;
    const wrapped = nextInto(places, keys);
    if (wrapped === undefined) return { prefixes, name: null };
    prefixes.unshift([...keys, wrapped]);
    if (!isWrapper(wrapped)) return { prefixes, name: snakeCase(wrapped) || null };
  }
}

/** The object inside another one that the events are rather about. */
function nextInto(places: readonly (Leaf | Table)[], keys: readonly string[]): string | undefined {
  const level = keys.length;
  const inner = places.filter((place) => isBelow(place.keys, keys));
  const cells = inner.filter((place) => place.keys.length === level + 1);
  const objects = inner.filter((place) => place.keys.length > level + 1);
  const names = [...new Set(objects.map((place) => place.keys[level] ?? ''))];
  const wrapper = names.find(isWrapper);
  if (wrapper !== undefined) return wrapper;
  // Beside the only object of a payload are the event's own cells; further in there are none.
  const isEnvelope =
    level === 0 ? !cells.some((cell) => cell.keys[0] === 'id') : cells.length === 0;
  const main = names.filter((key) => !BESIDE.test(snakeCase(key)) && !isOfEvent(key));
  const [only, ...others] = main.length > 0 ? main : names.filter((key) => key === 'event');
  return isEnvelope && others.length === 0 ? only : undefined;
}

const isBelow = (keys: readonly string[], prefix: readonly string[]): boolean =>
  keys.length > prefix.length && prefix.every((key, at) => keys[at] === key);

/** A place with its name as seen from what the event is about. */
export interface Place<Kind extends Leaf | Table> {
  readonly at: Kind;
  /** `customer_email`, of both `customer.email` and `customer_email`. */
  readonly name: string;
  /** How many keys lead to it. */
  readonly depth: number;
  /** How far from the subject the object is that it is seen from: 0 is the subject itself. */
  readonly distance: number;
}

/** How many keys in front of a place's own say nothing, because they lead to the subject. */
export const droppedKeys = ({ keys }: Leaf | Table, { prefixes }: Subject): number =>
  prefixes.find((prefix) => isBelow(keys, prefix))?.length ?? 0;

/** Names places as seen from the subject, its own first; deeper ones than three keys have no name. */
export function namedPlaces<Kind extends Leaf | Table>(
  places: readonly Kind[],
  { prefixes }: Subject,
): Place<Kind>[] {
  return places
    .flatMap((at) => {
      const distance = prefixes.findIndex((prefix) => isBelow(at.keys, prefix));
      const inner = at.keys.slice(prefixes[distance]?.length);
      if (inner.length > 3) return [];
      const name = inner.map(snakeCase).join('_');
      return [{ at, name, depth: inner.length, distance }];
    })
    .sort((a, b) => a.distance - b.distance || a.depth - b.depth);
}

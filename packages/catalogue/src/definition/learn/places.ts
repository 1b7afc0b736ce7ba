import { snakeCase } from './names.ts';
import type { Leaf, Survey, Table } from './survey.ts';

/** Where in the payloads that is what the events are about. */
export interface Subject {
  /** The ways to it and to what wraps it, the longest first; the last is the payload itself. */
  readonly prefixes: readonly (readonly string[])[];
  /** Its name, where it has one that says something: `order`. */
  readonly name: string | null;
  /** Whether what is at the top of the payload is the event's own, such as an `id`. */
  readonly hasEnvelope: boolean;
}

/** Objects that only wrap what an event is about. */
const WRAPPER =
  /^(?:attributes|body|data|detail|entity|object|object_attributes|payload|record|resource|result)$/;
const isWrapper = (key: string): boolean => WRAPPER.test(snakeCase(key));

/** Objects that tell of the event itself. */
const ABOUT_EVENT =
  /(?:^|_)(?:event|meta|metadata|headers?|info|context|notification|envelope|webhook)$/;
/** What else is written beside the object that an event is about. */
const OF_ENVELOPE =
  /^(?:id|uuid|guid|object|type|kind|topic|action|trigger|(?:api_|schema_)?version|created(?:_at|_on)?|timestamp|time|date|ts|(?:sent|occurred|triggered)_at|live(?:mode)?|test(?:_mode)?|env(?:ironment)?|attempts?|retry|source|(?:account|organi[sz]ation|workspace|tenant|shop|company|project|user)_id)$|(?:^|_)(?:event|message|delivery|webhook|request|notification)(?:_|$)/;
const EVENT_ID = /^(?:evt|event)_/;

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
  const [first] = mainObjects(places, []);
  const isEnvelope = first !== undefined && cellsOf(places, []).every(isOfEnvelope);
  const isEventId = ({ path, values }: Leaf): boolean =>
    path === 'id' && values.every((value) => EVENT_ID.test(String(value)));
  for (;;) {
    const [keys = []] = prefixes;
    const inner = nextInto(places, keys);
    const hasEnvelope = prefixes.length > 1 || isEnvelope || found.leaves.some(isEventId);
    if (inner === undefined) return { prefixes, name: null, hasEnvelope };
    prefixes.unshift([...keys, inner]);
    if (!isWrapper(inner)) return { prefixes, name: snakeCase(inner) || null, hasEnvelope: true };
  }
}

/** The object inside another one that the events are rather about. */
function nextInto(places: readonly Any[], keys: readonly string[]): string | undefined {
  const names = objectsOf(places, keys);
  const wrapper = names.find(isWrapper);
  if (wrapper !== undefined) return wrapper;
  const cells = cellsOf(places, keys);
  // Beside the only object of a payload are the event's own cells; further in there are none.
  const isEnvelope =
    keys.length === 0
      ? cells.every(isOfEnvelope) || !cells.some(({ path }) => path === 'id')
      : cells.length === 0;
  const main = mainObjects(places, keys);
  const [only, ...others] = main.length > 0 ? main : names.filter((key) => key === 'event');
  if (only === undefined || others.length > 0 || !isEnvelope) return undefined;
  // What only some events have is not what all are about.
  const isAlways = places.some(
    (place) => isBelow(place.keys, [...keys, only]) && 'inAll' in place && place.inAll,
  );
  return isAlways ? only : undefined;
}

type Any = Leaf | Table;

/** What an object holds itself. */
const cellsOf = (places: readonly Any[], keys: readonly string[]): Any[] =>
  places.filter((place) => place.keys.length === keys.length + 1 && isBelow(place.keys, keys));

/** The names of the objects in an object. */
const objectsOf = (places: readonly Any[], keys: readonly string[]): string[] => [
  ...new Set(
    places
      .filter((place) => place.keys.length > keys.length + 1 && isBelow(place.keys, keys))
      .map((place) => place.keys[keys.length] ?? ''),
  ),
];

const mainObjects = (places: readonly Any[], keys: readonly string[]): string[] =>
  objectsOf(places, keys).filter((key) => !BESIDE.test(snakeCase(key)) && !isOfEvent(key));

const isOfEnvelope = ({ keys }: Any): boolean => OF_ENVELOPE.test(snakeCase(keys.at(-1) ?? ''));

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

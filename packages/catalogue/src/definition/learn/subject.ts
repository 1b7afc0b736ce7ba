import type { Expression } from '../expression.ts';
import { namedPlaces, type Subject } from './places.ts';
import type { Leaf } from './survey.ts';
import { isReadable } from './value-type.ts';

const KIND = /^(?:object_type|object_kind|resource_type|entity_type|record_type|model)$/;
/** Beside the event's own values these would say what an event is. */
const OWN_KIND = /^(?:object|resource)$/;
const SEPARATOR = /^\p{L}[\p{L}\p{N}_-]*([.:/])/u;

/** The id of what the events are about. */
export function subjectIdOf(leaves: readonly Leaf[], subject: Subject): Leaf | undefined {
  const places = namedPlaces(leaves, subject).filter(
    ({ at }) => isReadable('id', at.values) && !isOfTop(at, subject),
  );
  const words = subject.name?.split('_') ?? [];
  const names = subject.name === null ? [] : [...new Set([subject.name, words.at(-1) ?? ''])];
  const own = ['id', 'uuid', 'number', 'no', 'key'].flatMap((word) =>
    names.map((name) => `${name}_${word}`),
  );
  // Of what has a name, its number is one: an order's.
  const numbers = subject.name === null ? [] : ['number', 'no', 'code', 'key'];
  return ['id', 'uuid', 'guid', ...own, ...numbers, 'uri']
    .map((name) => places.find((place) => place.name === name)?.at)
    .find((leaf) => leaf !== undefined);
}

/** Whether a value is the event's own and not its subject's. */
const isOfTop = ({ keys }: Leaf, { hasEnvelope }: Subject): boolean =>
  hasEnvelope && keys.length === 1;

/** What kind of thing it is; undefined if nothing says it. @param eventType a path, or something else */
export function subjectTypeOf(
  leaves: readonly Leaf[],
  subject: Subject,
  subjectId: Leaf,
  eventType: Expression,
): Expression | undefined {
  const kind = namedPlaces(leaves, subject).find(
    ({ name, at }) =>
      (KIND.test(name) || (OWN_KIND.test(name) && !isOfTop(at, subject))) &&
      isReadable('string', at.values) &&
      at.path !== eventType,
  );
  if (kind !== undefined) return kind.at.path;
  if (subject.name !== null)
    return { when: { exists: subjectId.path }, use: { text: subject.name } };
  const type = leaves.find(({ path }) => path === eventType);
  const marks = new Set(type?.values.map((value) => SEPARATOR.exec(String(value))?.[1]));
  const [mark] = marks;
  if (type === undefined || marks.size !== 1 || mark === undefined) return undefined;
  return { of: type.path, steps: [{ firstWord: mark }] };
}

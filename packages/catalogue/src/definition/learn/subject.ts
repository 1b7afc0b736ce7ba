import type { Expression } from '../expression.ts';
import { namedPlaces, type Subject } from './places.ts';
import type { Leaf } from './survey.ts';
import { isReadable } from './value-type.ts';

const KIND =
  /^(?:object|object_type|object_kind|resource_type|entity_type|record_type|model|resource)$/;
const SEPARATOR = /^\p{L}[\p{L}\p{N}_-]*([.:/])/u;

/** The id of what the events are about. @param hasEnvelope an `id` at the top is the event's then */
export function subjectIdOf(
  leaves: readonly Leaf[],
  subject: Subject,
  hasEnvelope: boolean,
): Leaf | undefined {
  const places = namedPlaces(leaves, subject).filter(
    ({ at }) => isReadable('id', at.values) && !(hasEnvelope && at.keys.length === 1),
  );
  const words = subject.name?.split('_') ?? [];
  const names = subject.name === null ? [] : [...new Set([subject.name, words.at(-1) ?? ''])];
  const own = ['id', 'uuid', 'number', 'no', 'key'].flatMap((word) =>
    names.map((name) => `${name}_${word}`),
  );
  return ['id', 'uuid', 'guid', ...own, 'uri']
    .map((name) => places.find((place) => place.name === name)?.at)
    .find((leaf) => leaf !== undefined);
}

/** What kind of thing it is; undefined if nothing says it. @param eventType a path, or something else */
export function subjectTypeOf(
  leaves: readonly Leaf[],
  subject: Subject,
  subjectId: Leaf,
  eventType: Expression,
): Expression | undefined {
  const kind = namedPlaces(leaves, subject).find(
    ({ name, at }) => KIND.test(name) && isReadable('string', at.values) && at.path !== eventType,
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

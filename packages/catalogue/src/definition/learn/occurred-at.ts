import { snakeCase } from './names.ts';
import { isOfEvent, namedPlaces, type Place, type Subject } from './places.ts';
import type { Candidate } from './question.ts';
import type { Leaf } from './survey.ts';
import { guessType } from './value-type.ts';

/** A place that holds a time, and how likely it is that of the event. */
interface Ranked {
  readonly leaf: Leaf;
  readonly score: number;
}

/** Less likely ones are only offered. */
const LIKELY = 50;
const NEAR = 30;
const MAX_OPTIONS = 6;

const EVENT =
  /^(?:(?:event|webhook)_)?(?:occurred|happened|triggered|fired)_(?:at|on)$|^event_(?:time|timestamp|date|at|ts)$/;
const STAMP =
  /^(?:at|when|timestamp|time|ts|date|datetime|date_time|event_created_at|event_created)$/;
const DONE =
  /^(?:detected|submitted|completed|started|finished|ended|closed|paid|placed|ordered|signed|processed|published|pushed|processed|received|resolved|cancell?ed)(?:_(?:at|on|time|date))?$/;
const CREATED =
  /^(?:created?|creation|date_created|creation_(?:time|date)|created_(?:at|on|time|date)|sent_at)$/;
const UPDATED = /^(?:date_)?(?:last_)?(?:updated|modified|changed)(?:_(?:at|on|time|date))?$/;
const ZONE = /_(?:utc|gmt)$/;

/** Where the time of the event may be, the likeliest first; the last one, or the likeliest, is none. */
export function occurredAtCandidates(
  leaves: readonly Leaf[],
  subject: Subject,
): [Candidate<Leaf | null>, ...Candidate<Leaf | null>[]] {
  const none: Candidate<null> = { answer: 'none', value: null };
  const times = namedPlaces(leaves, subject)
    .filter(({ at }) => isTime(at))
    .map((place) => ({ leaf: place.at, score: scoreOf(place, subject) }))
    .sort((a, b) => b.score - a.score);
  const [first] = times;
  if (first === undefined) return [none];
  const offered = times.filter(({ score }) => score > first.score - NEAR).slice(0, MAX_OPTIONS);
  const [best, ...more] = offered.map(({ leaf }) => candidate(leaf));
  if (best === undefined || first.score < LIKELY) return [none, ...(best ? [best] : []), ...more];
  return more.length === 0 ? [best] : [best, ...more, none];
}

const candidate = (leaf: Leaf): Candidate<Leaf> => ({
  answer: leaf.path,
  value: leaf,
  example: String(leaf.values[0]),
});

/** When what the event is about last changed; of several the first. */
export const changeOf = (leaves: readonly Leaf[], subject: Subject): Leaf | undefined =>
  namedPlaces(leaves, subject).find(
    ({ name, at }) => UPDATED.test(name.replace(ZONE, '')) && isTime(at),
  )?.at;

const isTime = ({ keys, values }: Leaf): boolean =>
  guessType(keys.at(-1) ?? '', values)?.type === 'datetime';

function scoreOf(place: Place<Leaf>, { prefixes }: Subject): Ranked['score'] {
  const { name, depth, distance, at } = place;
  const missing = at.inAll ? 0 : 20;
  const [parent = '', key = ''] = at.keys.slice(-2);
  if (at.keys.length === 2 && isOfEvent(parent)) return baseOf(snakeCase(key), true) - missing;
  // Beside the object that the event is about: it is the event's own.
  const isEnvelope = distance === prefixes.length - 1 && distance > 0;
  return baseOf(name, isEnvelope) - (depth - 1) * 20 - missing;
}

function baseOf(named: string, isEnvelope: boolean): number {
  const name = named.replace(ZONE, '');
  if (EVENT.test(name)) return 100;
  if (STAMP.test(name)) return isEnvelope ? 95 : 85;
  if (CREATED.test(name)) return isEnvelope ? 90 : 60;
  if (UPDATED.test(name)) return 78;
  return DONE.test(name) ? 75 : 30;
}

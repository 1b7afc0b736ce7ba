import { randomFillSync } from 'node:crypto';

/** What an id names; the prefix tells a reader its kind. */
export type IdKind =
  | 'src'
  | 'evt'
  | 'sub'
  | 'dlv'
  | 'rej'
  | 'tok'
  | 'rpl'
  | 'ers'
  | 'alr'
  | 'ach'
  | 'ses'
  | 'aud';

/** Crockford's base 32, lower case: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
/** Counts the ids of one millisecond, so that they sort in the order in which they were made. */
const COUNT_LENGTH = 3;
const RANDOM_LENGTH = 13;
const MAX_COUNT = 32 ** COUNT_LENGTH - 1;

/** Random bytes are drawn from the system in bulk: one draw serves 256 ids. */
const pool = Buffer.alloc(RANDOM_LENGTH * 256);
let used = pool.length;

let lastTime = -1;
let lastPrefix = '';
let count = 0;

/**
 * A new id such as `evt_01k9q2v7c5e8...`: 10 characters of time, 3 that count, then
 * 65 random bits. Ids sort by the millisecond they were made in; those of one process within it by the
 * order they were made in, the first 32,768 of each.
 * @param now milliseconds since 1970
 */
export function newId(kind: IdKind, now: number): string {
  if (now !== lastTime) {
    lastTime = now;
    lastPrefix = encode(now, TIME_LENGTH);
    count = 0;
  }
  const counted = encode(Math.min(count, MAX_COUNT), COUNT_LENGTH);
  count += 1;
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let random = '';
  for (let at = 0; at < RANDOM_LENGTH; at += 1) {
    random += ALPHABET[(pool[used + at] as number) & 31];
  }
  used += RANDOM_LENGTH;
  return `${kind}_${lastPrefix}${counted}${random}`;
}

/** What sorts before every id of that kind and millisecond, and after every earlier one. */
export const firstId = (kind: IdKind, at: number): string =>
  `${kind}_${encode(Math.max(0, at), TIME_LENGTH)}`;

/** When an id was made, in milliseconds since 1970. */
export function timeOf(id: string): number {
  const from = id.indexOf('_') + 1;
  let time = 0;
  for (let at = from; at < from + TIME_LENGTH; at += 1) {
    time = time * 32 + ALPHABET.indexOf(id.charAt(at));
  }
  return time;
}

function encode(value: number, length: number): string {
  let rest = value;
  let text = '';
  for (let at = 0; at < length; at += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

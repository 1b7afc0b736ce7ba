import { randomFillSync } from 'node:crypto';

/** What an id names; the prefix tells a reader its kind. */
export type IdKind = 'src' | 'evt' | 'sub' | 'dlv' | 'rej' | 'tok' | 'rpl';

/** Crockford's base 32, lower case: no i, l, o, u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;

/** Random bytes are drawn from the system in bulk: one draw serves 256 ids. */
const pool = Buffer.alloc(RANDOM_LENGTH * 256);
let used = pool.length;

let lastTime = -1;
let lastPrefix = '';

/**
 * A new id such as `evt_01k9q2v7c5e8...`: 10 characters of time, then 80 random bits.
 * Ids sort by the millisecond they were made in.
 * @param now milliseconds since 1970
 */
export function newId(kind: IdKind, now: number): string {
  if (now !== lastTime) {
    lastTime = now;
    lastPrefix = encodeTime(now);
  }
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let random = '';
  for (let at = 0; at < RANDOM_LENGTH; at += 1) {
    random += ALPHABET[(pool[used + at] as number) & 31];
  }
  used += RANDOM_LENGTH;
  return `${kind}_${lastPrefix}${random}`;
}

/** What sorts before every id of that kind and millisecond, and after every earlier one. */
export const firstId = (kind: IdKind, at: number): string =>
  `${kind}_${encodeTime(Math.max(0, at))}`;

function encodeTime(now: number): string {
  let rest = now;
  let text = '';
  for (let at = 0; at < TIME_LENGTH; at += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

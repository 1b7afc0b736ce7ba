import { cut } from '../cut.ts';
import type { Millis } from '../domain.ts';

/** Line ends, controls, what turns the direction of writing around, and what cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/**
 * Text that others have chosen, such as a name or what a server answered, for one line of a message:
 * it cannot begin a line of its own, nor hide what follows.
 * @param most characters
 */
export function tame(text: string, most: number): string {
  const line = text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  return cut(line, most);
}

/** Such as 2026-11-27 14:20 UTC. */
export const timeInWords = (at: Millis): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const MINUTE_MS = 60_000;

/** Such as "2 h 5 min", in two units at most. */
export function durationInWords(ms: Millis): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS));
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return 'less than a minute';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Such as "1 request", "3 requests". */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

import { createHash } from 'node:crypto';
import { textOf } from '@signal-hooks/catalogue';
import type { InputField, ZObject } from 'zapier-platform-core';

/**
 * Events per second unless the form says otherwise. On Free and Professional plans a private
 * app has 100 calls a minute for all Zaps of an account; the rest of its runs wait.
 */
const DEFAULT_RATE = 1.5;
/** Zapier takes about 30 deliveries a second for each hook. */
const MAX_RATE = 25;

export const RATE_FIELD: InputField = {
  key: 'events_per_second',
  label: 'Events per Second',
  type: 'number',
  default: String(DEFAULT_RATE),
  helpText: `How fast events are sent at most; all Zaps of this connection share it, so give them all the same. Zapier’s Free and Professional plans take about 100 a minute: leave ${DEFAULT_RATE}. Team and Enterprise plans take up to ${MAX_RATE} a second.`,
};

/**
 * The rate out of the form.
 * @throws a Zapier error that says what to enter
 */
export function rateOf(z: ZObject, typed: unknown): number {
  const rate = Number(textOf(typed) || DEFAULT_RATE);
  if (rate > 0 && rate <= MAX_RATE) return rate;
  throw new z.errors.Error(
    `Events per Second must be a number above 0, and ${MAX_RATE} at most.`,
    'InvalidRate',
    400,
  );
}

/** What subscriptions made with one token have in common; says nothing about the token. */
export const rateGroup = (token: string): string =>
  `zapier-${createHash('sha256').update(token).digest('hex').slice(0, 16)}`;

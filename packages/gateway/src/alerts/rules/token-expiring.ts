import { type AlertRule, days } from '../rule.ts';
import { timeInWords } from '../text.ts';

/** How long one that has expired is still worth a word. */
const EXPIRED_DAYS = 14;

/** A token that was made for a day is not worth a word on the day it is made. */
const SHARE_OF_LIFE = 0.25;

/** A token ends soon, or has ended: a platform can then not subscribe any more. */
export const tokenExpiring: AlertRule = {
  title: 'An API token expires',
  description:
    'An API token expires within as many days, and the last quarter of its time has begun; or it has expired.',
  about: 'token',
  unit: 'days',
  threshold: 14,
  everyMs: 60_000,
  find: async ({ store, now }, threshold) => {
    const findings = (await store.accounts.listTokens()).flatMap(
      ({ id, name, createdAt, expiresAt, revokedAt }) => {
        if (revokedAt !== null || expiresAt === null) return [];
        const left = expiresAt - now;
        const soon = Math.min(days(threshold), SHARE_OF_LIFE * (expiresAt - createdAt));
        if (left > soon || left < -days(EXPIRED_DAYS)) return [];
        return [
          {
            object: { kind: 'token', id, name } as const,
            since: Math.min(now, expiresAt),
            explanation: `It is accepted until ${timeInWords(expiresAt)}.`,
            action: 'Make another one, put it where this one is used, and revoke this one.',
            command: 'signal-hooks token list',
          },
        ];
      },
    );
    return { findings };
  },
};

import { createToken, type Token, updateToken } from '@signal-hooks/client';
import type { Planning } from './plan.ts';
import { findPresent } from './present.ts';
import { changed, isSame, type Step, words } from './step.ts';
import type { TokenEntry } from './types.ts';

/** How long a new token is valid where the file does not say, as for `token create`. */
const DAYS = 365;

/** Whether a token is of any use. */
export const isUsable = ({ revoked_at: revokedAt, expires_at: expiresAt }: Token): boolean =>
  revokedAt === null && (expiresAt === null || Date.parse(expiresAt) > Date.now());

/** What an entry of the file asks for; undefined: the token is as it says. */
export function planToken(planning: Planning, entry: TokenEntry, path: string): Step | undefined {
  const { name, scopes, days = DAYS } = entry;
  const step = { what: 'token', name, path } as const;
  const token = findPresent(planning.present.tokens, entry, path, planning);
  if (token === undefined) {
    if (entry.id !== undefined) return undefined;
    const details = [`scopes: ${words(scopes)}`, `days: ${days ?? 'never expires'}`];
    const run: Step['run'] = async (api) => {
      const made = await api(createToken({ name, scopes, expires_in_days: days }));
      return { id: made.id, token: made.token };
    };
    return { ...step, action: 'add', details, run };
  }
  const details = [
    ...(token.name === name ? [] : [changed('name', token.name, name)]),
    ...(isSame(token.scopes, scopes) ? [] : [changed('scopes', token.scopes, scopes)]),
  ];
  if (details.length === 0) return undefined;
  const run: Step['run'] = async (api) => {
    await api(updateToken(token.id, { name, scopes }));
    return null;
  };
  return { ...step, action: 'change', details, run };
}

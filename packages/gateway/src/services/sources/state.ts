import type { KnownSource } from '../../ready.ts';

/** What a source can be, and what that means to its requests. */
export const SOURCE_STATES = [
  'ready',
  'waiting_for_secret',
  'waiting_for_registration',
  'unusable',
] as const;

/** One of {@link SOURCE_STATES}. */
export type SourceState = (typeof SOURCE_STATES)[number];

/** Whether a source can check requests, and if not, what it lacks. */
export function sourceState(known: KnownSource): SourceState {
  if ('problem' in known) return 'unusable';
  const { secrets, publicKeys, unsigned } = known.secrets;
  if (unsigned || secrets.length + publicKeys.length > 0) return 'ready';
  const { api } = known.provider.registration;
  return api === null ? 'waiting_for_secret' : 'waiting_for_registration';
}

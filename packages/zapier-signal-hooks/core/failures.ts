import { explainFailure, type FailedCall, unreachableWords } from '@signal-hooks/client';
import type { ZObject } from 'zapier-platform-core';

/** For a gateway that gave no answer. */
export const unreachable = (z: ZObject): Error =>
  new z.errors.Error(unreachableWords(), 'GatewayUnreachable', 503);

/** Zapier ends a run after 30 seconds without a word. */
export const tooSlow = (z: ZObject): Error =>
  new z.errors.Error(
    'The gateway took too long. Try again; if it happens again, see what slows it down.',
    'GatewayTooSlow',
    504,
  );

/** The error that the user sees for an answer that is no success of the gateway. */
export function failure(z: ZObject, failed: Omit<FailedCall, 'platform'>): Error {
  const explained = explainFailure({ ...failed, platform: 'zapier' });
  const { kind, message, code, status, waitSeconds } = explained;
  if (kind === 'token') return new z.errors.ExpiredAuthError(message);
  if (kind === 'wait') return new z.errors.ThrottledError(message, waitSeconds);
  return new z.errors.Error(message, code, status);
}

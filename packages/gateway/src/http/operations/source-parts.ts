import type { ErrorCode } from '../../errors.ts';
import type { SourceWithSecret } from '../../services/sources/add.ts';
import { type Answer, type ApiDeps, type Schema, sourceBody } from '../operation.ts';

/** What goes wrong where a provider is asked. */
export const BY_API: readonly ErrorCode[] = [
  'provider_refused',
  'provider_unavailable',
  'public_url_missing',
  'target_forbidden',
  'invalid_request',
];

/** A PEM has line breaks; what else is wrong with a key or secret is found by reading it. */
export const credential = (maxLength: number): Schema => ({
  type: 'string',
  minLength: 1,
  maxLength,
});

/** A source with the secret that was made for it. */
export const withSecret = (
  deps: ApiDeps,
  { ready, secret }: SourceWithSecret,
  status: number,
): Answer => ({
  status,
  body: { ...sourceBody(deps, ready), secret },
});

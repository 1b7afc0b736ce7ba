import { createHash, timingSafeEqual } from 'node:crypto';
import { type Headers, headerOf } from '../headers.ts';
import type { WebhookRequest } from '../request.ts';
import type { VerifierCredentials } from './credentials.ts';
import type { ReadPayload, Scheme } from './scheme.ts';

/** Why a request is not trusted. The set is closed. */
export type VerifyCode =
  | 'credential_missing'
  | 'credential_malformed'
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_mismatch'
  | 'authorization_missing'
  | 'authorization_mismatch'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_out_of_tolerance'
  | 'url_missing';

/** The outcome of a verification. */
export type Verification =
  | {
      readonly ok: true;
      /** Which check passed. */
      readonly by: Scheme['kind'] | 'authorization' | 'unsigned';
      /** Index of the secret or key that matched; -1 for unsigned. */
      readonly credential: number;
    }
  | { readonly ok: false; readonly code: VerifyCode };

/**
 * Checks one request of one source.
 * @param now seconds since 1970
 * @param tolerance how far a signed time may lie from now, in seconds, instead of the definition's
 * @param readPayload how bodies are read, where that is not as JSON: the time may be in them
 */
export type Verifier = (
  request: WebhookRequest,
  now: number,
  tolerance?: number,
  readPayload?: ReadPayload,
) => Verification;

/**
 * Prepares the check of one source's requests: keys are read once, each request then costs
 * one operation per secret or key.
 *
 * Fails closed: without a secret or key every request is refused, unless `unsigned` is set.
 * Where `authorization` values are given, one of them must be there besides the signature.
 *
 * @param scheme how the provider signs
 * @param credentials what the receiving side has
 */
export function createVerifier(scheme: Scheme, credentials: VerifierCredentials): Verifier {
  const matcher = scheme.matcher(credentials);
  const accepted = (credentials.authorization ?? []).filter((value) => value !== '').map(sha256);
  if (matcher === 'credential_missing' && credentials.unsigned === true) {
    return ({ headers }) => matchAuthorization(accepted, headers) ?? UNSIGNED;
  }
  return (request, now, tolerance, readPayload) => {
    const match =
      typeof matcher === 'string' ? matcher : matcher(request, now, tolerance, readPayload);
    if (typeof match === 'string') return { ok: false, code: match };
    const authorized = matchAuthorization(accepted, request.headers);
    if (authorized?.ok === false) return authorized;
    return { ok: true, by: scheme.kind, credential: match };
  };
}

const UNSIGNED: Verification = { ok: true, by: 'unsigned', credential: -1 };

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares the `Authorization` header in constant time; null if none is demanded. */
function matchAuthorization(accepted: readonly Buffer[], headers: Headers): Verification | null {
  if (accepted.length === 0) return null;
  const value = headerOf(headers, 'authorization');
  if (value === undefined || value === '') return { ok: false, code: 'authorization_missing' };
  const claimed = sha256(value);
  const credential = accepted.findIndex((digest) => timingSafeEqual(digest, claimed));
  if (credential === -1) return { ok: false, code: 'authorization_mismatch' };
  return { ok: true, by: 'authorization', credential };
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { type Headers, headerOf } from '../headers.ts';
import { matchHmac, prepareSecrets } from './hmac.ts';
import { matchRsa, readPublicKey } from './rsa.ts';
import type { SignatureScheme, Verification, VerifierCredentials, VerifyCode } from './scheme.ts';

/** Checks one request of one source. */
export type Verifier = (body: Uint8Array, headers: Headers) => Verification;

/**
 * Prepares the check of one source's requests: keys are read once, each request then costs
 * one HMAC or RSA operation per secret or key.
 *
 * Fails closed: without a secret or key every request is refused, unless `unsigned` is set.
 * Where `authorization` values are given, one of them must be there besides the signature.
 *
 * @param scheme how the provider signs
 * @param credentials what the receiving side has
 */
export function createVerifier(
  scheme: SignatureScheme,
  credentials: VerifierCredentials,
): Verifier {
  const signature = signatureMatcher(scheme, credentials);
  const accepted = (credentials.authorization ?? []).filter((value) => value !== '').map(sha256);
  if (signature === 'credential_missing' && credentials.unsigned === true) {
    return (_body, headers) => matchAuthorization(accepted, headers) ?? UNSIGNED;
  }
  return (body, headers) => {
    const match = typeof signature === 'string' ? signature : signature(body, headers);
    if (typeof match === 'string') return { ok: false, code: match };
    const authorized = matchAuthorization(accepted, headers);
    if (authorized?.ok === false) return authorized;
    return { ok: true, by: scheme.kind, credential: match };
  };
}

/** Verifies one request: {@link createVerifier} for a single use. */
export function verifyRequest(
  scheme: SignatureScheme,
  credentials: VerifierCredentials,
  body: Uint8Array,
  headers: Headers,
): Verification {
  return createVerifier(scheme, credentials)(body, headers);
}

const UNSIGNED: Verification = { ok: true, by: 'unsigned', credential: -1 };

type Matcher = (body: Uint8Array, headers: Headers) => number | VerifyCode;

/** The signature half of the check, or why it can never succeed. */
function signatureMatcher(
  scheme: SignatureScheme,
  credentials: VerifierCredentials,
): Matcher | VerifyCode {
  const { header } = scheme;
  if (scheme.kind === 'hmac') {
    const keys = prepareSecrets(credentials.secrets);
    if (keys.length === 0) return 'credential_missing';
    return (body, headers) => matchHmac(keys, body, headerOf(headers, header));
  }
  const texts = (credentials.publicKeys ?? []).filter((text) => text.trim() !== '');
  if (texts.length === 0) return 'credential_missing';
  const keys = texts.map(readPublicKey).filter((key) => key !== null);
  if (keys.length === 0) return 'credential_malformed';
  return (body, headers) => matchRsa(keys, body, headerOf(headers, header));
}

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

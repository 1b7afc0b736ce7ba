import { timingSafeEqual } from 'node:crypto';
import { type Headers, headerOf } from '../headers.ts';
import { hmacSha256 } from './hmac.ts';
import type { Verification } from './scheme.ts';

/** How far a delivery's timestamp may lie from now, in seconds. https://www.standardwebhooks.com */
export const TOLERANCE_SECONDS = 300;

/** The three headers of a delivery. */
export interface StandardHeaders {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/**
 * Signs a delivery to a subscriber.
 *
 * 1. The key is the base64 behind `whsec_`.
 * 2. The signed content is `id.timestamp.body`.
 * 3. Each secret gives one `v1,<base64>`; they are joined by a space, so that the
 *    subscriber can change over from one secret to the next.
 *
 * @param id the event's id, the same for every attempt
 * @param timestamp of this attempt, in seconds since 1970
 * @param secrets `whsec_…`, the newest first
 */
export function signStandard(
  id: string,
  timestamp: number,
  body: Uint8Array,
  secrets: readonly string[],
): StandardHeaders {
  const content = signedContent(id, String(timestamp), body);
  const signatures = secrets.map(
    (secret) => `v1,${hmacSha256(standardKey(secret), ...content).toString('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

/**
 * Verifies a delivery over its raw bytes. Header names may carry the `Http-` that Zapier adds.
 * @param now seconds since 1970
 * @param tolerance how far the timestamp may lie from `now`, in seconds; more only where
 *   deliveries are delayed on their way and are remembered that long
 */
export function verifyStandard(
  secrets: readonly string[],
  body: Uint8Array,
  headers: Headers,
  now: number,
  tolerance: number = TOLERANCE_SECONDS,
): Verification {
  const keys = secrets.map(standardKey).filter((key) => key.length > 0);
  if (keys.length === 0) return { ok: false, code: 'credential_missing' };
  const id = deliveryHeader(headers, 'webhook-id');
  const timestamp = deliveryHeader(headers, 'webhook-timestamp');
  const signature = deliveryHeader(headers, 'webhook-signature');
  if (!id || !signature) return { ok: false, code: 'signature_missing' };
  if (!timestamp) return { ok: false, code: 'timestamp_missing' };
  if (!/^\d{1,12}$/.test(timestamp)) return { ok: false, code: 'timestamp_malformed' };
  const claimed = signature.split(' ').flatMap((part) => {
    const digest = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(part)?.[1];
    return digest === undefined ? [] : [Buffer.from(digest, 'base64')];
  });
  if (claimed.length === 0) return { ok: false, code: 'signature_malformed' };
  const content = signedContent(id, timestamp, body);
  const credential = keys.findIndex((key) => {
    const expected = hmacSha256(key, ...content);
    return claimed.some((digest) => timingSafeEqual(digest, expected));
  });
  if (credential === -1) return { ok: false, code: 'signature_mismatch' };
  if (Math.abs(now - Number(timestamp)) > tolerance) {
    return { ok: false, code: 'timestamp_out_of_tolerance' };
  }
  return { ok: true, by: 'hmac', credential };
}

const deliveryHeader = (headers: Headers, name: string): string | undefined =>
  headerOf(headers, name) ?? headerOf(headers, `http-${name}`);

const standardKey = (secret: string): Buffer =>
  Buffer.from(secret.startsWith('whsec_') ? secret.slice(6) : secret, 'base64');

/** In two parts: joining them would copy a body of any size. */
const signedContent = (id: string, timestamp: string, body: Uint8Array): readonly Uint8Array[] => [
  Buffer.from(`${id}.${timestamp}.`, 'utf8'),
  body,
];

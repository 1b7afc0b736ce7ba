import type { Headers } from '../headers.ts';
import type { HmacDefinition } from './definition.ts';
import { type HmacKey, hmacKey, secretBytes } from './hmac.ts';
import { resolveScheme, type Scheme } from './scheme.ts';
import { createVerifier, type Verification } from './verify.ts';

/** How far a delivery's timestamp may lie from now, in seconds. https://www.standardwebhooks.com */
export const TOLERANCE_SECONDS = 300;

/**
 * How the gateway signs its deliveries: Standard Webhooks. https://www.standardwebhooks.com
 *
 * 1. The key is the base64 behind `whsec_`.
 * 2. The signed content is `id.timestamp.body`.
 * 3. Each secret gives one `v1,<base64>`; they are joined by a space, so that the
 *    subscriber can change over from one secret to the next.
 */
export const STANDARD_WEBHOOKS: HmacDefinition = {
  algorithm: 'hmac-sha256',
  header: 'webhook-signature',
  encoding: 'base64',
  prefix: 'v1,',
  separator: ' ',
  content: '{id}.{timestamp}.{body}',
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  tolerance: TOLERANCE_SECONDS,
  secret: { encoding: 'base64', prefix: 'whsec_' },
};

const SCHEME = resolveScheme(STANDARD_WEBHOOKS);

/** Makes a secret `whsec_…` ready to sign many deliveries: {@link signStandard} takes it instead. */
export const standardKey = (secret: string): HmacKey =>
  hmacKey('sha256', secretBytes(secret, STANDARD_WEBHOOKS.secret));

/** What signs a delivery: a secret `whsec_…`, or the key that {@link standardKey} made of it. */
export type StandardSecret = string | HmacKey;

/**
 * Signs a delivery to a subscriber.
 * @param id the event's id, the same for every attempt
 * @param timestamp of this attempt, in seconds since 1970
 * @param secrets the newest first
 * @param scheme Standard Webhooks, or what differs from it by its header only
 * @returns the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`
 */
export function signStandard(
  id: string,
  timestamp: number,
  body: Uint8Array,
  secrets: readonly StandardSecret[],
  scheme: Scheme = SCHEME,
): Record<string, string> {
  const keys = secrets.map((secret) =>
    typeof secret === 'string' ? { secret } : { hmacKey: secret },
  );
  return scheme.sign(keys, body, { id, timestamp: String(timestamp) });
}

/**
 * Verifies a delivery over its raw bytes.
 * @param now seconds since 1970
 * @param tolerance how far the timestamp may lie from `now`, in seconds; more only where
 *   deliveries are delayed on their way and are remembered that long
 */
export const verifyStandard = (
  secrets: readonly string[],
  body: Uint8Array,
  headers: Headers,
  now: number,
  tolerance: number = TOLERANCE_SECONDS,
): Verification => createVerifier(SCHEME, { secrets })({ body, headers }, now, tolerance);

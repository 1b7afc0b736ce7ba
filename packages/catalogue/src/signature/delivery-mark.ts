import { type Headers, headerOf } from '../headers.ts';
import { resolveScheme, type Scheme } from './scheme.ts';
import {
  STANDARD_WEBHOOKS,
  type StandardSecret,
  signStandard,
  TOLERANCE_SECONDS,
  verifyStandard,
} from './standard-webhooks.ts';
import { createVerifier, type Verification } from './verify.ts';

/**
 * What a delivery says about itself, apart from its body. Each mark has a signature of its own
 * over `{webhook-id}.{webhook-timestamp}.{mark}`, made as that of the delivery: without it,
 * whoever has overheard a delivery could pass it off as another one. No body can be taken for a
 * mark, because a body is a JSON object.
 */
const markScheme = (header: string): Scheme => resolveScheme({ ...STANDARD_WEBHOOKS, header });

/** Its value is when somebody asked for it, in milliseconds since 1970. */
const REPLAYED_AT = 'signal-hooks-replayed-at';
const REPLAY: Scheme = markScheme('signal-hooks-replay-signature');
const TEST: Scheme = markScheme('signal-hooks-test-signature');

const replayMark = (replayedAt: string): Buffer => Buffer.from(`replayed-at:${replayedAt}`, 'utf8');
const TEST_MARK: Buffer = Buffer.from('test', 'utf8');

/**
 * The headers of a delivery that somebody asked for once more, which tell it from one that is
 * only tried again; `webhook-id` and `webhook-timestamp` are the delivery's own.
 * @param id the delivery's `webhook-id`
 * @param timestamp its `webhook-timestamp`, in seconds since 1970
 * @param secrets those that sign the delivery
 * @param replayedAt in milliseconds since 1970
 */
export const signReplayMark = (
  id: string,
  timestamp: number,
  secrets: readonly StandardSecret[],
  replayedAt: number,
): Record<string, string> => ({
  ...signStandard(id, timestamp, replayMark(String(replayedAt)), secrets, REPLAY),
  [REPLAYED_AT]: String(replayedAt),
});

/** The headers of a delivery with an invented event, made to try the subscriber. Parameters as in {@link signReplayMark}. */
export const signTestMark = (
  id: string,
  timestamp: number,
  secrets: readonly StandardSecret[],
): Record<string, string> => ({
  ...signStandard(id, timestamp, TEST_MARK, secrets, TEST),
  'signal-hooks-test': 'true',
});

/**
 * When somebody asked for a delivery once more. Verify the delivery itself first.
 * @param secrets the subscription's
 * @param now seconds since 1970
 * @param tolerance as for `verifyStandard`
 * @returns milliseconds since 1970; null if nobody did, or the mark is forged
 */
export function verifyReplayMark(
  secrets: readonly string[],
  headers: Headers,
  now: number,
  tolerance: number = TOLERANCE_SECONDS,
): number | null {
  const replayedAt = headerOf(headers, REPLAYED_AT) ?? '';
  if (!/^\d{1,15}$/.test(replayedAt)) return null;
  const verify = createVerifier(REPLAY, { secrets });
  return verify({ body: replayMark(replayedAt), headers }, now, tolerance).ok
    ? Number(replayedAt)
    : null;
}

/** Whether a delivery is a test with an invented event; a forged mark counts as none. Parameters as in {@link verifyReplayMark}. */
export const verifyTestMark = (
  secrets: readonly string[],
  headers: Headers,
  now: number,
  tolerance: number = TOLERANCE_SECONDS,
): boolean => createVerifier(TEST, { secrets })({ body: TEST_MARK, headers }, now, tolerance).ok;

/** What a delivery says about itself, apart from its body. */
export interface VerifiedDelivery {
  readonly ok: true;
  /** Of its event. */
  readonly id: string;
  /** Of this attempt, in seconds since 1970. */
  readonly timestamp: number;
  /** Its event is invented, to try the subscriber. */
  readonly isTest: boolean;
  /** When somebody asked for it once more, in milliseconds since 1970; null if nobody did. */
  readonly replayedAt: number | null;
}

/** Verifies a delivery over its raw bytes, and its marks. Parameters as in `verifyStandard`. */
export function verifyDelivery(
  secrets: readonly string[],
  body: Uint8Array,
  headers: Headers,
  now: number,
  tolerance: number = TOLERANCE_SECONDS,
): VerifiedDelivery | Extract<Verification, { ok: false }> {
  const verification = verifyStandard(secrets, body, headers, now, tolerance);
  if (!verification.ok) return verification;
  return {
    ok: true,
    id: headerOf(headers, 'webhook-id') ?? '',
    timestamp: Number(headerOf(headers, 'webhook-timestamp')),
    isTest: verifyTestMark(secrets, headers, now, tolerance),
    replayedAt: verifyReplayMark(secrets, headers, now, tolerance),
  };
}

import { type Headers, headerOf } from '../headers.ts';
import { signStandard, TOLERANCE_SECONDS, verifyStandard } from './standard-webhooks.ts';

/**
 * What a delivery says about itself, apart from its body. Each mark has a signature of its own
 * over `{webhook-id}.{webhook-timestamp}.{mark}`, made as that of the delivery: without it,
 * whoever has overheard a delivery could pass it off as another one. No body can be taken for a
 * mark, because a body is a JSON object.
 */
const MARKS = {
  /** Its value is when somebody asked for it, in milliseconds since 1970. */
  replay: { header: 'signal-hooks-replayed-at', signature: 'signal-hooks-replay-signature' },
  /** Its value is `true`. */
  test: { header: 'signal-hooks-test', signature: 'signal-hooks-test-signature' },
} as const;

const replayMark = (replayedAt: string): Buffer => Buffer.from(`replayed-at:${replayedAt}`, 'utf8');
const TEST_MARK: Buffer = Buffer.from('test', 'utf8');

/**
 * The headers of a delivery that somebody asked for once more, which tell it from one that is
 * only tried again.
 * @param id the delivery's `webhook-id`
 * @param timestamp its `webhook-timestamp`, in seconds since 1970
 * @param secrets those that sign the delivery, `whsec_…`
 * @param replayedAt in milliseconds since 1970
 */
export const signReplayMark = (
  id: string,
  timestamp: number,
  secrets: readonly string[],
  replayedAt: number,
): Record<string, string> => ({
  [MARKS.replay.header]: String(replayedAt),
  [MARKS.replay.signature]: signStandard(id, timestamp, replayMark(String(replayedAt)), secrets)[
    'webhook-signature'
  ],
});

/** The headers of a delivery with an invented event, made to try the subscriber. Parameters as in {@link signReplayMark}. */
export const signTestMark = (
  id: string,
  timestamp: number,
  secrets: readonly string[],
): Record<string, string> => ({
  [MARKS.test.header]: 'true',
  [MARKS.test.signature]: signStandard(id, timestamp, TEST_MARK, secrets)['webhook-signature'],
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
  const replayedAt = sent(headers, MARKS.replay.header) ?? '';
  if (!/^\d{1,15}$/.test(replayedAt)) return null;
  const signed = signedBy(headers, MARKS.replay.signature);
  const { ok } = verifyStandard(secrets, replayMark(replayedAt), signed, now, tolerance);
  return ok ? Number(replayedAt) : null;
}

/** Whether a delivery is a test with an invented event; a forged mark counts as none. Parameters as in {@link verifyReplayMark}. */
export function verifyTestMark(
  secrets: readonly string[],
  headers: Headers,
  now: number,
  tolerance: number = TOLERANCE_SECONDS,
): boolean {
  const signed = signedBy(headers, MARKS.test.signature);
  return verifyStandard(secrets, TEST_MARK, signed, now, tolerance).ok;
}

/** The headers by which a mark is verified like a body. */
const signedBy = (headers: Headers, name: string): Headers => ({
  'webhook-id': sent(headers, 'webhook-id'),
  'webhook-timestamp': sent(headers, 'webhook-timestamp'),
  'webhook-signature': sent(headers, name),
});

/** Zapier puts `Http-` before names. */
const sent = (headers: Headers, name: string): string | undefined =>
  headerOf(headers, name) ?? headerOf(headers, `http-${name}`);

import type { Headers } from './headers.ts';
import { verifyDelivery } from './signature/delivery-mark.ts';

/** A delivery that is older is refused, in seconds: platforms pass one on hours after it came. */
const MAX_AGE = 23 * 3600;
/** One that is dated further ahead is refused too, in seconds. */
const MAX_AHEAD = 3600;

/** How long a platform remembers a delivery, in seconds: no shorter than it would be accepted. */
export const REMEMBERED_SECONDS: number = MAX_AGE + MAX_AHEAD;

/** What a platform got that subscribes at the gateway in the format `flat`. */
export type FlatDelivery =
  | {
      readonly kind: 'record';
      readonly record: Readonly<Record<string, unknown>>;
      /** The same for every attempt, another one when somebody asked for it once more. */
      readonly key: string;
    }
  /** Its event is invented, by which somebody tries whether deliveries arrive: nothing may act on it. */
  | { readonly kind: 'test' }
  | {
      readonly kind: 'refused';
      readonly reason: 'no_secret' | 'not_signed' | 'out_of_time' | 'other_format';
    };

/**
 * Reads a delivery, verified over its raw body.
 * @param secret the subscription's; '' if there is none, and nothing is accepted
 * @param content the raw body
 * @param headers with the names that the gateway sent them under
 * @param now seconds since 1970
 */
export function readFlatDelivery(
  secret: string,
  content: string,
  headers: Headers,
  now: number,
): FlatDelivery {
  const body = Buffer.from(content, 'utf8');
  const verified = verifyDelivery([secret], body, headers, now, MAX_AGE);
  if (!verified.ok) return { kind: 'refused', reason: REASONS[verified.code] ?? 'not_signed' };
  if (verified.timestamp > now + MAX_AHEAD) return { kind: 'refused', reason: 'out_of_time' };
  const record = recordIn(content);
  if (record === null) return { kind: 'refused', reason: 'other_format' };
  if (verified.isTest) return { kind: 'test' };
  return { kind: 'record', record, key: `${verified.id}:${verified.replayedAt ?? ''}` };
}

const REASONS: Readonly<Record<string, 'no_secret' | 'out_of_time'>> = {
  credential_missing: 'no_secret',
  timestamp_out_of_tolerance: 'out_of_time',
};

/** The record that a delivery is; null in another format: its fields would all be empty. */
function recordIn(content: string): Readonly<Record<string, unknown>> | null {
  try {
    const record = JSON.parse(content);
    return typeof record?.event_id === 'string' ? record : null;
  } catch {
    return null;
  }
}

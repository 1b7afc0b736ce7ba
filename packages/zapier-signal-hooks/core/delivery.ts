import { randomUUID } from 'node:crypto';
import { type Headers, verifyDelivery } from '@signal-hooks/catalogue';
import type { Bundle, ZObject } from 'zapier-platform-core';
import { isObject, type JsonObject } from './values.ts';

/** A delivery that is older is refused, in seconds. In busy times Zapier passes one on hours after it came. */
const MAX_AGE = 23 * 3600;
/** One that is dated further ahead is refused too, in seconds. */
const MAX_AHEAD = 3600;
/** How long a delivery is remembered, in seconds: no shorter than it would be accepted. */
const REMEMBERED = MAX_AGE + MAX_AHEAD;

/** What a subscription is known by; kept by Zapier between subscribing and unsubscribing. */
export interface SubscribeData {
  readonly id?: string;
  readonly secret?: string;
}

/**
 * The record of a delivery, verified over its raw bytes and seen for the first time.
 * @returns null for one that was delivered before or is a test, or where nothing was delivered
 * @throws HaltedError for one that is forged, stale or in another format: it never switches a Zap off
 */
export async function readDelivery(z: ZObject, bundle: Bundle): Promise<JsonObject | null> {
  const { content, headers = {} } = bundle.rawRequest ?? {};
  if (content === undefined) return null;
  const { id = '', secret = '' } = (bundle.subscribeData ?? {}) as SubscribeData;
  const now = Math.floor(Date.now() / 1000);
  const body = Buffer.from(content, 'utf8');
  const verified = verifyDelivery([secret], body, withOwnNames(headers), now, MAX_AGE);
  if (!verified.ok) throw new z.errors.HaltedError(refusal(verified.code));
  if (verified.timestamp > now + MAX_AHEAD) {
    throw new z.errors.HaltedError(refusal('timestamp_out_of_tolerance'));
  }
  const record = recordIn(content);
  if (record === null) throw new z.errors.HaltedError(OTHER_FORMAT);
  // An invented event, by which somebody tries whether deliveries arrive: no Zap may act on it.
  if (verified.isTest) return null;
  const key = [id, verified.id, verified.replayedAt ?? ''].join(':');
  return (await wasSeen(z, key)) ? null : record;
}

const OTHER_FORMAT =
  'A delivery was refused because it is no flat record: the format of this Zap’s subscription was changed at the gateway. Set it back to flat there, or switch the Zap off and on again.';

/** The record that a delivery is; null in another format: its fields would all be empty. */
function recordIn(content: string): JsonObject | null {
  try {
    const record: unknown = JSON.parse(content);
    return isObject(record) && typeof record.event_id === 'string' ? record : null;
  } catch {
    return null;
  }
}

/** Headers under the names they were sent with: Zapier puts `Http-` before most. */
const withOwnNames = (headers: Headers): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace(/^http-/i, ''), value]),
  );

function refusal(code: string): string {
  if (code === 'credential_missing') {
    return 'This Zap holds no secret to check deliveries with. Switch it off and on again.';
  }
  if (code === 'timestamp_out_of_tolerance') {
    return 'A delivery was refused because it is almost a day old or from the future. Check the gateway’s clock; replay the delivery at the gateway if you need it.';
  }
  return 'A request was refused because it is not signed by the gateway of this Zap. If it keeps happening, switch the Zap off and on again.';
}

/**
 * Zapier does not drop repeated deliveries of a hook itself. Keys carry the subscription, or
 * a second Zap of the same connection would lose its events. Where the cache fails, a
 * delivery twice is better than none.
 *
 * Whose mark is in the cache decides, not what `set` returns: it says no as well where it may
 * write no more for now, and then every delivery would count as seen.
 */
async function wasSeen(z: ZObject, key: string): Promise<boolean> {
  const mark = randomUUID();
  try {
    if ((await z.cache.get(key)) !== null) return true;
    await z.cache.set(key, mark, REMEMBERED, undefined, true);
    const kept: unknown = await z.cache.get(key);
    return kept !== null && kept !== mark;
  } catch {
    return false;
  }
}

import { randomUUID } from 'node:crypto';
import { type Headers, REMEMBERED_SECONDS, readFlatDelivery } from '@signal-hooks/catalogue';
import type { Bundle, ZObject } from 'zapier-platform-core';
import type { JsonObject } from './values.ts';

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
  const delivery = readFlatDelivery(secret, content, withOwnNames(headers), now);
  if (delivery.kind === 'refused') throw new z.errors.HaltedError(REFUSALS[delivery.reason]);
  if (delivery.kind === 'test') return null;
  return (await wasSeen(z, `${id}:${delivery.key}`)) ? null : delivery.record;
}

/** Why a delivery was refused, in words. */
const REFUSALS = {
  no_secret: 'This Zap holds no secret to check deliveries with. Switch it off and on again.',
  not_signed:
    'A request was refused because it is not signed by the gateway of this Zap. If it keeps happening, switch the Zap off and on again.',
  out_of_time:
    'A delivery was refused because it is almost a day old or from the future. Check the gateway’s clock; replay the delivery at the gateway if you need it.',
  other_format:
    'A delivery was refused because it is no flat record: the format of this Zap’s subscription was changed at the gateway. Set it back to flat there, or switch the Zap off and on again.',
};

/** Headers under the names they were sent with: Zapier puts `Http-` before most. */
const withOwnNames = (headers: Headers): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.replace(/^http-/i, ''), value]),
  );

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
    await z.cache.set(key, mark, REMEMBERED_SECONDS, undefined, true);
    const kept: unknown = await z.cache.get(key);
    return kept !== null && kept !== mark;
  } catch {
    return false;
  }
}

import { createHash } from 'node:crypto';
import { DEDUPE_KEY_PROPERTY, type Store } from '@activepieces/pieces-framework';
import { type Headers, REMEMBERED_SECONDS, readFlatDelivery } from '@signal-hooks/catalogue';
import type { Item } from './item.ts';
import { keptSubscription } from './kept.ts';

/** A request as Activepieces hands it to a trigger. */
export interface Payload {
  readonly headers: Headers;
  /** The body as it came; Activepieces keeps it as a text. */
  readonly rawBody?: unknown;
}

/** Why a delivery was refused, in words. */
const REFUSALS = {
  no_secret: 'This flow holds no secret to check deliveries with. Switch it off and on again.',
  not_signed:
    'A request was refused because it is not signed by the gateway of this flow. If it keeps happening, switch the flow off and on again.',
  out_of_time:
    'A delivery was refused because it is almost a day old or from the future. Check the gateway’s clock; replay the delivery at the gateway if you need it.',
  other_format:
    'A delivery was refused because it is no flat record: the format of this flow’s subscription was changed at the gateway. Set it back to flat there, or switch the flow off and on again.',
};

/**
 * The records of a request: one, or none if it is a test or was delivered before.
 * @param makeItem what a flow gets of a record
 * @throws {Error} for one that is forged, stale or in another format: nothing starts
 */
export async function readDelivery(
  { headers, rawBody }: Payload,
  store: Store,
  makeItem: (record: Item) => Item,
): Promise<Item[]> {
  const { id = '', secret = '' } = (await keptSubscription(store)) ?? {};
  const content = typeof rawBody === 'string' ? rawBody : '';
  const now = Math.floor(Date.now() / 1000);
  const delivery = readFlatDelivery(secret, content, headers, now);
  if (delivery.kind === 'refused') throw new Error(REFUSALS[delivery.reason]);
  if (delivery.kind === 'test') return [];
  const key = createHash('sha256').update(`${id}:${delivery.key}`).digest('hex').slice(0, 32);
  if (await wasSeen(store, key, now)) return [];
  // Activepieces drops the same key within 30 s, also where two workers run at once.
  return [{ ...makeItem(delivery.record), [DEDUPE_KEY_PROPERTY]: key }];
}

/** Deliveries that one entry of the store remembers at most: 20 KB. */
const MAX_REMEMBERED = 400;

/**
 * Activepieces itself remembers a delivery for 30 seconds. Longer ones are kept in the flow's store, in
 * sixteen entries, because nothing there ends by itself and two workers may write at once. Where the
 * store fails, a delivery twice is better than none.
 */
async function wasSeen(store: Store, key: string, now: number): Promise<boolean> {
  const entry = `delivered-${key.charAt(0)}`;
  try {
    const known = (await store.get<Record<string, number>>(entry)) ?? {};
    const alive = Object.entries(known).filter(([, until]) => until > now);
    if (alive.some(([seen]) => seen === key)) return true;
    const kept = [...alive, [key, now + REMEMBERED_SECONDS] as const].slice(-MAX_REMEMBERED);
    await store.put(entry, Object.fromEntries(kept));
    return false;
  } catch {
    return false;
  }
}

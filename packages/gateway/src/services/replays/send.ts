import type { Delivery, DeliveryStatus, StoredEvent } from '../../domain.ts';
import { GatewayError } from '../../errors.ts';
import { Pieces } from '../../pieces.ts';
import { fitsSource } from '../../ready.ts';
import { matcherOf, type ReplayScope } from '../../replay/scan.ts';
import type { ServiceDeps } from '../deps.ts';
import { assertPayload } from '../payload-gone.ts';
import { findLive } from '../subscriptions/stored.ts';
import type { ReplayDeps } from './deps.ts';

/** What a delivery may be for it to be made once more. */
const AGAIN: readonly DeliveryStatus[] = ['failed', 'delivered', 'cancelled'];

/** No restriction: each subscription's own filter decides. */
const TO_ALL: ReplayScope = {
  ...{ subscriptionId: null, sourceId: null, provider: null, since: null },
  ...{ eventTypes: [], conditions: [], states: ['never_sent'] },
};

/**
 * Delivers one event now, again or for the first time, with a full set of retries.
 * @param subscriptionId to this one, also if its types and conditions do not fit; null: to all that it was sent to or that it fits
 * @returns the deliveries; those that are pending already stay as they are, and are not among them
 * @throws {GatewayError} `event_not_found`, `subscription_not_found`, or `conflict` if the payload is gone, the subscription has ended, is unusable or for other sources or providers, or its delivery is still pending
 */
export async function sendEvent(
  deps: ReplayDeps & Pick<ServiceDeps, 'dispatcher'>,
  eventId: string,
  subscriptionId: string | null,
): Promise<readonly Delivery[]> {
  const { store, dispatcher, now } = deps;
  const event = await store.events.get(eventId);
  if (event === null) throw new GatewayError('event_not_found');
  assertPayload(event);
  const addTo =
    subscriptionId === null
      ? await wantedBy(deps, event)
      : [await takerOf(deps, event, subscriptionId)];
  const events = [{ id: eventId, addTo }];
  const ids = await store.replays.deliver({ events, subscriptionId, statuses: AGAIN }, now());
  if (subscriptionId !== null && ids.length === 0) {
    throw new GatewayError('conflict', 'The delivery is still pending; it needs no replay.');
  }
  dispatcher.wake();
  const made = await Promise.all(ids.map((id) => store.deliveries.get(id)));
  return made.filter((delivery) => delivery !== null);
}

async function wantedBy(deps: ReplayDeps, event: StoredEvent): Promise<readonly string[]> {
  await deps.directory.refresh();
  const match = matcherOf({ ...deps, pieces: new Pieces() }, TO_ALL);
  return (await match(event))?.addTo ?? [];
}

/** Its records have a form that is made for some events: those of others would break what reads them. */
async function takerOf(
  deps: ReplayDeps,
  { sourceId }: StoredEvent,
  subscriptionId: string,
): Promise<string> {
  const { directory } = deps;
  const { subscription } = await findLive(deps, subscriptionId);
  const known = (await directory.source(sourceId)) ?? directory.unusableSource(sourceId);
  if (known !== undefined && fitsSource(subscription, known.source)) return subscriptionId;
  throw new GatewayError('conflict', 'The subscription is for another source or provider.');
}

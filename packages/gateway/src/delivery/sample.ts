import {
  encodeEvent,
  type Provider,
  requestHeaders,
  samplePayload,
  sampleTypes,
} from '@signal-hooks/catalogue';
import type { Millis, StoredEvent, Subscription } from '../domain.ts';
import { newId } from '../ids.ts';
import type { Providers } from '../providers.ts';
import type { Origin, ReadySource } from '../ready.ts';

/** A made-up event and whose it is. */
export interface SampleEvent {
  readonly origin: Origin;
  readonly event: StoredEvent;
}

/**
 * An event of the kind a subscription will get, to try its target with: of its provider and
 * of the first type it asks for. It is stored nowhere.
 * @param source the subscription's source, if it asks for one: its secret signs the `raw` format
 */
export function sampleEvent(
  subscription: Subscription,
  source: ReadySource | undefined,
  providers: Providers,
  now: Millis,
): SampleEvent {
  const provider = source?.provider ?? choose(subscription, providers);
  const [wanted = ''] = subscription.eventTypes;
  const [firstType = ''] = sampleTypes(provider);
  const type = Object.hasOwn(provider.events, wanted) ? wanted : firstType;
  const at = new Date(now);
  const payload = samplePayload(provider, type, { sequence: 1, at }) ?? {};
  const body = encodeEvent(provider, payload);
  const [secret] = source?.secrets.secrets ?? [];
  const key = secret === undefined ? {} : { secret };
  const id = newId('evt', now);
  return {
    origin: { provider, source: source?.source ?? null },
    event: {
      id,
      sourceId: source?.source.id ?? 'src_sample',
      type,
      receivedAt: now,
      headers: requestHeaders(provider, { type, deliveryId: id, payload, at }, body, key),
      body,
      payloadGone: null,
    },
  };
}

function choose({ provider }: Subscription, providers: Providers): Provider {
  const chosen = provider === null ? providers.inUse[0] : providers.get(provider);
  if (chosen === undefined) throw new TypeError('The catalogue has no providers.');
  return chosen;
}

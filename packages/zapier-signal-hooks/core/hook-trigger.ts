import type { Provider } from '@signal-hooks/catalogue';
import type { Bundle, Trigger, ZObject } from 'zapier-platform-core';
import { readDelivery, type SubscribeData } from './delivery.ts';
import { latestEvents } from './events.ts';
import { callGateway } from './gateway.ts';
import { guarded } from './guard.ts';
import { conditionsOf, type HookInput, inputFields } from './input.ts';
import { type Item, outputFields, sampleItem, toItem } from './record.ts';
import { sourcesKey } from './sources.ts';

/** What one hook trigger has of its own. */
export interface HookTrigger {
  readonly key: string;
  readonly noun: string;
  readonly label: string;
  /** "Triggers when … ." */
  readonly description: string;
  /** Whose events; null: of every provider, with what all have in common. */
  readonly provider: Provider | null;
}

/** Zapier takes about 30 deliveries a second for each hook. */
const MAX_PER_SECOND = 25;
/** Zapier's editor shows three samples. */
const SAMPLES = 3;
/** Events that are listed otherwise. */
const LISTED = 25;

/** A trigger that subscribes at the gateway and lists its latest events as samples. */
export function hookTrigger({ key, noun, label, description, provider }: HookTrigger): Trigger {
  return {
    key,
    noun,
    display: { label, description },
    operation: {
      type: 'hook',
      inputFields: inputFields(provider, sourcesKey(provider)),
      performSubscribe: guarded((z, bundle) => subscribe(z, bundle, label, provider)),
      performUnsubscribe: guarded(unsubscribe),
      perform: guarded(async (z, bundle): Promise<Item[]> => {
        const record = await readDelivery(z, bundle);
        return record === null ? [] : [toItem(record, provider)];
      }),
      performList: guarded((z, bundle) => listItems(z, bundle, provider)),
      sample: sampleItem(provider),
      outputFields: outputFields(provider),
    },
  };
}

async function subscribe(
  z: ZObject,
  bundle: Bundle,
  label: string,
  provider: Provider | null,
): Promise<SubscribeData> {
  const { source_id: sourceId, event_types: eventTypes = [] } = bundle.inputData as HookInput;
  const { id, secret } = await callGateway(z, bundle, {
    method: 'POST',
    path: 'subscriptions',
    json: {
      name: `Zapier: ${label}`,
      target_url: bundle.targetUrl,
      source_id: sourceId || null,
      provider: provider?.id ?? null,
      event_types: eventTypes,
      filter: conditionsOf(z, bundle),
      format: 'flat',
      max_per_second: MAX_PER_SECOND,
    },
  });
  return { id, secret };
}

/** Doing it twice, or for a subscription the gateway no longer knows, is fine. */
async function unsubscribe(z: ZObject, bundle: Bundle): Promise<SubscribeData> {
  const { id } = (bundle.subscribeData ?? {}) as SubscribeData;
  if (!id) return {};
  const path = `subscriptions/${encodeURIComponent(id)}`;
  await callGateway(z, bundle, { method: 'DELETE', path, tolerate: [404, 410] });
  return { id };
}

/** The latest events that would have started the Zap, newest first. */
async function listItems(z: ZObject, bundle: Bundle, provider: Provider | null): Promise<Item[]> {
  const { source_id: sourceId, event_types: eventTypes = [] } = bundle.inputData as HookInput;
  const conditions = conditionsOf(z, bundle);
  const records = await latestEvents(z, bundle, bundle.meta.isLoadingSample ? SAMPLES : LISTED, {
    source_id: sourceId,
    provider: provider?.id,
    event_type: eventTypes,
    filter: conditions.length > 0 ? JSON.stringify(conditions) : undefined,
  });
  return records.map((record) => toItem(record, provider));
}

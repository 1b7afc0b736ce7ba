import { ALERTS_ID, type Provider, type ProviderTrigger } from '@signal-hooks/catalogue';
import { createSubscription, deleteSubscription, optional, queryOf } from '@signal-hooks/client';
import { type Bundle, defineTrigger, type Trigger, type ZObject } from 'zapier-platform-core';
import { apiToken } from './connection.ts';
import { readDelivery, type SubscribeData } from './delivery.ts';
import { latestEvents } from './events.ts';
import type { Gateway } from './gateway.ts';
import { guarded } from './guard.ts';
import { inputFields, wantedBy } from './input.ts';
import { rateGroup, rateOf } from './rate.ts';
import { type Item, itemFor, outputFields, sampleItem } from './record.ts';
import { sourceFields } from './source-provider.ts';

/** Zapier's editor shows three samples. */
const SAMPLES = 3;
/** Events that are listed otherwise. */
const LISTED = 25;

/** What starts a Zap; without a provider the events of all of them do. */
export interface HookTrigger extends Omit<ProviderTrigger, 'provider'> {
  readonly provider: Provider | null;
}

/** A trigger that subscribes at the gateway and lists its latest events as samples. */
export function hookTrigger(trigger: HookTrigger): Trigger {
  const { key, noun, label, description, provider } = trigger;
  return defineTrigger({
    key,
    noun,
    display: { label, description },
    operation: {
      type: 'hook',
      inputFields: inputFields(trigger),
      performSubscribe: guarded((z, bundle, gateway) => subscribe(z, bundle, gateway, trigger)),
      performUnsubscribe: guarded(unsubscribe),
      perform: guarded(async (z, bundle): Promise<Item[]> => {
        const record = await readDelivery(z, bundle);
        return record === null ? [] : [itemFor(bundle, record, provider)];
      }),
      performList: guarded((z, bundle, gateway) => listItems(z, bundle, gateway, trigger)),
      sample: sampleItem(trigger),
      // With a source chosen, a trigger of every provider has that one's own fields too.
      outputFields: [
        ...outputFields(provider),
        ...(provider === null ? [guarded(sourceFields)] : []),
      ],
    },
  });
}

async function subscribe(
  z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
  trigger: HookTrigger,
): Promise<SubscribeData> {
  const { sourceId, eventTypes, conditions, conditionLabels } = await wantedBy(
    z,
    bundle,
    gateway,
    trigger,
  );
  const call = createSubscription({
    name: `Zapier: ${trigger.label}`,
    target_url: bundle.targetUrl ?? '',
    source_id: sourceId || null,
    provider: trigger.provider?.id ?? null,
    event_types: eventTypes,
    filter: conditions,
    format: 'flat',
    max_per_second: rateOf(z, bundle.inputData.events_per_second),
    rate_group: rateGroup(apiToken(z, bundle.authData.api_token)),
    // Zapier keeps what subscribing has returned, and asks for nothing later.
    fixed_secret: true,
    // Zapier subscribes the same address once more where it has missed the answer.
    replace: true,
  }).pick('id', 'secret');
  const { id, secret } = await gateway.call(call, conditionLabels);
  return { id, secret };
}

/** Doing it twice, or for a subscription the gateway no longer knows, is fine. */
async function unsubscribe(_z: ZObject, bundle: Bundle, gateway: Gateway): Promise<SubscribeData> {
  const { id } = (bundle.subscribeData ?? {}) as SubscribeData;
  if (!id) return {};
  await gateway.call(optional(deleteSubscription(id), 'subscription_not_found'));
  return { id };
}

/** The latest events that would have started the Zap, newest first. */
async function listItems(
  z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
  trigger: HookTrigger,
): Promise<Item[]> {
  const { provider } = trigger;
  const wanted = await wantedBy(z, bundle, gateway, trigger);
  const limit = bundle.meta.isLoadingSample ? SAMPLES : LISTED;
  const records = await latestEvents(gateway, {
    limit,
    firstPage: limit,
    query: { provider: provider?.id, ...queryOf(wanted) },
    // A subscription to everything is sent no alerts.
    ...(provider === null && { fits: (record) => record.provider !== ALERTS_ID }),
    conditionLabels: wanted.conditionLabels,
  });
  return records.map((record) => itemFor(bundle, record, provider));
}

import {
  createTrigger,
  type Store,
  type Trigger,
  TriggerStrategy,
} from '@activepieces/pieces-framework';
import type { Provider, ProviderTrigger } from '@signal-hooks/catalogue';
import { createSubscription, deleteSubscription, optional, queryOf } from '@signal-hooks/client';
import { auth } from './auth.ts';
import { readDelivery } from './delivery.ts';
import { eventProps, wantedBy } from './event-form.ts';
import { type Connection, Gateway } from './gateway.ts';
import { latestItems, outputSchema, sampleItem, toItem } from './item.ts';
import { forgetSubscription, keepSubscription, keptSubscription } from './kept.ts';

/** The builder shows five samples. */
const SAMPLES = 5;

/** What starts a flow; without a provider the events of all of them do. */
export interface HookTrigger extends Omit<ProviderTrigger, 'provider'> {
  readonly provider: Provider | null;
}

/** What Activepieces gives to the functions of a trigger, as far as they use it. */
interface TriggerContext {
  readonly auth: { readonly props: Connection };
  readonly propsValue: Readonly<Record<string, unknown>>;
  readonly store: Store;
  readonly webhookUrl: string;
}

/** A trigger that subscribes at the gateway, and shows its latest events as samples. */
export function hookTrigger(trigger: HookTrigger): Trigger {
  const { key, label, description, provider } = trigger;
  return createTrigger({
    auth,
    name: key,
    displayName: label,
    description,
    type: TriggerStrategy.WEBHOOK,
    props: eventProps(trigger),
    // Of every provider the fields of a source's own product come too, which no list here knows.
    ...(provider !== null && { outputSchema: outputSchema(provider) }),
    sampleData: sampleItem(trigger),
    onEnable: (context) => subscribe(context, trigger),
    onDisable: (context) => unsubscribe(context),
    run: ({ payload, store }) => readDelivery(payload, store, (record) => toItem(record, provider)),
    test: async (context) => {
      const gateway = new Gateway(context.auth.props);
      const wanted = await wantedBy(context.propsValue, gateway, trigger);
      const search = { limit: SAMPLES, query: queryOf(wanted) };
      return latestItems(gateway, trigger, search, wanted.conditionLabels);
    },
  });
}

async function subscribe(
  { auth: { props: connection }, propsValue, store, webhookUrl }: TriggerContext,
  trigger: HookTrigger,
): Promise<void> {
  const gateway = new Gateway(connection);
  const wanted = await wantedBy(propsValue, gateway, trigger);
  const call = createSubscription({
    name: `Activepieces: ${trigger.label}`,
    target_url: webhookUrl,
    source_id: wanted.sourceId || null,
    provider: trigger.provider?.id ?? null,
    event_types: wanted.eventTypes,
    filter: wanted.conditions,
    format: 'flat',
    // The flow keeps the secret of this moment, and asks for nothing later.
    fixed_secret: true,
    // Publishing again subscribes the same address once more.
    replace: true,
  }).pick('id', 'secret');
  const { id, secret } = await gateway.call(call, wanted.conditionLabels);
  try {
    await keepSubscription(store, { id, secret });
  } catch (error) {
    // Nobody could check what it delivers, or end it.
    await gateway.call(deleteSubscription(id));
    throw error;
  }
}

/** Doing it twice, or for a subscription the gateway no longer knows, is fine. */
async function unsubscribe({ auth: { props }, store }: TriggerContext): Promise<void> {
  const kept = await keptSubscription(store);
  if (kept === null) return;
  await new Gateway(props).call(optional(deleteSubscription(kept.id), 'subscription_not_found'));
  await forgetSubscription(store);
}

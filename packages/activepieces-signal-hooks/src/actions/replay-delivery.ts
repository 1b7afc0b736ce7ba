import { createAction, Property } from '@activepieces/pieces-framework';
import { listDeliveries, replayDelivery as replay } from '@signal-hooks/client';
import { auth } from '../auth.ts';
import { type Choice, choices } from '../choices.ts';
import { requiredOf } from '../form-values.ts';
import { Gateway } from '../gateway.ts';

/** What a flow sees of a delivery. */
const KEYS = [
  'id',
  'event_id',
  'subscription_id',
  'status',
  'attempt_count',
  'created_at',
  'finished_at',
] as const;

/** The failed deliveries, newest first. */
async function failedDeliveries(gateway: Gateway): Promise<Choice[]> {
  const { data } = await gateway.call(
    listDeliveries({ status: 'failed', limit: 100 }).pick(...KEYS),
  );
  return data.map((row) => ({
    value: row.id,
    label: `${row.event_id}, failed ${row.finished_at ?? row.created_at}`,
  }));
}

export const replayDelivery = createAction({
  auth,
  name: 'replay_delivery',
  displayName: 'Replay Delivery',
  description: 'Delivers an event to its subscriber once more.',
  props: {
    delivery_id: Property.Dropdown({
      auth,
      displayName: 'Delivery',
      description: 'A delivery that has failed; or map the ID of any, which begins with dlv_.',
      required: true,
      refreshers: ['auth'],
      refreshOnSearch: true,
      options: choices(failedDeliveries),
    }),
  },
  run: async ({ auth: { props }, propsValue }) => {
    const id = requiredOf(propsValue.delivery_id, 'Delivery');
    const delivery = await new Gateway(props).call(replay(id).pick(...KEYS));
    return Object.fromEntries(KEYS.map((key) => [key, delivery[key]]));
  },
});

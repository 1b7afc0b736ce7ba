import { type Delivery, listDeliveries, replayDelivery } from '@signal-hooks/client';
import type { Bundle, OutputFields, ZObject } from 'zapier-platform-core';
import type { Gateway } from './gateway.ts';
import { type Choices, pagingToken } from './sources.ts';

const KEYS = [
  'id',
  'event_id',
  'subscription_id',
  'status',
  'attempt_count',
  'created_at',
  'finished_at',
] as const;

/** What a Zap sees of a delivery. */
export type DeliveryItem = Pick<Delivery, (typeof KEYS)[number]>;

export const DELIVERY_SAMPLE: DeliveryItem = {
  id: 'dlv_01k9q2v7c5e8',
  event_id: 'evt_01k9q2v7c5e8',
  subscription_id: 'sub_01k9q2v7c5e8',
  status: 'pending',
  // As the gateway answers: it is about to be made once more.
  attempt_count: 0,
  created_at: '2026-04-25T14:30:02.000Z',
  finished_at: null,
};

export const DELIVERY_FIELDS: OutputFields = [
  { key: 'id', label: 'Delivery ID', type: 'string' },
  { key: 'event_id', label: 'Event ID', type: 'string' },
  { key: 'subscription_id', label: 'Subscription ID', type: 'string' },
  { key: 'status', label: 'Status', type: 'string' },
  { key: 'attempt_count', label: 'Attempt Count', type: 'integer' },
  { key: 'created_at', label: 'Created At', type: 'datetime' },
  { key: 'finished_at', label: 'Finished At', type: 'datetime' },
];

/** Delivers once more. */
export async function replay(gateway: Gateway, id: string): Promise<DeliveryItem> {
  const delivery = await gateway.call(replayDelivery(id).pick(...KEYS));
  return Object.fromEntries(KEYS.map((key) => [key, delivery[key]])) as unknown as DeliveryItem;
}

/** The failed deliveries, newest first, for the action's form. */
export async function failedDeliveries(
  _z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
): Promise<Choices> {
  const { data, next_cursor } = await gateway.call(
    listDeliveries({ status: 'failed', limit: 100, cursor: pagingToken(bundle) }).pick(...KEYS),
  );
  return {
    results: data.map((row) => ({
      id: row.id,
      label: `${row.event_id}, failed ${row.finished_at ?? row.created_at}`,
    })),
    paging_token: next_cursor,
  };
}

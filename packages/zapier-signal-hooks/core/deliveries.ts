import type { OutputFields, Trigger } from 'zapier-platform-core';
import { callGateway } from './gateway.ts';
import { guarded } from './guard.ts';

/** What a Zap sees of a delivery. */
export interface DeliveryItem {
  readonly id: string;
  readonly event_id: string;
  readonly subscription_id: string;
  readonly status: string;
  readonly attempt_count: number;
  readonly created_at: string;
  readonly finished_at: string | null;
}

/** The delivery out of the gateway's answer. */
export const toDelivery = (row: DeliveryItem): DeliveryItem => ({
  id: row.id,
  event_id: row.event_id,
  subscription_id: row.subscription_id,
  status: row.status,
  attempt_count: row.attempt_count,
  created_at: row.created_at,
  finished_at: row.finished_at,
});

export const DELIVERY_SAMPLE: DeliveryItem = {
  id: 'dlv_01k9q2v7c5e8',
  event_id: 'evt_01k9q2v7c5e8',
  subscription_id: 'sub_01k9q2v7c5e8',
  status: 'pending',
  attempt_count: 8,
  created_at: '2026-04-25T14:30:02.000Z',
  finished_at: '2026-04-26T18:05:00.000Z',
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

/** A hidden trigger that fills the list of failed deliveries in the action's form. */
export const failedDeliveries: Trigger = {
  key: 'failed_deliveries',
  noun: 'Delivery',
  display: {
    label: 'Failed Deliveries',
    description: 'Lists the failed deliveries of the gateway for a dropdown.',
    hidden: true,
  },
  operation: {
    type: 'polling',
    perform: guarded(async (z, bundle) => {
      const query = { status: 'failed', limit: 100 };
      const { data } = await callGateway(z, bundle, { path: 'deliveries', query });
      return data.map((row: DeliveryItem) => ({
        ...toDelivery(row),
        name: `${row.event_id}, failed ${row.finished_at ?? row.created_at}`,
      }));
    }),
    sample: { ...DELIVERY_SAMPLE, name: 'evt_01k9q2v7c5e8, failed 2026-04-26T18:05:00.000Z' },
    outputFields: [...DELIVERY_FIELDS, { key: 'name', label: 'Name', type: 'string' }],
  },
};

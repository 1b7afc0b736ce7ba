import type { Bundle, OutputFields, ZObject } from 'zapier-platform-core';
import { type Gateway, pageOf } from './gateway.ts';
import { type Choices, pagingToken } from './sources.ts';
import type { JsonObject } from './values.ts';

/** What a Zap sees of a delivery. */
export interface DeliveryItem extends JsonObject {
  readonly id: string;
  readonly event_id: string;
  readonly subscription_id: string;
  readonly status: string;
  readonly attempt_count: number;
  readonly created_at: string;
  readonly finished_at: string | null;
}

const isDelivery = (row: JsonObject): row is DeliveryItem =>
  [row.id, row.event_id, row.subscription_id, row.status].every((each) => typeof each === 'string');

/** The delivery out of the gateway's answer; null if it is none. */
export function toDelivery(row: JsonObject): DeliveryItem | null {
  if (!isDelivery(row)) return null;
  return {
    id: row.id,
    event_id: row.event_id,
    subscription_id: row.subscription_id,
    status: row.status,
    attempt_count: row.attempt_count,
    created_at: row.created_at,
    finished_at: row.finished_at,
  };
}

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

/** The failed deliveries, newest first, for the action's form. */
export async function failedDeliveries(
  _z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
): Promise<Choices> {
  const { rows, next } = await gateway.call({
    path: 'deliveries',
    query: { status: 'failed', limit: 100, cursor: pagingToken(bundle) },
    read: pageOf(isDelivery),
  });
  return {
    results: rows.map((row) => ({
      id: row.id,
      label: `${row.event_id}, failed ${row.finished_at ?? row.created_at}`,
    })),
    paging_token: next,
  };
}

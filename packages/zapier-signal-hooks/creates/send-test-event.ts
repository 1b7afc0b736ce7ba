import { textOf } from '@signal-hooks/catalogue';
import { testSubscription } from '@signal-hooks/client';
import { type Create, defineCreate, type OutputFields } from 'zapier-platform-core';
import type { Gateway } from '../core/gateway.ts';
import { guarded } from '../core/guard.ts';
import { subscriptionField } from '../core/subscriptions.ts';

/** What came of a test. */
interface TestItem {
  readonly id: string;
  readonly delivered: boolean;
  readonly http_status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
}

const FIELDS: OutputFields = [
  { key: 'id', label: 'Subscription ID', type: 'string' },
  { key: 'delivered', label: 'Delivered', type: 'boolean' },
  { key: 'http_status', label: 'HTTP Status', type: 'integer' },
  { key: 'error', label: 'Error', type: 'string' },
  { key: 'duration_ms', label: 'Duration in Milliseconds', type: 'number' },
];

async function sendTest(gateway: Gateway, id: string): Promise<TestItem> {
  const { delivered, http_status, error, duration_ms } = await gateway.call(
    testSubscription(id).pick('delivered', 'http_status', 'error', 'duration_ms'),
  );
  return { id, delivered, http_status, error, duration_ms };
}

export const sendTestEvent: Create = defineCreate({
  key: 'send_test_event',
  noun: 'Event',
  display: {
    label: 'Send Test Event',
    description: 'Sends an invented event to a subscriber once, marked as a test.',
  },
  operation: {
    inputFields: [
      subscriptionField(
        'Where it goes. The step succeeds whether or not the subscriber takes it: *Delivered* tells. A Zap’s own trigger drops it, because nothing has happened.',
      ),
    ],
    perform: guarded((_z, { inputData }, gateway) =>
      sendTest(gateway, textOf(inputData.subscription_id)),
    ),
    sample: {
      id: 'sub_01k9q2v7c5e8',
      delivered: true,
      http_status: 200,
      error: null,
      duration_ms: 84,
    },
    outputFields: FIELDS,
  },
});

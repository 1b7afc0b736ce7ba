import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { HOUR, MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const ABOUT = 'https://developer.paddle.com/webhooks/about';
const SIGNATURE = `${ABOUT}/signature-verification`;
const RESPOND = `${ABOUT}/respond-to-webhooks`;
const OVERVIEW = 'https://developer.paddle.com/webhooks/overview';

/**
 * Paddle Billing: transactions, subscriptions, customers. (Paddle Classic signs in another way.)
 *
 * 1. The header is a list, `ts=…;h1=…`; while a secret is being replaced there are several `h1`.
 * 2. HMAC-SHA256 over `{ts}:{body}`, in hex; the key is the text of the endpoint’s secret key.
 * 3. Paddle’s own libraries take five seconds. Five minutes are taken here, for slow clocks; whether a
 *    retry has a time of its own is not documented.
 *
 * Identity: the event’s id, which a retry and a replay keep; the notification’s changes in a replay.
 */
export const definition: DefinitionInput = {
  id: 'paddle',
  name: 'Paddle',
  description: 'Transactions, subscriptions and customers of Paddle Billing.',
  docs: OVERVIEW,
  wording: { noun: 'Event', startsWhen: 'something happens in Paddle' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'paddle-signature',
    encoding: 'hex',
    content: '{timestamp}:{body}',
    pairs: { separator: ';', signature: 'h1' },
    timestamp: { pair: 'ts' },
    tolerance: 300,
  },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretNeedsUrl: true,
    secretLabel: 'Secret key',
    secretPage: 'Developer tools → Notifications',
  },
  evidence: {
    signature: { status: 'documented', source: SIGNATURE },
    timestamp: { status: 'documented', source: SIGNATURE },
    eventType: { status: 'documented', source: OVERVIEW },
    identity: { status: 'documented', source: RESPOND },
    occurredAt: { status: 'documented', source: OVERVIEW },
    delivery: { status: 'documented', source: RESPOND },
  },
  policy: {
    timeoutMs: 5 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [
      MINUTE,
      2 * MINUTE,
      5 * MINUTE,
      15 * MINUTE,
      HOUR,
      4 * HOUR,
      12 * HOUR,
      24 * HOUR,
    ],
    disableAfter: null,
    notes: [
      'Documented: 200 within five seconds; up to 60 retries over three days for live accounts, three within 15 minutes in the sandbox.',
      'Assumed: these eight waits, which stand for the 60.',
    ],
  },
  wire: { userAgent: 'Paddle', encoding: 'compact' },
  events: EVENTS,
  eventType: 'event_type',
  identity: [{ parts: ['event_id'] }, { parts: [{ digestWithout: ['notification_id'] }] }],
  common: {
    occurred_at: 'occurred_at',
    title: ['data.invoice_number', 'data.name', 'data.items.0.price.name', 'data.reason'],
    summary: ['data.description', 'data.reason'],
    url: ['data.checkout.url', 'data.management_urls.update_payment_method'],
    contact_name: { when: { exists: 'data.email' }, use: 'data.name' },
    contact_email: 'data.email',
    subject_type: { of: 'event_type', steps: [{ firstWord: '.' }] },
    subject_id: 'data.id',
  },
  fields: fieldTable([
    ['delivery_id', 'Delivery ID', 'id', 'ntf_01hv8x2acma2gz7he8kg6s1hna', 'notification_id'],
    ['status', 'Status', 'string', 'completed', 'data.status'],
    ['customer', 'Customer', 'id', 'ctm_01hv6y1jedq4p1n0yqn5ba3ky4', 'data.customer_id'],
    [
      'subscription',
      'Subscription',
      'id',
      'sub_01hv8x29kz0t586xy6zn1a62ny',
      [
        'data.subscription_id',
        {
          when: { value: { of: 'event_type', steps: [{ firstWord: '.' }] }, is: 'subscription' },
          use: 'data.id',
        },
      ],
    ],
    ['transaction', 'Transaction', 'id', 'txn_01hv8wptq8987qeep44cyrewp9', 'data.transaction_id'],
    ['currency', 'Currency', 'string', 'USD', 'data.currency_code'],
    ['total', 'Total', 'integer', 10000, ['data.details.totals.total', 'data.totals.total']],
    ['tax', 'Tax', 'integer', 800, ['data.details.totals.tax', 'data.totals.tax']],
    ['invoice_number', 'Invoice Number', 'string', '74-10003', 'data.invoice_number'],
    ['collection_mode', 'Collection Mode', 'string', 'automatic', 'data.collection_mode'],
    ['price', 'Price', 'id', 'pri_01gsz8x8sawmvhz1pv30nge1ke', 'data.items.0.price.id'],
    ['product', 'Product', 'id', 'pro_01gsz4t5hdjse780zja8vvr7jg', 'data.items.0.price.product_id'],
    ['quantity', 'Quantity', 'integer', 1, 'data.items.0.quantity'],
    [
      'next_billed_at',
      'Next Billed At',
      'datetime',
      '2026-05-25T14:30:00.000Z',
      'data.next_billed_at',
    ],
    ['canceled_at', 'Cancelled At', 'datetime', '2026-04-25T14:30:00.000Z', 'data.canceled_at'],
  ]),
};

import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { HOUR, MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://docs.stripe.com/webhooks';
const EVENT_OBJECT = 'https://docs.stripe.com/api/events/object';

/**
 * Stripe: payments, customers, subscriptions.
 *
 * 1. The header is a list, `t=…,v1=…`; while a secret is being rolled there are several `v1`.
 *    `v0` is only of test events, and passed over.
 * 2. HMAC-SHA256 over `{t}.{body}`, in hex; the key is the text of the whole secret, `whsec_` too.
 * 3. Every attempt is signed anew, so its time is that of the attempt.
 *
 * Identity: the event’s id, which Stripe names for this. Times are in seconds. Events of API v2
 * (“thin”) name their object in `related_object` and carry none.
 */
export const definition: DefinitionInput = {
  id: 'stripe',
  name: 'Stripe',
  description: 'Payments, invoices, customers and subscriptions.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something happens in a Stripe account' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'stripe-signature',
    encoding: 'hex',
    content: '{timestamp}.{body}',
    pairs: { separator: ',', signature: 'v1' },
    timestamp: { pair: 't' },
  },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretNeedsUrl: true,
    secretLabel: 'Signing secret',
    secretPage: 'Developers → Webhooks',
  },
  evidence: {
    signature: { status: 'documented', source: `${WEBHOOKS}#verify-manually` },
    timestamp: { status: 'documented', source: `${WEBHOOKS}#replay-attacks` },
    eventType: { status: 'documented', source: EVENT_OBJECT },
    identity: { status: 'documented', source: `${WEBHOOKS}#handle-duplicate-events` },
    occurredAt: { status: 'documented', source: EVENT_OBJECT },
    delivery: { status: 'documented', source: `${WEBHOOKS}#retries` },
  },
  policy: {
    timeoutMs: 10 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 12 * HOUR, 12 * HOUR],
    disableAfter: null,
    notes: [
      'Documented: live events are tried for up to three days with exponential back-off, those of a sandbox three times in a few hours.',
      'Assumed: the single waits, and the time-out; no figures are published.',
    ],
  },
  wire: {
    userAgent: 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    encoding: 'compact',
  },
  events: EVENTS,
  eventType: 'type',
  identity: [{ parts: ['id'] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: 'created',
    title: ['data.object.description', 'data.object.number', 'data.object.name'],
    summary: ['data.object.last_payment_error.message', 'data.object.failure_message'],
    url: ['data.object.hosted_invoice_url', 'data.object.receipt_url'],
    contact_name: [
      'data.object.billing_details.name',
      'data.object.customer_details.name',
      'data.object.customer_name',
      {
        when: { value: 'data.object.object', is: 'customer' },
        use: 'data.object.name',
      },
    ],
    contact_email: [
      'data.object.billing_details.email',
      'data.object.customer_details.email',
      'data.object.customer_email',
      'data.object.receipt_email',
      'data.object.email',
    ],
    contact_phone: [
      'data.object.billing_details.phone',
      'data.object.customer_details.phone',
      'data.object.phone',
    ],
    subject_type: ['data.object.object', 'related_object.type'],
    subject_id: ['data.object.id', 'related_object.id'],
  },
  fields: fieldTable([
    ['account', 'Account', 'id', 'acct_1Nv0FGQ9RKHgCVdK', ['account', 'context']],
    ['api_version', 'API Version', 'string', '2026-03-25.dahlia', 'api_version'],
    ['livemode', 'Live Mode', 'boolean', true, 'livemode'],
    ['status', 'Status', 'string', 'succeeded', 'data.object.status'],
    [
      'amount',
      'Amount',
      'integer',
      2000,
      ['data.object.amount', 'data.object.amount_total', 'data.object.amount_due'],
    ],
    [
      'amount_received',
      'Amount Received',
      'integer',
      2000,
      ['data.object.amount_received', 'data.object.amount_paid'],
    ],
    ['currency', 'Currency', 'string', 'usd', 'data.object.currency'],
    [
      'customer',
      'Customer',
      'id',
      'cus_NffrFeUfNV2Hib',
      [
        'data.object.customer',
        {
          when: { value: 'data.object.object', is: 'customer' },
          use: 'data.object.id',
        },
      ],
    ],
    [
      'subscription',
      'Subscription',
      'id',
      'sub_1MowQVLkdIwHu7ix',
      [
        'data.object.subscription',
        'data.object.parent.subscription_details.subscription',
        {
          when: { value: 'data.object.object', is: 'subscription' },
          use: 'data.object.id',
        },
      ],
    ],
    [
      'invoice',
      'Invoice',
      'id',
      'in_1MtHbELkdIwHu7ix',
      [
        'data.object.invoice',
        { when: { value: 'data.object.object', is: 'invoice' }, use: 'data.object.id' },
      ],
    ],
    ['payment_intent', 'Payment Intent', 'id', 'pi_3MtwBwLkd', 'data.object.payment_intent'],
    [
      'object_created',
      'Object Created',
      'datetime',
      '2026-04-25T14:30:00.000Z',
      'data.object.created',
    ],
    ['request_id', 'Request ID', 'id', 'req_VB8dHT4Rr1bJXY', ['request.id', 'reason.request.id']],
  ]),
};

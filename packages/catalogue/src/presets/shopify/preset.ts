import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://shopify.dev/docs/apps/build/webhooks';
const VERIFY = `${WEBHOOKS}/verify-deliveries`;

/**
 * Shopify: orders, customers, products of a shop.
 *
 * 1. HMAC-SHA256 of the body, in base64. The key is the text shown under Settings → Notifications →
 *    Webhooks, for webhooks made by an app the app’s client secret.
 * 2. No time is signed.
 *
 * Identity: `X-Shopify-Webhook-Id`, which Shopify names for ignoring duplicates; it is the same for
 * every attempt, and not signed. Not `X-Shopify-Event-Id`: webhooks of several topics that one action
 * causes have the same.
 */
export const definition: DefinitionInput = {
  id: 'shopify',
  name: 'Shopify',
  description: 'Orders, customers, products and more of a shop.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something changes in a Shopify shop' },
  signature: { algorithm: 'hmac-sha256', header: 'x-shopify-hmac-sha256', encoding: 'base64' },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretNeedsUrl: true,
    secretLabel: 'Webhook signing secret',
    secretPage: 'Settings → Notifications → Webhooks',
  },
  evidence: {
    signature: { status: 'documented', source: VERIFY },
    eventType: { status: 'documented', source: `${WEBHOOKS}/delivery-structure#headers` },
    identity: { status: 'documented', source: VERIFY },
    occurredAt: { status: 'assumed', source: 'https://shopify.dev/docs/api/webhooks' },
    delivery: { status: 'documented', source: `${WEBHOOKS}/troubleshooting-webhooks` },
  },
  policy: {
    timeoutMs: 5 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [1, 3, 10, 20, 30, 45, 60, 71].map((minutes) => minutes * MINUTE),
    disableAfter: null,
    notes: [
      'Documented: one second to connect, five in all; eight retries over the next four hours.',
      'Documented: after eight failures in a row a subscription made by the Admin API is deleted.',
      'Assumed: the single waits.',
    ],
  },
  wire: {
    userAgent: 'Shopify-Captain-Hook',
    encoding: 'compact',
    headers: {
      'x-shopify-topic': '{type}',
      'x-shopify-webhook-id': '{deliveryId}',
      'x-shopify-shop-domain': 'acme.myshopify.com',
      'x-shopify-api-version': '2026-04',
    },
  },
  events: EVENTS,
  eventType: { header: 'x-shopify-topic' },
  identity: [{ parts: [{ header: 'x-shopify-webhook-id' }] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: ['updated_at', 'created_at'],
    title: ['title', 'name'],
    url: 'order_status_url',
    company_name: ['billing_address.company', 'default_address.company'],
    contact_name: [
      { join: ['customer.first_name', 'customer.last_name'], with: ' ' },
      { join: ['first_name', 'last_name'], with: ' ' },
      'billing_address.name',
    ],
    contact_first_name: ['customer.first_name', 'first_name'],
    contact_last_name: ['customer.last_name', 'last_name'],
    contact_email: ['contact_email', 'email', 'customer.email'],
    contact_phone: ['phone', 'customer.phone', 'billing_address.phone', 'default_address.phone'],
    subject_id: 'id',
  },
  fields: fieldTable([
    ['order_number', 'Order Number', 'integer', 1001, 'order_number'],
    ['order_id', 'Order ID', 'id', '820982911946154508', 'order_id'],
    ['currency', 'Currency', 'string', 'EUR', ['currency', 'presentment_currency']],
    ['total_price', 'Total Price', 'number', 199, ['current_total_price', 'total_price']],
    ['subtotal_price', 'Subtotal Price', 'number', 189, 'subtotal_price'],
    ['total_tax', 'Total Tax', 'number', 10, 'total_tax'],
    ['financial_status', 'Financial Status', 'string', 'paid', 'financial_status'],
    ['fulfillment_status', 'Fulfillment Status', 'string', 'fulfilled', 'fulfillment_status'],
    ['status', 'Status', 'string', 'active', ['status', 'state']],
    ['customer_id', 'Customer ID', 'id', '115310627314723954', 'customer.id'],
    ['tags', 'Tags', 'string', 'wholesale, priority', 'tags'],
    ['note', 'Note', 'string', 'Leave it at the door.', 'note'],
    ['vendor', 'Vendor', 'string', 'Acme', 'vendor'],
    ['first_item', 'First Item', 'string', 'Blue mug', ['line_items.0.title', 'line_items.0.name']],
    ['created_at', 'Created At', 'datetime', '2026-04-25T14:00:00.000Z', 'created_at'],
    ['cancelled_at', 'Cancelled At', 'datetime', '2026-04-25T14:30:00.000Z', 'cancelled_at'],
  ]),
};

import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/';
const SOURCE =
  'https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php';

/**
 * WooCommerce: orders, customers and products of a shop.
 *
 * 1. HMAC-SHA256 of the body, in base64. No time is signed.
 * 2. When a webhook is saved, an unsigned form `webhook_id=…` wants 200.
 *
 * Identity: failed deliveries are not sent again, so nothing has to be recognised but a request that
 * was received twice. The delivery’s id is a hash of the webhook and the second, so that two orders of
 * one second have the same: only with the content it is an event’s.
 */
export const definition: DefinitionInput = {
  id: 'woocommerce',
  name: 'WooCommerce',
  description: 'Orders, customers, products and coupons of a shop.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something changes in a WooCommerce shop' },
  signature: { algorithm: 'hmac-sha256', header: 'x-wc-webhook-signature', encoding: 'base64' },
  body: { accepts: ['json', 'form'] },
  handshakes: [{ signed: false, when: { exists: 'webhook_id' }, answer: { status: 200 } }],
  registration: { kind: 'by-hand', secretFrom: 'user', secretLabel: 'Secret' },
  evidence: {
    signature: { status: 'documented', source: WEBHOOKS },
    handshake: { status: 'seen', source: SOURCE },
    eventType: { status: 'documented', source: WEBHOOKS },
    identity: { status: 'seen', source: SOURCE },
    occurredAt: { status: 'documented', source: WEBHOOKS },
    delivery: { status: 'seen', source: SOURCE },
  },
  policy: {
    timeoutMs: MINUTE,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [],
    disableAfter: 5,
    notes: [
      'Seen: one try, with a time-out of a minute; 301 and 302 count as success too.',
      'Documented: after more than five failures in a row the webhook is disabled.',
    ],
  },
  wire: {
    userAgent: 'WooCommerce/10.4.0 Hookshot (WordPress/6.9)',
    encoding: 'php',
    headers: {
      'x-wc-webhook-source': 'https://shop.example/',
      'x-wc-webhook-topic': '{type}',
      'x-wc-webhook-delivery-id': '{deliveryId}',
    },
  },
  events: EVENTS,
  eventType: { header: 'x-wc-webhook-topic' },
  identity: [
    { parts: [{ header: 'x-wc-webhook-delivery-id' }, { digestWithout: [] }] },
    { parts: [{ header: 'x-wc-webhook-topic' }, { digestWithout: [] }] },
    { parts: [{ digestWithout: [] }] },
  ],
  common: {
    occurred_at: { of: ['date_modified_gmt', 'date_created_gmt'], steps: ['utc'] },
    title: ['name', 'code', { of: 'number', steps: ['trim'] }],
    url: ['payment_url', 'permalink'],
    company_name: 'billing.company',
    contact_name: [
      { join: ['billing.first_name', 'billing.last_name'], with: ' ' },
      { join: ['first_name', 'last_name'], with: ' ' },
    ],
    contact_first_name: ['billing.first_name', 'first_name'],
    contact_last_name: ['billing.last_name', 'last_name'],
    contact_email: ['billing.email', 'email'],
    contact_phone: 'billing.phone',
    subject_id: 'id',
  },
  fields: fieldTable([
    ['number', 'Number', 'string', '727', 'number'],
    ['status', 'Status', 'string', 'processing', 'status'],
    ['currency', 'Currency', 'string', 'EUR', 'currency'],
    ['total', 'Total', 'number', 29.35, 'total'],
    ['total_tax', 'Total Tax', 'number', 1.35, 'total_tax'],
    ['discount_total', 'Discount Total', 'number', 0, 'discount_total'],
    ['payment_method', 'Payment Method', 'string', 'Card', 'payment_method_title'],
    ['customer_id', 'Customer ID', 'id', '26', 'customer_id'],
    ['customer_note', 'Customer Note', 'string', 'Leave it at the door.', 'customer_note'],
    ['city', 'City', 'string', 'Berlin', ['shipping.city', 'billing.city']],
    ['country', 'Country', 'string', 'DE', ['shipping.country', 'billing.country']],
    ['first_item', 'First Item', 'string', 'Blue mug', 'line_items.0.name'],
    ['sku', 'SKU', 'string', 'MUG-B', ['sku', 'line_items.0.sku']],
    ['price', 'Price', 'number', 14, 'price'],
    ['stock', 'Stock', 'number', 12, 'stock_quantity'],
    ['role', 'Role', 'string', 'customer', 'role'],
  ]),
};

import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE } from '../waits.ts';

/**
 * A starting point for a product that there is no preset for: HMAC-SHA256 of the body, in hex, in
 * the header `X-Signature`. Whoever uses it puts the product’s own signature in its place.
 *
 * Identity: of a sender of which nothing is known only the whole content is safe: `id` may be the
 * order’s, and two of its events would become one. Equal content counts for ever if it has a time,
 * and otherwise for ten minutes, because a press of a button may look the same tomorrow.
 */
export const definition: DefinitionInput = {
  id: 'hmac',
  name: 'Plain HMAC',
  description: 'A starting point: HMAC-SHA256 of the body in a header of its own.',
  docs: 'https://www.rfc-editor.org/rfc/rfc2104',
  wording: { noun: 'Event', startsWhen: 'the sender reports an event' },
  signature: { algorithm: 'hmac-sha256', header: 'x-signature', encoding: 'hex' },
  registration: { kind: 'by-hand', secretFrom: 'user', secretLabel: 'Secret' },
  evidence: {
    signature: { status: 'assumed' },
    eventType: { status: 'assumed' },
    identity: { status: 'assumed' },
    occurredAt: { status: 'assumed' },
    delivery: { status: 'assumed' },
  },
  events: {
    'order.created': {
      label: 'Order Created',
      description: 'Triggers when an order is placed, for example.',
      status: 'assumed',
      sample: {
        event: 'order.created',
        created_at: '{at}',
        id: 'order_{sequence:6}',
        name: 'Order {sequence}',
        status: 'open',
        amount: 49.5,
        currency: 'EUR',
        email: 'jane@example.com',
      },
    },
    'order.paid': {
      label: 'Order Paid',
      description: 'Triggers when an order is paid, for example.',
      status: 'assumed',
      sample: {
        event: 'order.paid',
        created_at: '{at}',
        id: 'order_{sequence:6}',
        status: 'paid',
        amount: 49.5,
        currency: 'EUR',
      },
    },
  },
  eventType: ['event', 'type', 'event_type', 'eventType', 'event_name', 'topic', 'action'],
  identity: [
    {
      when: { exists: ['timestamp', 'created_at', 'createdAt', 'occurred_at', 'time'] },
      parts: [{ text: 'content' }, { digestWithout: [] }],
    },
    { parts: [{ text: 'content' }, { digestWithout: [] }], windowMs: 10 * MINUTE },
  ],
  common: {
    occurred_at: ['timestamp', 'occurred_at', 'created_at', 'createdAt', 'time'],
    title: ['title', 'name', 'subject', 'data.title', 'data.name'],
    summary: ['description', 'message', 'data.description', 'data.message'],
    url: ['url', 'link', 'data.url'],
    company_name: ['company', 'data.company'],
    contact_name: ['customer.name', 'user.name', 'data.customer.name'],
    contact_email: ['email', 'customer.email', 'user.email', 'data.email', 'data.customer.email'],
    contact_phone: ['phone', 'customer.phone', 'data.phone'],
    subject_id: ['id', 'data.id'],
  },
  fields: fieldTable(
    [
      ['status', 'Status', 'string', 'open', ['status', 'data.status']],
      ['amount', 'Amount', 'number', 49.5, ['amount', 'total', 'data.amount', 'data.total']],
      ['currency', 'Currency', 'string', 'EUR', ['currency', 'data.currency']],
      ['customer_id', 'Customer ID', 'id', 'cus_42', ['customer_id', 'data.customer_id']],
      ['user_id', 'User ID', 'id', 'user_42', ['user_id', 'data.user_id']],
    ],
    'assumed',
  ),
};

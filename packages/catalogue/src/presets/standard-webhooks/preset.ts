import type { DefinitionInput } from '../../definition/complete.ts';
import { documentedEvent, fieldTable } from '../documented.ts';
import { HOUR, SECOND, SVIX_WAITS } from '../waits.ts';

const SPEC =
  'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md';

/**
 * What senders that follow Standard Webhooks have in common.
 *
 * 1. The key is what the secret’s base64, behind `whsec_`, stands for.
 * 2. HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, in base64 behind `v1,`.
 * 3. While a secret is being replaced the header has several signatures, separated by blanks.
 *    Ed25519 signatures, `v1a,`, are passed over.
 *
 * Identity: the id is signed, and the specification calls it the idempotency key.
 */
export const definition: DefinitionInput = {
  id: 'standard-webhooks',
  name: 'Standard Webhooks',
  description: 'Events of every sender that follows the Standard Webhooks specification.',
  docs: 'https://www.standardwebhooks.com',
  wording: { noun: 'Event', startsWhen: 'the sender reports an event' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'webhook-signature',
    encoding: 'base64',
    prefix: 'v1,',
    separator: ' ',
    content: '{id}.{timestamp}.{body}',
    id: 'webhook-id',
    timestamp: 'webhook-timestamp',
    secret: { encoding: 'base64', prefix: 'whsec_' },
  },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretNeedsUrl: true,
    secretLabel: 'Signing Secret',
  },
  evidence: {
    signature: { status: 'documented', source: SPEC },
    timestamp: { status: 'documented', source: SPEC },
    eventType: { status: 'documented', source: SPEC },
    identity: { status: 'documented', source: SPEC },
    occurredAt: { status: 'documented', source: SPEC },
    delivery: { status: 'documented', source: SPEC },
  },
  policy: {
    timeoutMs: 15 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [...SVIX_WAITS.slice(0, -1), 14 * HOUR, 20 * HOUR, 24 * HOUR],
    disableAfter: null,
    notes: [
      'Recommended by the specification: a time-out of 15 to 30 s, and this schedule; each sender has its own.',
      'Recommended: 410 Gone switches the endpoint off.',
    ],
  },
  wire: { userAgent: 'Standard-Webhooks/1.0', encoding: 'compact' },
  events: {
    'contact.created': documentedEvent('Contact Created', 'a contact is created', {
      type: 'contact.created',
      timestamp: '{at}',
      data: {
        id: 'contact_{sequence:6}',
        type: 'contact',
        fullName: 'John Smith',
        phoneNumber: '(281) 555-0175',
        occupation: 'Engineer',
      },
    }),
    'contact.updated': documentedEvent('Contact Updated', 'a contact is changed', {
      type: 'contact.updated',
      timestamp: '{at}',
      data: { id: 'contact_{sequence:6}' },
    }),
    'invoice.paid': {
      label: 'Invoice Paid',
      description: 'Triggers when an invoice is paid.',
      status: 'assumed',
      sample: {
        type: 'invoice.paid',
        timestamp: '{at}',
        data: {
          id: 'inv_{sequence:6}',
          status: 'paid',
          amount: 2500,
          currency: 'usd',
          customer_id: 'cus_{sequence:6}',
          email: 'jane@example.com',
          created_at: '{at-60}',
        },
      },
    },
  },
  eventType: 'type',
  identity: [{ parts: [{ header: 'webhook-id' }] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: ['timestamp', 'created_at'],
    title: ['data.title', 'data.name', 'data.fullName', 'data.subject'],
    summary: 'data.description',
    url: 'data.url',
    contact_name: ['data.fullName', 'data.customer.name'],
    contact_email: ['data.email', 'data.customer.email'],
    contact_phone: ['data.phoneNumber', 'data.phone'],
    subject_type: { of: 'type', steps: [{ firstWord: '.' }] },
    subject_id: 'data.id',
  },
  // The specification leaves `data` to the sender: these are the names that many of them use.
  fields: fieldTable(
    [
      ['sender_event_id', 'Sender’s Event ID', 'id', 'evt_685c1b7e', 'id'],
      ['object_type', 'Object Type', 'string', 'contact', ['data.type', 'data.object']],
      ['status', 'Status', 'string', 'paid', 'data.status'],
      ['name', 'Name', 'string', 'John Smith', ['data.name', 'data.fullName']],
      ['amount', 'Amount', 'number', 2500, ['data.amount', 'data.total_amount']],
      ['currency', 'Currency', 'string', 'usd', 'data.currency'],
      [
        'customer_id',
        'Customer ID',
        'id',
        'cus_000001',
        ['data.customer_id', 'data.customerId', 'data.customer.id'],
      ],
      ['user_id', 'User ID', 'id', 'user_000001', ['data.user_id', 'data.userId']],
      [
        'created_at',
        'Created At',
        'datetime',
        '2026-04-25T13:30:00.000Z',
        ['data.created_at', 'data.createdAt'],
      ],
      [
        'updated_at',
        'Updated At',
        'datetime',
        '2026-04-25T14:30:00.000Z',
        ['data.updated_at', 'data.updatedAt', 'data.modified_at'],
      ],
    ],
    'assumed',
  ),
};

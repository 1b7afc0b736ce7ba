import type { DefinitionInput } from '../../definition/complete.ts';
import { documentedEvent, fieldTable } from '../documented.ts';
import { SECOND, SVIX_WAITS } from '../waits.ts';

const VERIFY = 'https://docs.svix.com/receiving/verifying-payloads/how-manual';
const RETRIES = 'https://docs.svix.com/retries';
const CLERK = 'https://clerk.com/docs/guides/development/webhooks/overview';
const RESEND = 'https://resend.com/docs/webhooks/event-types';

/**
 * What is sent through Svix: by Clerk, Resend and many others.
 *
 * 1. The key is what the secret’s base64, behind `whsec_`, stands for.
 * 2. HMAC-SHA256 over `{svix-id}.{svix-timestamp}.{body}`, in base64 behind `v1,`.
 * 3. While a secret is being replaced the header has several signatures, separated by blanks.
 *
 * Identity: `svix-id` is signed, and the same for every attempt. Payloads are the customer’s own;
 * the fields are those of Clerk and Resend.
 */
export const definition: DefinitionInput = {
  id: 'svix',
  name: 'Svix',
  description: 'Events of Clerk, Resend and everybody else who sends through Svix.',
  docs: 'https://docs.svix.com/receiving/introduction',
  wording: { noun: 'Event', startsWhen: 'the sender reports an event through Svix' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'svix-signature',
    encoding: 'base64',
    prefix: 'v1,',
    separator: ' ',
    content: '{id}.{timestamp}.{body}',
    id: 'svix-id',
    timestamp: 'svix-timestamp',
    secret: { encoding: 'base64', prefix: 'whsec_' },
  },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretNeedsUrl: true,
    secretLabel: 'Signing Secret',
  },
  evidence: {
    signature: { status: 'documented', source: VERIFY },
    timestamp: { status: 'documented', source: VERIFY },
    eventType: { status: 'documented', source: CLERK },
    identity: { status: 'documented', source: VERIFY },
    occurredAt: { status: 'documented', source: RESEND },
    delivery: { status: 'documented', source: RETRIES },
  },
  policy: {
    timeoutMs: 15 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: SVIX_WAITS,
    disableAfter: null,
    notes: [
      'Documented: an endpoint that fails for five days is switched off.',
      'Redirects count as failures.',
    ],
  },
  wire: { userAgent: 'Svix-Webhooks/1.0', encoding: 'compact' },
  events: {
    'user.created': documentedEvent('User Created', 'somebody signs up (Clerk)', {
      type: 'user.created',
      object: 'event',
      timestamp: { $number: '{at:epoch}' },
      data: {
        id: 'user_{sequence:8}',
        object: 'user',
        first_name: 'Jane',
        last_name: 'Smith',
        email_addresses: [{ id: 'idn_{sequence:8}', email_address: 'jane@example.com' }],
        created_at: { $number: '{at:epoch}' },
        updated_at: { $number: '{at:epoch}' },
      },
    }),
    'user.deleted': documentedEvent('User Deleted', 'a user is deleted (Clerk)', {
      type: 'user.deleted',
      object: 'event',
      timestamp: { $number: '{at:epoch}' },
      data: { id: 'user_{sequence:8}', object: 'user', deleted: true },
    }),
    'email.delivered': documentedEvent('Email Delivered', 'an email is delivered (Resend)', {
      type: 'email.delivered',
      created_at: '{at}',
      data: {
        email_id: 'email_{sequence:8}',
        from: 'Acme <news@acme.example>',
        to: ['jane@example.com'],
        subject: 'Your order',
        created_at: '{at-1}',
      },
    }),
    'email.bounced': documentedEvent('Email Bounced', 'an email is refused for good (Resend)', {
      type: 'email.bounced',
      created_at: '{at}',
      data: {
        email_id: 'email_{sequence:8}',
        from: 'Acme <news@acme.example>',
        to: ['nobody@example.com'],
        subject: 'Your order',
        bounce: { type: 'Permanent', subType: 'Suppressed', message: 'There is no such mailbox.' },
        created_at: '{at-1}',
      },
    }),
  },
  eventType: ['type', 'event_type', 'eventType'],
  identity: [{ parts: [{ header: 'svix-id' }] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: ['timestamp', 'created_at'],
    title: ['data.subject', 'data.name', 'data.title'],
    summary: 'data.bounce.message',
    contact_name: { join: ['data.first_name', 'data.last_name'], with: ' ' },
    contact_first_name: 'data.first_name',
    contact_last_name: 'data.last_name',
    contact_email: ['data.email_addresses.0.email_address', 'data.to.0'],
    contact_phone: 'data.phone_numbers.0.phone_number',
    subject_type: { of: 'type', steps: [{ firstWord: '.' }] },
    subject_id: ['data.id', 'data.email_id'],
  },
  fields: fieldTable([
    ['object_type', 'Object Type', 'string', 'user', 'data.object'],
    ['first_name', 'First Name', 'string', 'Jane', 'data.first_name'],
    ['last_name', 'Last Name', 'string', 'Smith', 'data.last_name'],
    ['username', 'Username', 'string', 'jane', 'data.username'],
    ['external_id', 'External ID', 'id', 'cus_42', 'data.external_id'],
    ['email_id', 'Email ID', 'id', 'email_00000001', 'data.email_id'],
    ['from', 'From', 'string', 'Acme <news@acme.example>', 'data.from'],
    ['subject', 'Subject', 'string', 'Your order', 'data.subject'],
    ['bounce_type', 'Bounce Type', 'string', 'Permanent', 'data.bounce.type'],
    ['clicked_link', 'Clicked Link', 'url', 'https://acme.example/a', 'data.click.link'],
    ['deleted', 'Deleted', 'boolean', true, 'data.deleted'],
    ['created_at', 'Created At', 'datetime', '2026-04-25T14:29:00.000Z', 'data.created_at'],
    ['updated_at', 'Updated At', 'datetime', '2026-04-25T14:30:00.000Z', 'data.updated_at'],
  ]),
};

import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { HOUR, MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://developers.facebook.com/docs/graph-api/webhooks/getting-started';
const WHATSAPP =
  'https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint';

/**
 * Meta: WhatsApp, Facebook pages, Instagram, Messenger, lead ads.
 *
 * 1. HMAC-SHA256 of the body, in hex behind `sha256=`; the key is the app secret. Meta escapes
 *    characters beyond ASCII before it signs; it sends what it signed. No time is signed.
 * 2. When the address is entered, a GET with `hub.challenge` wants it back. Its verify token is the
 *    user’s own text, and proves nothing to anybody: it is not compared.
 * 3. The body has a list of entries, of up to 1,000 updates; each entry is one event here. Which
 *    object it is of (`page`, `whatsapp_business_account`) is beside the list, and not in it.
 *
 * Identity: an entry’s `time` is that of sending, so retries may have another. Where messages,
 * statuses or leads have ids and times of their own, the content without it counts; else the whole
 * entry, because changes that name only a field look alike.
 */
export const definition: DefinitionInput = {
  id: 'meta',
  name: 'Meta',
  description: 'WhatsApp messages, Facebook pages, Instagram, Messenger and lead ads.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'Meta reports a message or a change' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-hub-signature-256',
    encoding: 'hex',
    prefix: 'sha256=',
  },
  body: { each: 'entry' },
  handshakes: [
    {
      method: 'GET',
      signed: false,
      challenge: { query: 'hub.challenge' },
      answer: { text: '{challenge}' },
    },
  ],
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretLabel: 'App secret',
    secretPage: 'App settings → Basic',
  },
  evidence: {
    signature: { status: 'documented', source: WEBHOOKS },
    handshake: { status: 'documented', source: WHATSAPP },
    eventType: { status: 'documented', source: WEBHOOKS },
    identity: { status: 'assumed', source: WEBHOOKS },
    occurredAt: { status: 'documented', source: WEBHOOKS },
    delivery: { status: 'documented', source: WEBHOOKS },
  },
  policy: {
    timeoutMs: 10 * SECOND,
    success: 'exactly-200',
    retryOn: 'every-failure',
    retryWaitsMs: [SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, 16 * HOUR],
    disableAfter: null,
    notes: [
      'Documented: a retry at once, then ever fewer over 36 hours; of WhatsApp up to seven days.',
      'Assumed: the time-out and the single waits.',
    ],
  },
  wire: { userAgent: 'facebookexternalua', encoding: 'compact' },
  events: EVENTS,
  eventType: [
    'changes.0.field',
    { when: { exists: 'messaging.0.postback.payload' }, use: { text: 'messaging_postbacks' } },
    { when: { exists: 'messaging.0.timestamp' }, use: { text: 'messaging' } },
    'changed_fields.0',
  ],
  identity: [
    {
      when: {
        any: [
          { exists: 'changes.0.value.messages.0.id' },
          { exists: 'changes.0.value.statuses.0.id' },
          { exists: 'changes.0.value.leadgen_id' },
        ],
      },
      parts: ['id', { digest: 'changes' }],
    },
    { when: { exists: 'messaging.0.timestamp' }, parts: ['id', { digest: 'messaging' }] },
    { parts: [{ digestWithout: [] }] },
  ],
  common: {
    occurred_at: [
      'changes.0.value.messages.0.timestamp',
      'changes.0.value.statuses.0.timestamp',
      'changes.0.value.created_time',
      'messaging.0.timestamp',
      'time',
    ],
    title: [
      'changes.0.value.messages.0.text.body',
      'changes.0.value.message',
      'messaging.0.message.text',
      'messaging.0.postback.title',
      'changes.0.field',
    ],
    summary: [
      'changes.0.value.messages.0.text.body',
      'changes.0.value.statuses.0.errors.0.title',
      'changes.0.value.message',
      'messaging.0.message.text',
    ],
    project_id: 'id',
    contact_name: ['changes.0.value.contacts.0.profile.name', 'changes.0.value.from.name'],
    contact_phone: ['changes.0.value.messages.0.from', 'changes.0.value.statuses.0.recipient_id'],
    subject_id: [
      'changes.0.value.messages.0.id',
      'changes.0.value.statuses.0.id',
      'changes.0.value.leadgen_id',
      'changes.0.value.post_id',
      'messaging.0.message.mid',
    ],
  },
  fields: fieldTable([
    ['account', 'Account', 'id', '102290129340398', 'id'],
    ['field', 'Field', 'string', 'messages', 'changes.0.field'],
    [
      'phone_number_id',
      'Phone Number ID',
      'id',
      '106540352242922',
      'changes.0.value.metadata.phone_number_id',
    ],
    [
      'message_id',
      'Message ID',
      'id',
      'wamid.HBgLMTY1MDM4Nzk0MzkVAgAS',
      ['changes.0.value.messages.0.id', 'messaging.0.message.mid'],
    ],
    ['message_type', 'Message Type', 'string', 'text', 'changes.0.value.messages.0.type'],
    [
      'text',
      'Text',
      'string',
      'Is it open?',
      [
        'changes.0.value.messages.0.text.body',
        'messaging.0.message.text',
        'changes.0.value.message',
      ],
    ],
    [
      'from',
      'From',
      'id',
      '16505551234',
      ['changes.0.value.messages.0.from', 'messaging.0.sender.id', 'changes.0.value.from.id'],
    ],
    [
      'to',
      'To',
      'id',
      '106540352242922',
      ['messaging.0.recipient.id', 'changes.0.value.statuses.0.recipient_id'],
    ],
    ['status', 'Status', 'string', 'delivered', 'changes.0.value.statuses.0.status'],
    ['error_code', 'Error Code', 'id', '131047', 'changes.0.value.statuses.0.errors.0.code'],
    ['lead', 'Lead', 'id', '444444444444', 'changes.0.value.leadgen_id'],
    ['form', 'Form', 'id', '555555555555', 'changes.0.value.form_id'],
    ['item', 'Item', 'string', 'comment', 'changes.0.value.item'],
    ['verb', 'Verb', 'string', 'add', 'changes.0.value.verb'],
    ['post', 'Post', 'id', '44444444_444444444', 'changes.0.value.post_id'],
    ['sent_at', 'Sent At', 'datetime', '2026-04-25T14:30:01.000Z', 'time'],
  ]),
};

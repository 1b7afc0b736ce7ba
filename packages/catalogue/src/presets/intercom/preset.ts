import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://developers.intercom.com/docs/webhooks';
const SETTING_UP = `${WEBHOOKS}/setting-up-webhooks`;
const NOTIFICATIONS = `${WEBHOOKS}/webhook-notifications`;
const MODELS = 'https://developers.intercom.com/docs/references/webhooks/webhook-models';

/**
 * Intercom: conversations, contacts, tickets.
 *
 * 1. HMAC-SHA1 of the body, in hex behind `sha1=`; the key is the app’s client secret. SHA-1 is
 *    weak as a digest, but not known to be so inside HMAC.
 * 2. No time is signed.
 * 3. When the address is entered, a HEAD wants 200; the gateway answers every HEAD so.
 *
 * Identity: the notification’s id, `notif_…`; a retry has the same and counts `delivery_attempts`.
 */
export const definition: DefinitionInput = {
  id: 'intercom',
  name: 'Intercom',
  description: 'Conversations, contacts, companies and tickets.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something happens in Intercom' },
  signature: {
    algorithm: 'hmac-sha1',
    header: 'x-hub-signature',
    encoding: 'hex',
    prefix: 'sha1=',
  },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretLabel: 'Client secret',
    secretPage: 'Basic information',
  },
  evidence: {
    signature: { status: 'documented', source: SETTING_UP },
    handshake: { status: 'documented', source: SETTING_UP },
    eventType: { status: 'documented', source: MODELS },
    identity: { status: 'documented', source: MODELS },
    occurredAt: { status: 'documented', source: MODELS },
    delivery: { status: 'documented', source: NOTIFICATIONS },
  },
  policy: {
    timeoutMs: 5 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [MINUTE],
    disableAfter: null,
    notes: [
      'Documented: more than 1000 errors in 15 minutes pause a subscription for 15 minutes; seven days of errors suspend it.',
      'Seen: five seconds to answer, and one retry after a minute. 410 Gone ends the subscription.',
    ],
  },
  wire: {
    userAgent: 'intercom-webhooks/1.0',
    encoding: 'compact',
    perAttempt: { delivery_attempts: { $number: '{attempt}' } },
  },
  events: EVENTS,
  ping: {
    type: 'ping',
    label: 'Ping',
    description: 'Triggers when the address is entered, or a test is sent.',
    status: 'documented',
    when: { value: 'topic', is: 'ping' },
    sample: {
      type: 'notification_event',
      app_id: 'a86dr8yl',
      topic: 'ping',
      id: null,
      created_at: { $number: '{at:unix}' },
      delivery_attempts: 1,
      first_sent_at: { $number: '{at:unix}' },
      data: { type: 'notification_event_data', item: { type: 'ping', message: 'ping' } },
    },
  },
  eventType: 'topic',
  identity: [
    { parts: ['id'] },
    { parts: [{ digestWithout: ['delivery_attempts', 'first_sent_at'] }] },
  ],
  common: {
    occurred_at: 'created_at',
    title: [
      'data.item.source.subject',
      'data.item.title',
      'data.item.ticket_attributes._default_title_',
      'data.item.name',
    ],
    summary: [
      'data.item.conversation_parts.conversation_parts.0.body',
      'data.item.source.body',
      'data.item.ticket_attributes._default_description_',
    ],
    url: 'data.item.links.conversation_web',
    project_id: 'app_id',
    company_name: { when: { value: 'data.item.type', is: 'company' }, use: 'data.item.name' },
    contact_name: [
      'data.item.source.author.name',
      { when: { value: 'data.item.type', is: 'contact' }, use: 'data.item.name' },
      'data.item.contacts.contacts.0.name',
    ],
    contact_email: [
      'data.item.source.author.email',
      'data.item.email',
      'data.item.contacts.contacts.0.email',
    ],
    contact_phone: 'data.item.phone',
    subject_type: 'data.item.type',
    subject_id: 'data.item.id',
  },
  fields: fieldTable([
    ['app', 'App', 'id', 'a86dr8yl', 'app_id'],
    ['delivery_attempts', 'Delivery Attempts', 'integer', 1, 'delivery_attempts'],
    ['first_sent_at', 'First Sent At', 'datetime', '2026-04-25T14:30:01.000Z', 'first_sent_at'],
    ['state', 'State', 'string', 'open', ['data.item.state', 'data.item.ticket_state']],
    ['open', 'Open', 'boolean', true, 'data.item.open'],
    [
      'conversation_priority',
      'Conversation Priority',
      'string',
      'not_priority',
      'data.item.priority',
    ],
    ['source', 'Source', 'string', 'conversation', 'data.item.source.type'],
    ['source_url', 'Source URL', 'url', 'https://acme.example/prices', 'data.item.source.url'],
    [
      'contact',
      'Contact',
      'id',
      '5bc8f7ae2d96695c18a',
      ['data.item.contacts.contacts.0.id', 'data.item.contact.id'],
    ],
    ['external_id', 'External ID', 'id', 'user_42', 'data.item.external_id'],
    ['role', 'Role', 'string', 'lead', 'data.item.role'],
    ['admin', 'Admin', 'id', '814860', ['data.item.admin_assignee_id', 'data.item.assignee.id']],
    ['team', 'Team', 'id', '5017691', 'data.item.team_assignee_id'],
    [
      'reply_by',
      'Reply By',
      'string',
      'admin',
      'data.item.conversation_parts.conversation_parts.0.author.type',
    ],
    ['created_at', 'Created At', 'datetime', '2026-04-25T14:00:00.000Z', 'data.item.created_at'],
    ['updated_at', 'Updated At', 'datetime', '2026-04-25T14:30:00.000Z', 'data.item.updated_at'],
  ]),
};

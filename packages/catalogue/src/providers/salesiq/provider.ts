import type { Condition, Expression } from '../../definition/expression.ts';
import type { ProviderDefinition } from '../../provider.ts';
import { registration } from './api.ts';
import { EVENTS } from './events.ts';
import { FIELDS } from './fields.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Covers three retries, one a minute, with their 5 s time-outs, twice over. */
const RETRY_WINDOW = 10 * MINUTE;

/** The entity itself is a person, not one of us. The vendor's own example writes "lead " with a space. */
const IS_PERSON: Condition = {
  value: { of: ['entity_type', 'entity.type', 'type'], steps: ['trim'] },
  oneOf: ['visitor', 'contact', 'lead'],
};

/** A detail of the visitor that an event is about: of a conversation, or of the entity itself, enveloped or bare. */
function ofPerson(read: (prefix: string) => readonly Expression[]): Expression {
  return [
    ...read('entity.visitor.'),
    ...read('visitor.'),
    { when: IS_PERSON, use: [...read('entity.'), ...read('')] },
  ];
}
const detail = (...keys: readonly string[]): Expression =>
  ofPerson((prefix) => keys.map((key) => `${prefix}${key}`));

const PERSON_NAME = ofPerson((prefix) => [
  `${prefix}name`,
  { join: [`${prefix}first_name`, `${prefix}last_name`], with: ' ' },
]);

/**
 * Zoho SalesIQ: conversations with website visitors, and the portal's administration.
 * https://www.zoho.com/salesiq/help/developer-section/workflows-actions-webhooks.html
 *
 * - Identity is (event, entity_id, event_time), never `attempt`, which counts the tries. A
 *   bare entity may carry neither id nor time (a rating is four words long), so it is
 *   recognised by its content, and only while SalesIQ retries: the same visitor can give
 *   the same rating again next week.
 * - There is no ping: SalesIQ tests a URL with a HEAD request, and its trial run sends an
 *   event like any other.
 * - Workflows can send the bare entity instead of the envelope; its event type is not given
 *   and is passed on as "unknown".
 */
export const definition: ProviderDefinition = {
  id: 'salesiq',
  name: 'Zoho SalesIQ',
  description: 'Conversations with website visitors, contacts and leads, and administration.',
  docs: 'https://www.zoho.com/salesiq/help/developer-section/workflows-actions-webhooks.html',
  wording: {
    noun: 'Event',
    shortName: 'SalesIQ',
    startsWhen: 'something happens in a Zoho SalesIQ portal, such as a missed chat',
    triggers: [
      {
        name: 'Missed Chat',
        noun: 'Chat',
        startsWhen: 'a chat is missed in Zoho SalesIQ',
        eventType: 'conversation.missed',
      },
      {
        name: 'Chat Rating',
        noun: 'Rating',
        startsWhen: 'a visitor rates a chat or gives feedback in Zoho SalesIQ',
        eventType: 'conversation.rated',
      },
    ],
  },
  signature: { algorithm: 'rsa-sha256', header: 'x-siqsignature', encoding: 'base64' },
  signsWhen:
    'SalesIQ signs only where the webhook was created with “secured” and a public key was generated for it.',
  registration,
  policy: {
    timeoutMs: 5 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [1 * MINUTE, 1 * MINUTE, 1 * MINUTE],
    disableAfter: null,
    notes: [
      'Documented: 5 seconds for each call, 3 retries, one a minute; failures are kept for 60 days.',
      'Assumed: every 2xx counts as delivered, and every other answer is retried.',
      'A bare entity tells neither event nor time: equal content is a retry for 10 minutes, which covers all three retries. So the same content twice within 10 minutes is stored once.',
    ],
  },
  wire: {
    userAgent: 'ZohoSalesIQ',
    encoding: 'compact',
    perAttempt: { attempt: { $number: '{attempt}' } },
  },
  events: EVENTS,
  eventType: 'event',
  identity: [
    { parts: ['event', 'entity_id', 'event_time'] },
    { parts: [{ text: 'content' }, { digestWithout: ['attempt'] }], windowMs: RETRY_WINDOW },
  ],
  common: {
    occurred_at: 'event_time',
    title: ['entity.question', 'question', 'entity.name', 'name'],
    summary: [
      'entity.message.text',
      'message.text',
      'entity.feedback',
      'feedback',
      'entity.question',
      'question',
    ],
    score: ['entity.rating', 'rating'],
    contact_name: PERSON_NAME,
    contact_first_name: detail('first_name'),
    contact_last_name: detail('last_name'),
    contact_email: detail('email_id', 'email'),
    contact_phone: detail('phone', 'mobile'),
    subject_type: 'entity_type',
    subject_id: ['entity_id', 'entity.id', 'id'],
  },
  fields: FIELDS,
  panel: {
    categories: ['Communication', 'Sales'],
    keywords: [
      'Zoho',
      'SalesIQ',
      'Sales IQ',
      'chat',
      'live chat',
      'chatbot',
      'conversation',
      'visitor',
      'operator',
      'customer support',
      'rating',
      'lead',
    ],
    settings: {
      app_ids: {
        parameter: 'appIds',
        label: 'Brands',
        help: 'App IDs of the brands to listen to, separated by commas. Empty: all. Only for conversations and visitors. You find them in SalesIQ under Settings → Brands.',
        example: '19367000000002043',
        group: 'data',
      },
    },
  },
};

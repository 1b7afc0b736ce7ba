import { digestOf } from '../digest.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { asObject, asText } from '../payload.ts';
import { defineProvider, type Identity, type Provider } from '../provider.ts';
import { rsa } from '../signature/scheme.ts';
import { registration } from './salesiq/api.ts';
import { EVENTS } from './salesiq/events.ts';
import { FIELDS } from './salesiq/fields.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Covers three retries, one a minute, with their 5 s time-outs, twice over. */
const RETRY_WINDOW = 10 * MINUTE;

/** Kinds of entity that are a visitor, not one of us. */
const PERSONS = new Set(['visitor', 'contact', 'lead']);

/** The entity, out of its envelope or bare. */
const entityOf = (payload: JsonObject): JsonObject =>
  payload.entity === undefined ? payload : asObject(payload.entity);

/** The visitor that an event is about: of a conversation, or the entity itself. */
function personOf(payload: JsonObject): JsonObject {
  const entity = entityOf(payload);
  if (entity.visitor !== undefined) return asObject(entity.visitor);
  // The vendor's own example writes "lead " with a space.
  const kind = asText(payload.entity_type ?? entity.type).trim();
  return PERSONS.has(kind) ? entity : {};
}

/** `name`, or first and last name; what is no text is handed on to be found unreadable. */
function personName(payload: JsonObject): JsonValue {
  const { name, first_name, last_name } = personOf(payload);
  if (name !== undefined && name !== null && name !== '') return name;
  return [first_name, last_name]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
}

/** The first of two spellings of a person's detail. */
const detail =
  (...keys: readonly string[]) =>
  (payload: JsonObject): JsonValue => {
    const person = personOf(payload);
    const key = keys.find((name) => person[name] !== undefined && person[name] !== null);
    return key === undefined ? null : (person[key] ?? null);
  };

function identity(payload: JsonObject): Identity {
  const event = asText(payload.event);
  const entityId = asText(payload.entity_id);
  const time = asText(payload.event_time);
  if (event !== '' && entityId !== '' && time !== '') {
    return { key: `${event}:${entityId}:${time}`, windowMs: null };
  }
  const { attempt: _attempt, ...content } = payload;
  return { key: `content:${digestOf(content)}`, windowMs: RETRY_WINDOW };
}

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
 * - Workflows can send the bare entity instead of the envelope; its event type is not told
 *   and is passed on as "unknown".
 */
export const salesiq: Provider = defineProvider({
  id: 'salesiq',
  name: 'Zoho SalesIQ',
  description: 'Conversations with website visitors, contacts and leads, and administration.',
  docs: 'https://www.zoho.com/salesiq/help/developer-section/workflows-actions-webhooks.html',
  signature: rsa('x-siqsignature'),
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
    ],
  },
  wire: {
    userAgent: 'ZohoSalesIQ',
    encoding: 'compact',
    perAttempt: (payload, attempt) => ({ ...payload, attempt }),
  },
  events: EVENTS,
  eventType: (payload) => asText(payload.event) || 'unknown',
  isPing: () => false,
  identity,
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
    contact_name: personName,
    contact_email: detail('email_id', 'email'),
    contact_phone: detail('phone', 'mobile'),
    subject_type: 'entity_type',
    subject_id: ['entity_id', 'entity.id', 'id'],
  },
  fields: FIELDS,
});

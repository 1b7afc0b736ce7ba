import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { HOUR, MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const API = 'https://developer.calendly.com/api-docs/overview/webhooks';
const SIGNATURES = `${API}/webhook-signatures`;
const PAYLOADS = 'https://developer.calendly.com/docs/webhooks/overview';

/**
 * Calendly: meetings that are booked and cancelled.
 *
 * 1. The header is a list, `t=…,v1=…`.
 * 2. HMAC-SHA256 over `{t}.{body}`, in hex; the key is the signing key.
 * 3. What was signed more than three minutes ago is refused, as Calendly’s example does.
 *
 * Identity: events have no id. An invitee is created once and cancelled once, and a form is submitted
 * once, so these are known by their address; of anything else the content without the time at which
 * the notice was made.
 */
export const definition: DefinitionInput = {
  id: 'calendly',
  name: 'Calendly',
  description: 'Meetings that people book, move and cancel.',
  docs: PAYLOADS,
  wording: { noun: 'Event', startsWhen: 'somebody books or cancels a meeting in Calendly' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'calendly-webhook-signature',
    encoding: 'hex',
    content: '{timestamp}.{body}',
    pairs: { separator: ',', signature: 'v1' },
    timestamp: { pair: 't' },
    tolerance: 180,
  },
  signsWhen: 'Calendly signs only if the subscription was made with a signing key.',
  registration: { kind: 'by-hand', secretFrom: 'user', secretLabel: 'Webhook signing key' },
  evidence: {
    signature: { status: 'documented', source: SIGNATURES },
    timestamp: { status: 'documented', source: SIGNATURES },
    eventType: { status: 'documented', source: PAYLOADS },
    identity: { status: 'assumed' },
    occurredAt: { status: 'documented', source: PAYLOADS },
    delivery: { status: 'documented', source: `${API}/webhook-errors` },
  },
  policy: {
    timeoutMs: 15 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR],
    disableAfter: null,
    notes: [
      'Documented: ten seconds to connect, fifteen to read; retries with exponential back-off for 24 hours, after which the subscription is disabled; 410 Gone deletes it.',
      'Assumed: the single waits.',
    ],
  },
  wire: { userAgent: 'Calendly', encoding: 'compact' },
  events: EVENTS,
  eventType: 'event',
  identity: [
    {
      when: {
        value: 'event',
        oneOf: ['invitee.created', 'invitee.canceled', 'routing_form_submission.created'],
      },
      parts: ['event', 'payload.uri'],
    },
    { parts: ['event', 'payload.no_show.uri'] },
    { parts: [{ digestWithout: ['created_at'] }] },
  ],
  common: {
    occurred_at: 'created_at',
    title: 'payload.scheduled_event.name',
    summary: ['payload.cancellation.reason', 'payload.questions_and_answers.0.answer'],
    url: ['payload.scheduled_event.location.join_url', 'payload.reschedule_url'],
    contact_name: [
      'payload.name',
      { join: ['payload.first_name', 'payload.last_name'], with: ' ' },
    ],
    contact_first_name: 'payload.first_name',
    contact_last_name: 'payload.last_name',
    contact_email: 'payload.email',
    contact_phone: 'payload.text_reminder_number',
    subject_type: { of: 'event', steps: [{ firstWord: '.' }] },
    subject_id: 'payload.uri',
  },
  fields: fieldTable([
    ['event_name', 'Event Name', 'string', 'Demo', 'payload.scheduled_event.name'],
    [
      'start_time',
      'Start Time',
      'datetime',
      '2026-04-26T09:00:00.000Z',
      'payload.scheduled_event.start_time',
    ],
    [
      'end_time',
      'End Time',
      'datetime',
      '2026-04-26T09:30:00.000Z',
      'payload.scheduled_event.end_time',
    ],
    ['timezone', 'Time Zone', 'string', 'Europe/Berlin', 'payload.timezone'],
    ['status', 'Status', 'string', 'active', 'payload.status'],
    ['rescheduled', 'Rescheduled', 'boolean', false, 'payload.rescheduled'],
    ['canceled_by', 'Cancelled By', 'string', 'Jane Smith', 'payload.cancellation.canceled_by'],
    ['cancel_reason', 'Cancel Reason', 'string', 'I am ill.', 'payload.cancellation.reason'],
    ['location', 'Location', 'string', 'zoom', 'payload.scheduled_event.location.type'],
    [
      'host_name',
      'Host Name',
      'string',
      'John Doe',
      'payload.scheduled_event.event_memberships.0.user_name',
    ],
    [
      'host_email',
      'Host Email',
      'email',
      'john@acme.example',
      'payload.scheduled_event.event_memberships.0.user_email',
    ],
    ['first_answer', 'First Answer', 'string', 'Prices', 'payload.questions_and_answers.0.answer'],
    ['utm_source', 'UTM Source', 'string', 'newsletter', 'payload.tracking.utm_source'],
    [
      'cancel_url',
      'Cancel URL',
      'url',
      'https://calendly.com/cancellations/A',
      'payload.cancel_url',
    ],
    [
      'reschedule_url',
      'Reschedule URL',
      'url',
      'https://calendly.com/reschedulings/A',
      'payload.reschedule_url',
    ],
  ]),
};

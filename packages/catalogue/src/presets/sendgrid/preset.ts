import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { HOUR, MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const EVENT_PAGE = 'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event';
const SECURITY =
  'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features';

/**
 * SendGrid’s Event Webhook: what became of emails.
 *
 * 1. ECDSA on P-256 with SHA-256 over the time and the body, with nothing between; DER in base64. The
 *    public key is shown as base64 without PEM’s lines.
 * 2. The time is in a header, in seconds. SendGrid names no tolerance; five minutes are taken, by the
 *    clock of the attempt.
 * 3. The body is a list of events, with a line end after the last.
 *
 * Identity: `sg_event_id`, which SendGrid names for this. Old ones are up to 100 characters long.
 */
export const definition: DefinitionInput = {
  id: 'sendgrid',
  name: 'SendGrid',
  description: 'Emails delivered, opened, clicked and bounced.',
  docs: EVENT_PAGE,
  wording: { noun: 'Email Event', startsWhen: 'SendGrid reports what became of an email' },
  signature: {
    algorithm: 'ecdsa-sha256',
    header: 'x-twilio-email-event-webhook-signature',
    encoding: 'base64',
    content: '{timestamp}{body}',
    timestamp: 'x-twilio-email-event-webhook-timestamp',
  },
  body: { each: '' },
  signsWhen:
    'SendGrid signs only if Signed Event Webhook is switched on in the webhook’s settings.',
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretNeedsUrl: true,
    secretLabel: 'Verification Key',
    secretPage: 'Settings → Mail Settings → Event Webhooks',
  },
  evidence: {
    signature: { status: 'documented', source: SECURITY },
    timestamp: { status: 'assumed', source: SECURITY },
    eventType: { status: 'documented', source: EVENT_PAGE },
    identity: { status: 'documented', source: EVENT_PAGE },
    occurredAt: { status: 'documented', source: EVENT_PAGE },
    delivery: { status: 'assumed' },
  },
  policy: {
    timeoutMs: 10 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
    disableAfter: null,
    notes: [
      'Assumed: what is not answered 2xx is tried again for a day, at growing intervals; some say for a week.',
    ],
  },
  wire: { userAgent: 'SendGrid Event API', encoding: 'compact' },
  events: EVENTS,
  eventType: 'event',
  identity: [{ parts: ['sg_event_id'] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: 'timestamp',
    title: ['subject', 'marketing_campaign_name', 'reason', 'response'],
    summary: ['reason', 'response'],
    url: 'url',
    contact_email: 'email',
    subject_type: { when: { exists: 'sg_message_id' }, use: { text: 'email' } },
    subject_id: 'sg_message_id',
  },
  fields: fieldTable([
    ['email', 'Email', 'email', 'jane@example.com', 'email'],
    ['message_id', 'Message ID', 'id', '14c5d75ce93.dfd.64b469.filter0001', 'sg_message_id'],
    ['smtp_id', 'SMTP ID', 'string', '<14c5d75ce93.dfd.64b469@ismtpd-555>', 'smtp-id'],
    ['reason', 'Reason', 'string', '550 5.1.1 There is no such mailbox.', 'reason'],
    ['status', 'Status', 'string', '5.1.1', 'status'],
    ['response', 'Response', 'string', '250 OK', 'response'],
    ['bounce_type', 'Bounce Type', 'string', 'bounce', 'type'],
    [
      'bounce_classification',
      'Bounce Classification',
      'string',
      'Invalid Address',
      'bounce_classification',
    ],
    ['attempt', 'Attempt', 'integer', 2, 'attempt'],
    ['clicked_url', 'Clicked URL', 'url', 'https://acme.example/offer', 'url'],
    ['user_agent', 'User Agent', 'string', 'Mozilla/5.0', 'useragent'],
    ['ip', 'IP Address', 'string', '192.0.2.1', 'ip'],
    ['machine_open', 'Machine Open', 'boolean', false, 'sg_machine_open'],
    [
      'category',
      'Category',
      'string',
      'newsletter',
      ['category.0', { when: { value: 'category.0', is: null }, use: 'category' }],
    ],
    ['template', 'Template', 'id', 'd-5d3f3c', 'sg_template_id'],
    ['campaign', 'Campaign', 'string', 'Spring', 'marketing_campaign_name'],
  ]),
};

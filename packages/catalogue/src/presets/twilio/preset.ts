import type { DefinitionInput } from '../../definition/complete.ts';
import type { Expression } from '../../definition/expression.ts';
import { fieldTable } from '../documented.ts';
import { SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const SECURITY = 'https://www.twilio.com/docs/usage/webhooks/webhooks-security';
const OVERRIDES = 'https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides';
const STATUS = 'https://www.twilio.com/docs/messaging/guides/track-outbound-message-status';

/** Requests carry no type: it is put together of what they are about and its status. */
const EVENT_TYPE: Expression = [
  {
    when: { exists: 'StatusCallbackEvent' },
    use: { join: [{ text: 'conference' }, 'StatusCallbackEvent'], with: '.' },
  },
  {
    when: { exists: 'RecordingStatus' },
    use: { join: [{ text: 'recording' }, 'RecordingStatus'], with: '.' },
  },
  {
    when: { exists: 'MessageStatus' },
    use: { join: [{ text: 'message' }, 'MessageStatus'], with: '.' },
  },
  { when: { exists: 'MessageSid' }, use: { text: 'message.received' } },
  {
    when: { exists: 'CallStatus' },
    use: { join: [{ text: 'call' }, 'CallStatus'], with: '.' },
  },
];

/**
 * Twilio: messages, calls and recordings.
 *
 * 1. HMAC-SHA1 over the whole public address with its query, and the form’s parameters sorted by
 *    name, each as name and value; base64. The key is the account’s auth token.
 * 2. Of a JSON body the address carries the SHA-256, as `bodySHA256`.
 * 3. No time is signed. An account may have other keys and SHA-256 (Webhooks Rules): that is not read.
 *
 * Identity: a message is received once and reaches each status once; a recording too. Of a call’s
 * progress the sequence number tells. Anything else, such as the steps of a call, may recur with equal
 * content: there the header `I-Twilio-Idempotency-Token` counts, which is not signed.
 */
export const definition: DefinitionInput = {
  id: 'twilio',
  name: 'Twilio',
  description: 'Messages received and delivered, calls and recordings.',
  docs: 'https://www.twilio.com/docs/usage/webhooks',
  wording: { noun: 'Event', startsWhen: 'Twilio reports a message or a call' },
  signature: {
    algorithm: 'hmac-sha1',
    header: 'x-twilio-signature',
    encoding: 'base64',
    content: '{url}{form}',
  },
  body: { accepts: ['form', 'json'] },
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretLabel: 'Auth Token',
    secretPage: 'Account Info',
  },
  evidence: {
    signature: { status: 'documented', source: SECURITY },
    eventType: { status: 'documented', source: STATUS },
    identity: { status: 'seen', source: OVERRIDES },
    delivery: { status: 'documented', source: OVERRIDES },
  },
  policy: {
    timeoutMs: 15 * SECOND,
    success: '2xx',
    retryOn: 'timeouts-and-5xx',
    retryWaitsMs: [],
    disableAfter: null,
    notes: [
      'Documented: apart from one more try if no connection could be made, only where the address asks for it (“connection overrides”).',
      'Twilio reads the answer as TwiML; the gateway’s is none, so nothing is replied to a message or call: enter the address where only its status is reported, or let Twilio’s own flow answer.',
    ],
  },
  wire: {
    userAgent: 'TwilioProxy/1.1',
    encoding: 'compact',
    headers: { 'i-twilio-idempotency-token': '{deliveryId}' },
  },
  events: EVENTS,
  eventType: EVENT_TYPE,
  identity: [
    { when: { exists: 'MessageStatus' }, parts: [EVENT_TYPE, 'MessageSid'] },
    { when: { exists: 'RecordingStatus' }, parts: [EVENT_TYPE, 'RecordingSid'] },
    {
      when: { value: 'SmsStatus', is: 'received' },
      parts: [EVENT_TYPE, 'MessageSid'],
    },
    {
      when: { value: 'CallbackSource', is: 'call-progress-events' },
      parts: [EVENT_TYPE, 'CallSid', 'SequenceNumber'],
    },
    { parts: [{ header: 'i-twilio-idempotency-token' }] },
    { parts: [{ digestWithout: [] }] },
  ],
  common: {
    title: ['Body', 'FriendlyName'],
    summary: ['Body', 'ErrorMessage', 'TranscriptionText'],
    url: ['RecordingUrl', 'MediaUrl0'],
    contact_name: ['ProfileName', 'CallerName'],
    contact_phone: 'From',
    subject_type: [
      { when: { exists: 'RecordingSid' }, use: { text: 'recording' } },
      { when: { exists: 'MessageSid' }, use: { text: 'message' } },
      { when: { exists: 'ConferenceSid' }, use: { text: 'conference' } },
      { when: { exists: 'CallSid' }, use: { text: 'call' } },
    ],
    subject_id: ['RecordingSid', 'MessageSid', 'ConferenceSid', 'CallSid'],
  },
  fields: fieldTable([
    ['account_sid', 'Account SID', 'id', 'AC0123456789abcdef0123456789abcdef', 'AccountSid'],
    ['message_sid', 'Message SID', 'id', 'SM0123456789abcdef0123456789abcdef', 'MessageSid'],
    ['call_sid', 'Call SID', 'id', 'CA0123456789abcdef0123456789abcdef', 'CallSid'],
    ['from', 'From', 'phone', '+15550100', 'From'],
    ['to', 'To', 'phone', '+15550199', 'To'],
    ['body', 'Body', 'string', 'Is it open?', 'Body'],
    [
      'status',
      'Status',
      'string',
      'delivered',
      ['RecordingStatus', 'MessageStatus', 'SmsStatus', 'CallStatus'],
    ],
    ['error_code', 'Error Code', 'id', '30003', 'ErrorCode'],
    ['media_count', 'Media Count', 'integer', 0, 'NumMedia'],
    ['media_url', 'Media URL', 'url', 'https://api.twilio.com/media/ME1', 'MediaUrl0'],
    ['direction', 'Direction', 'string', 'inbound', 'Direction'],
    [
      'duration',
      'Duration (Seconds)',
      'integer',
      42,
      ['RecordingDuration', 'CallDuration', 'DialCallDuration'],
    ],
    [
      'recording_url',
      'Recording URL',
      'url',
      'https://api.twilio.com/recordings/RE1',
      'RecordingUrl',
    ],
    ['from_country', 'From Country', 'string', 'US', ['FromCountry', 'CallerCountry']],
    ['from_city', 'From City', 'string', 'Springfield', ['FromCity', 'CallerCity']],
    ['whatsapp_name', 'WhatsApp Name', 'string', 'Jane', 'ProfileName'],
  ]),
};

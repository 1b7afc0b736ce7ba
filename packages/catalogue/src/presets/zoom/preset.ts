import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOKS = 'https://developers.zoom.us/docs/api/webhooks/';
const EVENT_PAGES = 'https://developers.zoom.us/docs/api/meetings/events/';

/**
 * Zoom: meetings, webinars, recordings.
 *
 * 1. HMAC-SHA256 over `v0:{timestamp}:{body}`, in hex behind `v0=`; the key is the secret token.
 * 2. The time is in a header, in seconds. Zoom names no tolerance; five minutes are taken.
 * 3. When the address is entered, and every 72 hours, a signed `endpoint.url_validation` wants its
 *    token back, and the token’s HMAC-SHA256 in hex.
 *
 * Identity: events have no id, but a time in milliseconds: their content, without the token for
 * downloads, which may be made anew.
 */
export const definition: DefinitionInput = {
  id: 'zoom',
  name: 'Zoom',
  description: 'Meetings, webinars, recordings and more of an account.',
  docs: WEBHOOKS,
  wording: { noun: 'Event', startsWhen: 'something happens in Zoom' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-zm-signature',
    encoding: 'hex',
    prefix: 'v0=',
    content: 'v0:{timestamp}:{body}',
    timestamp: 'x-zm-request-timestamp',
  },
  handshakes: [
    {
      signed: true,
      when: { value: 'event', is: 'endpoint.url_validation' },
      challenge: { path: 'payload.plainToken' },
      answer: { json: { plainToken: '{challenge}', encryptedToken: '{hmac}' } },
    },
  ],
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretLabel: 'Secret Token',
    secretPage: 'Features → Access',
  },
  evidence: {
    signature: { status: 'documented', source: `${WEBHOOKS}#verify-webhook-events` },
    timestamp: { status: 'documented', source: `${WEBHOOKS}#verify-webhook-events` },
    handshake: { status: 'documented', source: `${WEBHOOKS}#validate-your-webhook-endpoint` },
    eventType: { status: 'documented', source: EVENT_PAGES },
    identity: { status: 'assumed' },
    occurredAt: { status: 'documented', source: EVENT_PAGES },
    delivery: {
      status: 'documented',
      source: 'https://developers.zoom.us/blog/webhook-delays/',
    },
  },
  policy: {
    timeoutMs: 3 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [5 * MINUTE, 20 * MINUTE, 60 * MINUTE],
    disableAfter: null,
    notes: [
      'Documented: 200 or 204 within three seconds; three retries, after 5, 20 and 60 more minutes.',
    ],
  },
  wire: { userAgent: 'Zoom Marketplace/1.0a', encoding: 'compact' },
  events: EVENTS,
  eventType: 'event',
  identity: [{ parts: [{ digestWithout: ['download_token'] }] }],
  common: {
    occurred_at: ['event_ts', 'payload.object.start_time'],
    title: ['payload.object.topic', 'payload.object.display_name'],
    summary: 'payload.object.agenda',
    url: ['payload.object.share_url', 'payload.object.join_url'],
    contact_name: [
      'payload.object.participant.user_name',
      {
        join: ['payload.object.registrant.first_name', 'payload.object.registrant.last_name'],
        with: ' ',
      },
      { join: ['payload.object.first_name', 'payload.object.last_name'], with: ' ' },
    ],
    contact_first_name: ['payload.object.registrant.first_name', 'payload.object.first_name'],
    contact_last_name: ['payload.object.registrant.last_name', 'payload.object.last_name'],
    contact_email: [
      'payload.object.participant.email',
      'payload.object.registrant.email',
      'payload.object.email',
    ],
    subject_type: { of: 'event', steps: [{ firstWord: '.' }] },
    subject_id: ['payload.object.uuid', 'payload.object.id'],
  },
  fields: fieldTable([
    ['account', 'Account', 'id', 'AAAAAABBBB', 'payload.account_id'],
    ['meeting_id', 'Meeting ID', 'id', '1234567890', 'payload.object.id'],
    ['meeting_uuid', 'Meeting UUID', 'id', '4444AAAiAAAAAiAiAiiAii==', 'payload.object.uuid'],
    ['topic', 'Topic', 'string', 'Weekly', 'payload.object.topic'],
    ['host_id', 'Host ID', 'id', 'x1yCzABCDEfg23HiJKl4mN', 'payload.object.host_id'],
    ['host_email', 'Host Email', 'email', 'john@acme.example', 'payload.object.host_email'],
    [
      'start_time',
      'Start Time',
      'datetime',
      '2026-04-25T14:00:00.000Z',
      'payload.object.start_time',
    ],
    ['end_time', 'End Time', 'datetime', '2026-04-25T14:30:00.000Z', 'payload.object.end_time'],
    ['duration', 'Duration (Minutes)', 'integer', 30, 'payload.object.duration'],
    ['timezone', 'Time Zone', 'string', 'Europe/Berlin', 'payload.object.timezone'],
    ['participant', 'Participant', 'string', 'Jane Smith', 'payload.object.participant.user_name'],
    [
      'joined_or_left_at',
      'Joined or Left At',
      'datetime',
      '2026-04-25T14:05:00.000Z',
      ['payload.object.participant.join_time', 'payload.object.participant.leave_time'],
    ],
    ['recordings', 'Recordings', 'integer', 2, 'payload.object.recording_count'],
    ['share_url', 'Share URL', 'url', 'https://zoom.us/rec/share/a', 'payload.object.share_url'],
  ]),
};

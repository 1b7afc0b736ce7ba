import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const VERIFYING = 'https://docs.slack.dev/authentication/verifying-requests-from-slack';
const EVENTS_API = 'https://docs.slack.dev/apis/events-api';
const HANDSHAKE = 'https://docs.slack.dev/reference/events/url_verification';

/**
 * Slack’s Events API: messages, mentions, reactions, people who join.
 *
 * 1. HMAC-SHA256 over `v0:{timestamp}:{body}`, in hex behind `v0=`; the key is the signing secret.
 * 2. The time is in a header, in seconds; what is older than five minutes is refused.
 * 3. When the address is entered, a signed `url_verification` wants its challenge back.
 *
 * Identity: `event_id`, unique across all workspaces, and the same for every attempt. A notice that
 * the rate limit was reached has none. Slash commands and buttons are not covered: they want an
 * answer of their own.
 */
export const definition: DefinitionInput = {
  id: 'slack',
  name: 'Slack',
  description: 'Events of workspaces: messages, mentions, reactions and more.',
  docs: EVENTS_API,
  wording: { noun: 'Event', startsWhen: 'something happens in a Slack workspace' },
  signature: {
    algorithm: 'hmac-sha256',
    header: 'x-slack-signature',
    encoding: 'hex',
    prefix: 'v0=',
    content: 'v0:{timestamp}:{body}',
    timestamp: 'x-slack-request-timestamp',
    tolerance: 300,
  },
  handshakes: [
    {
      signed: true,
      when: { value: 'type', is: 'url_verification' },
      challenge: { path: 'challenge' },
      answer: { text: '{challenge}' },
    },
  ],
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretLabel: 'Signing Secret',
    secretPage: 'Basic Information',
  },
  evidence: {
    signature: { status: 'documented', source: VERIFYING },
    timestamp: { status: 'documented', source: VERIFYING },
    handshake: { status: 'documented', source: HANDSHAKE },
    eventType: { status: 'documented', source: EVENTS_API },
    identity: { status: 'documented', source: EVENTS_API },
    occurredAt: { status: 'documented', source: EVENTS_API },
    delivery: { status: 'documented', source: `${EVENTS_API}#retries` },
  },
  policy: {
    timeoutMs: 3 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [SECOND, MINUTE, 5 * MINUTE],
    disableAfter: null,
    notes: [
      'Documented: three seconds to answer; three retries: nearly at once, after a minute, after five minutes.',
      'Documented: an app that answers less than 5 % of its events in 60 minutes gets none any more.',
    ],
  },
  wire: {
    userAgent: 'Slackbot 1.0 (+https://api.slack.com/robots)',
    encoding: 'compact',
  },
  events: EVENTS,
  eventType: ['event.type', 'type'],
  identity: [{ parts: ['event_id'] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: ['event_time', 'minute_rate_limited'],
    title: ['event.channel.name', 'event.reaction', 'event.text'],
    summary: 'event.text',
    contact_name: ['event.user.real_name', 'event.user.name'],
    contact_email: 'event.user.profile.email',
    subject_type: [
      { when: { exists: 'event.channel.id' }, use: { text: 'channel' } },
      { when: { exists: 'event.user.id' }, use: { text: 'user' } },
      { when: { exists: ['event.ts', 'event.item.ts'] }, use: { text: 'message' } },
    ],
    subject_id: ['event.channel.id', 'event.user.id', 'event.ts', 'event.item.ts'],
  },
  people: 'colleagues',
  fields: fieldTable([
    ['team', 'Team', 'id', 'T123ABC456', 'team_id'],
    ['app', 'App', 'id', 'A123ABC456', 'api_app_id'],
    [
      'channel',
      'Channel',
      'id',
      'C123ABC456',
      [
        'event.channel.id',
        { when: { value: 'event.channel.id', is: null }, use: 'event.channel' },
        'event.item.channel',
      ],
    ],
    ['channel_type', 'Channel Type', 'string', 'channel', 'event.channel_type'],
    [
      'user',
      'User',
      'id',
      'U123ABC456',
      ['event.user.id', { when: { value: 'event.user.id', is: null }, use: 'event.user' }],
    ],
    ['text', 'Text', 'string', 'Good morning', 'event.text'],
    ['subtype', 'Subtype', 'string', 'channel_join', 'event.subtype'],
    ['bot', 'Bot', 'id', 'B123ABC456', 'event.bot_id'],
    ['message_ts', 'Message Timestamp', 'id', '1777127400.000100', ['event.ts', 'event.item.ts']],
    ['thread_ts', 'Thread Timestamp', 'id', '1777127000.000100', 'event.thread_ts'],
    ['reaction', 'Reaction', 'string', 'thumbsup', 'event.reaction'],
    ['first_file', 'First File', 'string', 'offer.pdf', 'event.files.0.name'],
  ]),
};

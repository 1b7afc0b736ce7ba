import type { DefinitionInput } from '../../definition/complete.ts';
import { fieldTable } from '../documented.ts';
import { MINUTE, SECOND } from '../waits.ts';
import { EVENTS } from './events.ts';

const WEBHOOK_EVENTS = 'https://docs.discord.com/developers/events/webhook-events';
const INTERACTIONS =
  'https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint';

/**
 * Discord’s webhook events: apps that are authorized, entitlements.
 *
 * 1. Ed25519 over the time and the body, with nothing between, in hex; the public key, also in hex, is
 *    the application’s.
 * 2. The time is in a header, in seconds. Discord names no tolerance; five minutes are taken.
 * 3. When the address is saved, a signed PING wants 204: of type 0 for webhook events. For
 *    interactions it is of type 1 and wants itself back; an event is of type 1 too, but has `event`.
 *
 * Discord also sends requests that are wrongly signed, to see that they are refused with 401.
 *
 * Identity: events have no id, but a time; an interaction has an id.
 */
export const definition: DefinitionInput = {
  id: 'discord',
  name: 'Discord',
  description: 'Webhook events of an application: authorizations, entitlements and more.',
  docs: WEBHOOK_EVENTS,
  wording: { noun: 'Event', startsWhen: 'something happens to a Discord application' },
  signature: {
    algorithm: 'ed25519',
    header: 'x-signature-ed25519',
    encoding: 'hex',
    content: '{timestamp}{body}',
    timestamp: 'x-signature-timestamp',
  },
  handshakes: [
    { signed: true, when: { value: 'type', is: 0 }, answer: { status: 204 } },
    {
      signed: true,
      when: {
        all: [
          { value: 'type', is: 1 },
          { value: 'event', is: null },
        ],
      },
      answer: { json: { type: 1 } },
    },
  ],
  registration: {
    kind: 'by-hand',
    secretFrom: 'provider',
    secretLabel: 'Public Key',
    secretPage: 'General Information',
  },
  evidence: {
    signature: { status: 'documented', source: INTERACTIONS },
    timestamp: { status: 'assumed', source: INTERACTIONS },
    handshake: { status: 'documented', source: WEBHOOK_EVENTS },
    eventType: { status: 'documented', source: WEBHOOK_EVENTS },
    identity: { status: 'assumed' },
    occurredAt: { status: 'documented', source: WEBHOOK_EVENTS },
    delivery: { status: 'documented', source: WEBHOOK_EVENTS },
  },
  policy: {
    timeoutMs: 3 * SECOND,
    success: '2xx',
    retryOn: 'every-failure',
    retryWaitsMs: [15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE],
    disableAfter: null,
    notes: [
      'Documented: three seconds to answer 204; retries with exponential back-off for up to ten minutes. An app that fails too often gets no events any more.',
      'Assumed: the single waits, and that 200, with which a gateway answers every event, is as good as 204.',
    ],
  },
  wire: { userAgent: 'Discord-Webhook/1.0 (+https://discord.com)', encoding: 'compact' },
  events: EVENTS,
  eventType: [
    'event.type',
    { when: { value: 'type', is: 2 }, use: { text: 'INTERACTION_COMMAND' } },
    { when: { value: 'type', is: 3 }, use: { text: 'INTERACTION_COMPONENT' } },
    { when: { value: 'type', is: 5 }, use: { text: 'INTERACTION_MODAL' } },
  ],
  identity: [{ parts: [{ text: 'interaction' }, 'id'] }, { parts: [{ digestWithout: [] }] }],
  common: {
    occurred_at: { of: 'event.timestamp', steps: ['utc'] },
    title: ['event.data.guild.name', 'event.data.user.username', 'data.name'],
    contact_name: [
      'event.data.user.global_name',
      'event.data.user.username',
      'member.user.username',
    ],
    contact_email: 'event.data.user.email',
    subject_type: [
      { when: { exists: 'event.data.sku_id' }, use: { text: 'entitlement' } },
      { when: { exists: 'event.data.guild.id' }, use: { text: 'server' } },
      { when: { exists: 'event.data.user.id' }, use: { text: 'user' } },
    ],
    subject_id: ['event.data.id', 'event.data.guild.id', 'event.data.user.id', 'id'],
  },
  fields: fieldTable([
    ['application', 'Application', 'id', '1234560123453231555', 'application_id'],
    ['integration_type', 'Integration Type', 'integer', 0, 'event.data.integration_type'],
    ['scope', 'Scope', 'string', 'applications.commands', 'event.data.scopes.0'],
    [
      'user',
      'User',
      'id',
      '123456789012345678',
      ['event.data.user.id', 'event.data.user_id', 'member.user.id'],
    ],
    [
      'username',
      'Username',
      'string',
      'jane',
      ['event.data.user.username', 'member.user.username'],
    ],
    [
      'server',
      'Server',
      'id',
      '223456789012345678',
      ['event.data.guild.id', 'event.data.guild_id', 'guild_id'],
    ],
    ['server_name', 'Server Name', 'string', 'Acme', 'event.data.guild.name'],
    ['sku', 'SKU', 'id', '1158857122189168803', 'event.data.sku_id'],
    [
      'entitlement',
      'Entitlement',
      'id',
      '1234505980407808808',
      { when: { exists: 'event.data.sku_id' }, use: 'event.data.id' },
    ],
    ['starts_at', 'Starts At', 'datetime', '2026-04-25T14:30:00.000Z', 'event.data.starts_at'],
    ['ends_at', 'Ends At', 'datetime', '2026-05-25T14:30:00.000Z', 'event.data.ends_at'],
    ['consumed', 'Consumed', 'boolean', false, 'event.data.consumed'],
  ]),
};

import { SCOPES } from '@signal-hooks/catalogue';
import { ATTEMPT_ERRORS } from '../../delivery/schedule.ts';
import { ATTEMPT } from '../../entities/attempt.ts';
import { AUDIT_ENTRY } from '../../entities/audit-entry.ts';
import { DELIVERY } from '../../entities/delivery.ts';
import { EVENT } from '../../entities/event.ts';
import { SESSION } from '../../entities/session.ts';
import { SOURCE } from '../../entities/source.ts';
import { SUBSCRIPTION } from '../../entities/subscription.ts';
import { TOKEN } from '../../entities/token.ts';
import { ERRORS } from '../../errors.ts';
import { REJECTIONS } from '../../ingest/rejections.ts';
import { ADDRESS_OUTCOMES } from '../../services/public-address.ts';
import { SOURCE_STATES } from '../../services/sources/state.ts';
import { shownColumns } from '../columns.ts';
import type { Schema } from '../operation.ts';
import {
  BOOLEAN,
  COUNT,
  ID,
  INTEGER,
  ISSUED,
  list,
  nullable,
  object,
  oneOf,
  PROBLEM_OF_ROW,
  PROVIDER,
  ref,
  STRING,
  TIME,
} from '../schemas.ts';
import { ALERT_COMPONENTS } from './alerts.ts';
import { BACKUP } from './backups.ts';
import { PROVIDER_COMPONENTS } from './providers.ts';
import { recordSchema } from './record.ts';
import { REJECTION_COMPONENTS } from './rejections.ts';
import { REPLAY_COMPONENTS } from './replays.ts';
import { STORAGE } from './storage.ts';

const SHOWN_SOURCE: Readonly<Record<string, Schema>> = {
  ...shownColumns(SOURCE),
  state: oneOf(
    SOURCE_STATES,
    'ready: it checks requests and takes them. waiting_for_secret: it refuses everything until rotate-secret gives it the provider’s secret, or a change its public key. waiting_for_registration: it refuses everything until it is registered, or is given a secret or key. unusable: see problem.',
  ),
  ingest_url: {
    type: ['string', 'null'],
    description: 'Where the provider must send; null if the gateway does not know its public URL.',
  },
  settings: {
    type: 'object',
    additionalProperties: STRING,
    description: 'Those settings that are no secrets.',
  },
  credentials: object({
    secrets: COUNT,
    retiring_secrets: COUNT,
    public_keys: COUNT,
    authorization: COUNT,
    unsigned: BOOLEAN,
  }),
  registration: object({ kind: nullable(oneOf(['api', 'by-hand'])), id: nullable(STRING) }),
  problem: PROBLEM_OF_ROW,
  max_per_second: nullable(INTEGER),
  max_body_bytes: nullable(INTEGER),
  refused: {
    ...object({
      count: INTEGER,
      last_at: nullable(TIME),
      last_code: nullable(STRING),
    }),
    description: 'Requests that this gateway has refused since it was started.',
  },
};

const SHOWN_TOKEN: Readonly<Record<string, Schema>> = {
  ...shownColumns(TOKEN),
  problem: PROBLEM_OF_ROW,
};

const SHOWN_SUBSCRIPTION: Readonly<Record<string, Schema>> = {
  ...shownColumns(SUBSCRIPTION),
  problem: PROBLEM_OF_ROW,
};

const SHOWN_DELIVERY: Readonly<Record<string, Schema>> = {
  ...shownColumns(DELIVERY),
  due_at: nullable(TIME),
};

const SHOWN_ATTEMPT: Readonly<Record<string, Schema>> = {
  ...shownColumns(ATTEMPT),
  error: nullable(oneOf(Object.keys(ATTEMPT_ERRORS))),
};

/** The named schemas of `/openapi.json`. */
export const COMPONENTS: Readonly<Record<string, Schema>> = {
  Problem: object({
    type: { type: 'string', format: 'uri-reference' },
    title: STRING,
    status: INTEGER,
    detail: STRING,
    code: oneOf(Object.keys(ERRORS)),
    request_id: STRING,
    'fields?': list(object({ path: STRING, message: STRING })),
    'provider_code?': STRING,
  }),
  Session: object({ ...shownColumns(SESSION), scopes: list(oneOf(SCOPES)) }),
  SessionState: object({
    session: {
      anyOf: [ref('Session'), { type: 'null' }],
      description: 'null: nobody is signed in.',
    },
    token: { anyOf: [ref('Token'), { type: 'null' }], description: 'The bearer token that came.' },
    scopes: { ...list(oneOf(SCOPES)), description: 'What whoever asks may do.' },
    sign_in: object({
      email_link: { ...BOOLEAN, description: 'Whether links are sent by e-mail.' },
    }),
  }),
  Me: object({
    gateway: object({ name: STRING, version: STRING, public_url: nullable(STRING) }),
    token: object({
      ...shownColumns(TOKEN),
      scopes: list(oneOf(SCOPES)),
      problem: PROBLEM_OF_ROW,
    }),
  }),
  AddressCheck: object({
    url: STRING,
    outcome: {
      ...oneOf(ADDRESS_OUTCOMES),
      description:
        'internal: it answers, but is an address of this machine or of a private network. other_server: something that is no gateway answers.',
    },
    http_status: nullable({ type: 'integer' }),
    reason: { ...nullable(STRING), description: 'Why nothing answered.' },
  }),
  ...PROVIDER_COMPONENTS,
  AuditEntry: object({
    ...shownColumns(AUDIT_ENTRY),
    before: {
      type: ['object', 'null'],
      additionalProperties: true,
      description: 'The fields that changed, as they were; null: it was made by this.',
    },
    after: {
      type: ['object', 'null'],
      additionalProperties: true,
      description: 'The same as they are afterwards; null: it is gone, or the change failed.',
    },
  }),
  Storage: STORAGE,
  Backup: BACKUP,
  Source: object(SHOWN_SOURCE),
  Token: object(SHOWN_TOKEN),
  TokenWithSecret: object({ ...SHOWN_TOKEN, token: { ...STRING, ...ISSUED } }),
  SourceWithSecret: object({ ...SHOWN_SOURCE, secret: { ...nullable(STRING), ...ISSUED } }),
  Registration: object({
    found: BOOLEAN,
    active: BOOLEAN,
    id: nullable(STRING),
  }),
  ...REJECTION_COMPONENTS,
  EventsOfHour: object({ at: TIME, source_id: ID, events: COUNT, rejections: COUNT }),
  DeliveriesOfHour: object({
    at: TIME,
    subscription_id: ID,
    delivered: { ...COUNT, description: 'Attempts that were taken.' },
    retried: { ...COUNT, description: 'Attempts that failed and are made again.' },
    failed: { ...COUNT, description: 'Attempts after which it was given up.' },
  }),
  PendingDeliveries: object({
    subscription_id: ID,
    pending: COUNT,
    due_since: {
      ...nullable(TIME),
      description: 'Of the earliest one; null: none is due, or the subscription is paused.',
    },
  }),
  FittingEvents: object({
    events: { ...COUNT, description: 'Those that were looked at.' },
    fitting: { ...COUNT, description: 'Those of them that fit.' },
  }),
  SourceTest: object({
    outcome: oneOf(['stored', 'duplicate', 'ping', 'handshake', 'rejected']),
    event_id: nullable(ID),
    code: nullable(oneOf(Object.keys(REJECTIONS))),
  }),
  Subscription: object(SHOWN_SUBSCRIPTION),
  SubscriptionWithSecret: object({ ...SHOWN_SUBSCRIPTION, secret: { ...STRING, ...ISSUED } }),
  SubscriptionTest: object({ delivered: BOOLEAN, ...without(SHOWN_ATTEMPT, ['number', 'at']) }),
  Recovery: object({ subscription: ref('Subscription'), replayed: COUNT }),
  Record: recordSchema(),
  Event: object({ ...shownColumns(EVENT), provider: PROVIDER, record: ref('Record') }),
  EventRequest: object({
    headers: {
      type: 'object',
      additionalProperties: STRING,
      description: 'The provider’s own, in lower case, and the content type; none that is secret.',
    },
    body: { ...nullable(STRING), description: 'null: it is no text in UTF-8.' },
    body_base64: { ...nullable(STRING), description: 'Where body is null.' },
    body_bytes: COUNT,
  }),
  ...REPLAY_COMPONENTS,
  Delivery: object(SHOWN_DELIVERY),
  DeliveryWithAttempts: object({
    ...SHOWN_DELIVERY,
    attempts: list(object(SHOWN_ATTEMPT)),
  }),
  SentEvent: object({ deliveries: list(ref('Delivery')) }),
  ...ALERT_COMPONENTS,
};

function without(
  schemas: Readonly<Record<string, Schema>>,
  names: readonly string[],
): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => !names.includes(name)));
}

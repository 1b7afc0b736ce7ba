import {
  COMMON_FIELDS,
  type CommonField,
  OPERATOR_NAMES,
  PART_PROBLEMS,
  SCOPES,
  SIGNATURE_PARTS,
} from '@signal-hooks/catalogue';
import { ATTEMPT_ERRORS } from '../delivery/schedule.ts';
import { ALERT } from '../entities/alert.ts';
import { ALERT_RULE } from '../entities/alert-rule.ts';
import { ATTEMPT } from '../entities/attempt.ts';
import { AUDIT_ENTRY } from '../entities/audit-entry.ts';
import { DELIVERY } from '../entities/delivery.ts';
import { ERASURE } from '../entities/erasure.ts';
import { EVENT } from '../entities/event.ts';
import { REJECTION } from '../entities/rejection.ts';
import { REPLAY, REPLAY_STATES } from '../entities/replay.ts';
import { SESSION } from '../entities/session.ts';
import { SOURCE } from '../entities/source.ts';
import { SUBSCRIPTION } from '../entities/subscription.ts';
import { TOKEN } from '../entities/token.ts';
import { ERRORS } from '../errors.ts';
import { REJECTIONS } from '../ingest/rejections.ts';
import { CHANNEL_KINDS } from '../services/alerts/channel.ts';
import { ADDRESS_OUTCOMES } from '../services/public-address.ts';
import { MOST_PENDING } from '../services/replays/list.ts';
import { SOURCE_STATES } from '../services/sources/state.ts';
import { OUTCOMES } from '../services/storage/forecast.ts';
import { shownColumns } from './columns.ts';
import type { Schema } from './operation.ts';
import {
  COUNT,
  ID,
  list,
  nullable,
  object,
  oneOf,
  PRIORITY,
  PROVIDER,
  ref,
  STRING,
  TIME,
} from './schemas.ts';

const INTEGER: Schema = { type: 'integer' };
const BOOLEAN: Schema = { type: 'boolean' };

const PROBLEM_OF_ROW: Schema = {
  type: ['string', 'null'],
  description: 'Why it cannot be used, and what to do; null if it can.',
};
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

const SHOWN_REPLAY: Readonly<Record<string, Schema>> = {
  ...shownColumns(REPLAY),
  states: list(oneOf(REPLAY_STATES)),
  pending: {
    ...COUNT,
    description: `Its deliveries that are still to be attempted, counted up to ${MOST_PENDING}.`,
  },
};

const SHOWN_ERASURE: Readonly<Record<string, Schema>> = {
  ...shownColumns(ERASURE),
  not_covered: { ...list(STRING), description: 'What it does not reach, in words for people.' },
};

const SHOWN_ATTEMPT: Readonly<Record<string, Schema>> = {
  ...shownColumns(ATTEMPT),
  error: nullable(oneOf(Object.keys(ATTEMPT_ERRORS))),
};

const EVIDENCE = oneOf(['documented', 'seen', 'assumed']);

const FIELD: Readonly<Record<string, Schema>> = {
  key: STRING,
  label: STRING,
  type: STRING,
  help: nullable(STRING),
  sample: { type: ['string', 'number', 'boolean', 'null'] },
  status: nullable(EVIDENCE),
  ops: list(oneOf(OPERATOR_NAMES, 'What a filter can ask of it.')),
  items: {
    type: ['array', 'null'],
    items: object({
      key: STRING,
      label: STRING,
      type: STRING,
      sample: { type: ['string', 'number', 'boolean', 'null'] },
    }),
  },
};

const SETUP: Readonly<Record<string, Schema>> = {
  about: { ...STRING, description: 'What to know before, as Markdown.' },
  by_api: list(STRING),
  by_hand: list(STRING),
};

const PROVIDER_VIEW: Readonly<Record<string, Schema>> = {
  id: PROVIDER,
  name: STRING,
  description: STRING,
  docs: STRING,
  keywords: { ...list(STRING), description: 'What somebody may look for, besides its name.' },
  icon: { ...nullable(STRING), description: 'SVG; null where there is none.' },
  signature: nullable(oneOf(['hmac', 'rsa', 'ecdsa', 'ed25519', 'token'])),
  registration: object({
    kind: oneOf(['api', 'by-hand']),
    secret_from: oneOf(
      ['user', 'provider', 'registration'],
      'Who makes the secret. user: it is made here, and entered at the provider.',
    ),
    secret_label: { ...STRING, description: 'What the provider calls the secret.' },
    secret_needs_url: {
      ...BOOLEAN,
      description: 'The provider shows its secret only once the address was entered there.',
    },
    steps: list(STRING),
    settings: list(
      object({
        key: STRING,
        label: STRING,
        help: STRING,
        required: BOOLEAN,
        secret: BOOLEAN,
        default: nullable(STRING),
        options: { type: ['array', 'null'], items: STRING },
      }),
    ),
  }),
  event_types: list(object({ type: STRING, label: STRING, description: STRING, status: EVIDENCE })),
  fields: list(object(FIELD)),
  kind: oneOf(
    ['built-in', 'preset', 'custom'],
    'built-in: its records are this project’s care. preset: it comes with the gateway, with few fields. custom: it was defined here.',
  ),
  problem: PROBLEM_OF_ROW,
};

const SHOWN_REJECTION: Readonly<Record<string, Schema>> = {
  ...shownColumns(REJECTION),
  code: oneOf(Object.keys(REJECTIONS)),
};

const REFUSED_REQUEST: Schema = {
  ...object({
    method: STRING,
    url: nullable(STRING),
    headers: list(
      object({
        name: STRING,
        value: { ...nullable(STRING), description: 'null: it may hold a secret.' },
      }),
    ),
    body: { ...nullable(STRING), description: 'base64; null: it was not read.' },
    body_cut: { ...BOOLEAN, description: 'Only its beginning was kept.' },
  }),
  type: ['object', 'null'],
  description: 'null: it was not kept.',
};

const SIGNATURE_INPUTS: Schema = {
  ...object({
    algorithm: STRING,
    content: { ...STRING, description: 'What is signed, with its places.' },
    parts: list(
      object({
        part: oneOf(SIGNATURE_PARTS),
        place: { ...STRING, description: 'The header it is in.' },
        expected: { ...STRING, description: 'How it has to look.' },
        received: nullable(STRING),
        form: { ...nullable(STRING), description: 'What that looks like.' },
        problem: nullable(oneOf(PART_PROBLEMS)),
        age: {
          ...nullable(INTEGER),
          description: 'Of the time: seconds before it came; negative: after.',
        },
      }),
    ),
  }),
  type: ['object', 'null'],
  description:
    'What sender and receiver have to agree on; null: it was refused for another reason.',
};

const ALERT_CHANNEL_VIEW: Readonly<Record<string, Schema>> = {
  id: ID,
  kind: oneOf(CHANNEL_KINDS),
  name: STRING,
  target: { ...STRING, description: 'As much of its address as is no secret.' },
  created_at: TIME,
  last_sent_at: nullable(TIME),
  last_error: {
    type: ['string', 'null'],
    description: 'Why the last message was not taken; null if it was, or there was none.',
  },
  failing_since: nullable(TIME),
};

const STORAGE: Readonly<Record<string, Schema>> = {
  measured_at: TIME,
  database: oneOf(['sqlite', 'postgresql']),
  used_bytes: {
    ...COUNT,
    description: 'What rows and their indexes take, without what an empty database takes.',
  },
  file_bytes: { ...COUNT, description: 'Of the database on disk, without its write-ahead log.' },
  reusable_bytes: {
    ...nullable(COUNT),
    description: 'Of these, what is free for what comes next; null: PostgreSQL does not say.',
  },
  disk_free_bytes: {
    ...nullable(COUNT),
    description: 'Of the disk of the data folder; null: the database is elsewhere.',
  },
  events: COUNT,
  oldest_event_at: nullable(TIME),
  bytes_per_event: {
    ...nullable(COUNT),
    description:
      'used_bytes for each event, so with its deliveries and attempts; null with fewer than 100 events.',
  },
  events_per_day: {
    ...nullable(COUNT),
    description: 'In the last seven days; null where the oldest event is not an hour old.',
  },
  retention_days: nullable(COUNT),
  payload_days: nullable(COUNT),
  retention_bytes: nullable(COUNT),
  forecast: object({
    outcome: oneOf(
      OUTCOMES,
      'levels_off: as much is deleted by age as comes. oldest_deleted: retention_bytes is reached, and then the oldest events go. disk_full: the disk is full, and then nothing can be stored. unknown: too little is known yet, or nothing ends it.',
    ),
    days: { type: ['number', 'null'], description: 'Until then; null: it does not come to that.' },
    at: nullable(TIME),
    most_bytes: { ...nullable(COUNT), description: 'The most that used_bytes comes to.' },
  }),
};

const ISSUED = { description: 'Shown once, never again.' };

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
  Provider: object(PROVIDER_VIEW),
  ProviderWithDefinition: object({
    ...PROVIDER_VIEW,
    definition: {
      type: ['object', 'null'],
      description:
        'As it was given; of those that come with the gateway without registration by API, which is code. null if it is damaged.',
    },
    record_schema: {
      type: ['object', 'null'],
      description: 'JSON Schema (2020-12) of the records; null where there is a problem.',
    },
    setup: {
      ...object({
        en: object(SETUP),
        ru: { ...object(SETUP), type: ['object', 'null'] },
      }),
      description:
        'What the user does at the provider, by language. {url} is a place for the address, {secret} for the secret. ru: null where it is written in English only.',
    },
    created_at: nullable(TIME),
    updated_at: nullable(TIME),
    notes: { ...list(STRING), description: 'What a change means to whoever uses the provider.' },
  }),
  DefinitionCheck: object({
    ok: BOOLEAN,
    problems: list(object({ path: STRING, message: STRING })),
    provider: { anyOf: [ref('Provider'), { type: 'null' }] },
    records: {
      ...list({ type: 'object' }),
      description:
        'What the given requests become, with what came as raw; none if there are problems.',
    },
  }),
  LearnedDefinition: object({
    definition: { type: 'object', description: 'As POST /v1/sources takes it.' },
    questions: list(
      object({
        about: STRING,
        question: STRING,
        options: list(object({ answer: STRING, 'example?': STRING })),
        chosen: STRING,
      }),
    ),
    notes: { ...list(STRING), description: 'What is a guess, and what was left out.' },
  }),
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
  Storage: object(STORAGE),
  Source: object(SHOWN_SOURCE),
  Token: object(SHOWN_TOKEN),
  TokenWithSecret: object({ ...SHOWN_TOKEN, token: { ...STRING, ...ISSUED } }),
  SourceWithSecret: object({ ...SHOWN_SOURCE, secret: { ...nullable(STRING), ...ISSUED } }),
  Registration: object({
    found: BOOLEAN,
    active: BOOLEAN,
    id: nullable(STRING),
  }),
  Rejection: object(SHOWN_REJECTION),
  RejectionWithRequest: object({
    ...SHOWN_REJECTION,
    provider: nullable(STRING),
    request: REFUSED_REQUEST,
    signature: SIGNATURE_INPUTS,
  }),
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
  Erasure: object(SHOWN_ERASURE),
  ErasureStart: object({
    erasure: { anyOf: [ref('Erasure'), { type: 'null' }] },
    count: {
      ...object({
        events: { ...COUNT, description: 'Events that were looked at.' },
        erased_events: COUNT,
        erased_deliveries: COUNT,
        erased_attempts: COUNT,
        erased_rejections: { ...COUNT, description: 'Counted with the last part.' },
        value_hash: STRING,
        next_cursor: {
          ...nullable(STRING),
          description: 'Where to go on counting; null: everything was counted.',
        },
      }),
      type: ['object', 'null'],
      description: 'Of a dry run; else null.',
    },
  }),
  Replay: object(SHOWN_REPLAY),
  ReplayStart: object({
    replay: { anyOf: [ref('Replay'), { type: 'null' }] },
    count: {
      ...object({
        events: { ...COUNT, description: 'Events that were looked at.' },
        deliveries: { ...COUNT, description: 'Deliveries that would be made.' },
        without_payload: {
          ...COUNT,
          description: 'Events that would be passed over: their payload is not kept any more.',
        },
        next_cursor: {
          ...nullable(STRING),
          description: 'Where to go on counting; null: everything was counted.',
        },
      }),
      type: ['object', 'null'],
      description: 'Of a dry run; else null.',
    },
  }),
  Delivery: object(SHOWN_DELIVERY),
  DeliveryWithAttempts: object({
    ...SHOWN_DELIVERY,
    attempts: list(object(SHOWN_ATTEMPT)),
  }),
  Alert: object({
    ...shownColumns(ALERT),
    state: oneOf(['open', 'closed']),
    url: nullable(STRING),
  }),
  AlertRule: object({
    ...shownColumns(ALERT_RULE),
    title: STRING,
    description: STRING,
    about: oneOf(ALERT.objectKind.values),
    unit: { type: ['string', 'null'], description: 'Of the threshold; null: it has none.' },
    default_threshold: {
      type: ['number', 'null'],
      description: 'null: there is none, or it is learned.',
    },
  }),
  AlertChannel: object(ALERT_CHANNEL_VIEW),
  AlertChannelWithSecret: object({
    ...ALERT_CHANNEL_VIEW,
    secret: { ...nullable(STRING), ...ISSUED },
  }),
  AlertChannelTest: object({ sent: BOOLEAN, error: nullable(STRING) }),
};

function without(
  schemas: Readonly<Record<string, Schema>>,
  names: readonly string[],
): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => !names.includes(name)));
}

/** The common fields; a provider's own follow under keys of their own. */
function recordSchema(): Schema {
  const properties = Object.fromEntries(COMMON_FIELDS.map((field) => [field.key, cell(field)]));
  return object(
    { ...properties, unreadable_fields: list(STRING), raw: { type: 'object' } },
    { additionalProperties: true },
  );
}

function cell(field: CommonField): Schema {
  if (field.type === 'list') {
    const columns = field.items.map((item): [string, Schema] => [item.key, nullable(STRING)]);
    return list(object(Object.fromEntries(columns)));
  }
  const { label, help } = field;
  const words = { title: label, ...(help === undefined ? {} : { description: help }) };
  if (field.type === 'number' || field.type === 'integer') {
    return { type: [field.type, 'null'], ...words };
  }
  if (field.type === 'priority') return { ...nullable(PRIORITY), ...words };
  if (field.type === 'datetime') return { ...nullable(TIME), ...words };
  return { ...nullable(STRING), ...words };
}

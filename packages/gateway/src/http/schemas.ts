import {
  COMMON_FIELDS,
  type CommonField,
  MAX_CONDITION_TEXT,
  MAX_CONDITIONS,
  MAX_IN_VALUES,
  OPERATOR_NAMES,
  PRIORITIES,
  PROVIDERS,
} from '@signal-hooks/catalogue';
import { ATTEMPT_ERRORS } from '../delivery/schedule.ts';
import { DELIVERY_STATUSES } from '../domain.ts';
import { ERRORS } from '../errors.ts';
import { REJECTIONS } from '../ingest/rejections.ts';
import { SCOPES } from '../services/scopes.ts';
import { SOURCE_STATES } from '../services/sources/state.ts';
import type { Schema } from './operation.ts';

/** No control characters: they break terminals, CSV and some databases. */
const PRINTABLE = '^[^\\u0000-\\u001f\\u007f]*$';

export const text = (maxLength: number, description?: string): Schema => ({
  type: 'string',
  minLength: 1,
  maxLength,
  pattern: PRINTABLE,
  ...(description === undefined ? {} : { description }),
});

/** A text that may be empty. */
export const anyText = (maxLength: number): Schema => ({
  type: 'string',
  maxLength,
  pattern: PRINTABLE,
});

export const nullable = (schema: Schema): Schema => ({
  ...schema,
  type: [schema.type as string, 'null'],
  ...('enum' in schema ? { enum: [...(schema.enum as unknown[]), null] } : {}),
});

export const oneOf = (values: readonly string[], description?: string): Schema => ({
  type: 'string',
  enum: [...values],
  ...(description === undefined ? {} : { description }),
});

export const list = (items: Schema, maxItems?: number): Schema => ({
  type: 'array',
  items,
  ...(maxItems === undefined ? {} : { maxItems }),
});

/** An object without further keys; keys that end in `?` may be absent. */
export function object(properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema {
  const entries = Object.entries(properties);
  return {
    type: 'object',
    additionalProperties: false,
    required: entries.map(([key]) => key).filter((key) => !key.endsWith('?')),
    properties: Object.fromEntries(
      entries.map(([key, schema]) => [key.replace(/\?$/, ''), schema]),
    ),
    ...more,
  };
}

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const STRING: Schema = { type: 'string' };
const INTEGER: Schema = { type: 'integer' };
const BOOLEAN: Schema = { type: 'boolean' };
const COUNT: Schema = { type: 'integer', minimum: 0 };
export const TIME: Schema = { type: 'string', format: 'date-time' };
const ID: Schema = { type: 'string', pattern: '^[a-z]{3}_[0-9a-z]+$' };
/** An id in a query or body: its length is bounded too. */
export const ID_PARAMETER: Schema = { type: 'string', pattern: '^[a-z]{3}_[0-9a-z]{1,40}$' };
export const PROVIDER: Schema = oneOf(Object.keys(PROVIDERS));
export const PRIORITY: Schema = oneOf(PRIORITIES);
export const FORMAT: Schema = oneOf(
  ['standard', 'flat', 'raw'],
  'standard: {type, timestamp, data: record}. flat: the record itself. raw: the provider’s bytes and headers.',
);
const SUBSCRIPTION_STATUS = oneOf(['active', 'paused', 'disabled', 'ended']);
export const DELIVERY_STATUS: Schema = oneOf(
  DELIVERY_STATUSES,
  'failed: its retries are used up. cancelled: its subscription ended. expired: its event was deleted, because its time was over, before it was delivered.',
);
const EVIDENCE = oneOf(['documented', 'seen', 'assumed']);

const CONDITION_TEXT = { type: ['string', 'number'], maxLength: MAX_CONDITION_TEXT };

/** The conditions of a subscription, and of the list of events. */
export const FILTER: Schema = list(
  object(
    {
      field: text(100, 'Key of a record’s field.'),
      op: oneOf(OPERATOR_NAMES),
      value: {
        type: ['string', 'number', 'boolean', 'array'],
        maxLength: MAX_CONDITION_TEXT,
        maxItems: MAX_IN_VALUES,
        items: CONDITION_TEXT,
      },
    },
    { title: 'Condition' },
  ),
  MAX_CONDITIONS,
);

/** The query of every list. */
export const PAGE_QUERY: Readonly<Record<string, Schema>> = {
  'limit?': { type: 'integer', minimum: 1, maximum: 100, default: 25 },
  'cursor?': {
    type: 'string',
    pattern: '^[A-Za-z0-9_-]{1,400}$',
    description: 'next_cursor of the page before.',
  },
};

/** A page of items. */
export const pageOf = (item: string): Schema =>
  object({ data: list(ref(item)), next_cursor: { type: ['string', 'null'] } });

const PROBLEM_OF_ROW: Schema = {
  type: ['string', 'null'],
  description: 'Why it cannot be used, and what to do; null if it can.',
};
/** As stored: another version may have known more providers. */
const STORED_PROVIDER: Schema = { type: 'string', description: 'A provider’s id.' };

const SOURCE: Readonly<Record<string, Schema>> = {
  id: ID,
  provider: STORED_PROVIDER,
  name: STRING,
  state: oneOf(
    SOURCE_STATES,
    'ready: it checks requests and takes them. waiting_for_secret: it refuses everything until rotate-secret gives it the provider’s secret. waiting_for_registration: it refuses everything until it is registered, or is given a secret or key. unusable: see problem.',
  ),
  ingest_url: {
    type: ['string', 'null'],
    description: 'Where the provider must send; null if the gateway does not know its public URL.',
  },
  events: list(STRING),
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
  created_at: TIME,
  last_event_at: nullable(TIME),
  last_ping_at: nullable(TIME),
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

const SUBSCRIPTION: Readonly<Record<string, Schema>> = {
  id: ID,
  name: STRING,
  target_url: STRING,
  source_id: nullable(ID),
  provider: nullable(STORED_PROVIDER),
  event_types: list(STRING),
  filter: FILTER,
  format: FORMAT,
  max_concurrency: INTEGER,
  max_per_second: { type: ['number', 'null'] },
  rate_group: nullable(STRING),
  fixed_secret: BOOLEAN,
  include_raw: BOOLEAN,
  status: SUBSCRIPTION_STATUS,
  status_reason: nullable(STRING),
  failing_since: nullable(TIME),
  created_at: TIME,
  problem: PROBLEM_OF_ROW,
};

const DELIVERY: Readonly<Record<string, Schema>> = {
  id: ID,
  event_id: ID,
  subscription_id: ID,
  status: DELIVERY_STATUS,
  attempt_count: COUNT,
  due_at: nullable(TIME),
  created_at: TIME,
  finished_at: nullable(TIME),
};

const HTTP_STATUS: Schema = { type: ['integer', 'null'] };
const ATTEMPT_ERROR = nullable(oneOf(Object.keys(ATTEMPT_ERRORS)));

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

const PROVIDER_VIEW: Readonly<Record<string, Schema>> = {
  id: PROVIDER,
  name: STRING,
  description: STRING,
  docs: STRING,
  signature: oneOf(['hmac', 'rsa']),
  registration: object({
    kind: oneOf(['api', 'by-hand']),
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
  Me: object({
    gateway: object({ name: STRING, version: STRING, public_url: nullable(STRING) }),
    token: object({
      id: ID,
      name: STRING,
      scopes: list(oneOf(SCOPES)),
      created_at: TIME,
      expires_at: nullable(TIME),
      revoked_at: nullable(TIME),
      problem: PROBLEM_OF_ROW,
    }),
  }),
  Provider: object(PROVIDER_VIEW),
  Source: object(SOURCE),
  SourceWithSecret: object({ ...SOURCE, secret: { ...nullable(STRING), ...ISSUED } }),
  Registration: object({
    found: BOOLEAN,
    active: BOOLEAN,
    id: nullable(STRING),
  }),
  Rejection: object({
    id: ID,
    source_id: ID,
    at: TIME,
    code: oneOf(Object.keys(REJECTIONS)),
    explanation: STRING,
    http_status: INTEGER,
    body_bytes: COUNT,
  }),
  SourceTest: object({
    outcome: oneOf(['stored', 'duplicate', 'ping', 'rejected']),
    event_id: nullable(ID),
    code: nullable(oneOf(Object.keys(REJECTIONS))),
  }),
  Subscription: object(SUBSCRIPTION),
  SubscriptionWithSecret: object({ ...SUBSCRIPTION, secret: { ...STRING, ...ISSUED } }),
  SubscriptionTest: object({
    delivered: BOOLEAN,
    duration_ms: { type: 'number' },
    http_status: HTTP_STATUS,
    error: ATTEMPT_ERROR,
    response: nullable(STRING),
  }),
  Recovery: object({ subscription: ref('Subscription'), replayed: COUNT }),
  Record: recordSchema(),
  Event: object({
    id: ID,
    source_id: ID,
    provider: PROVIDER,
    event_type: STRING,
    received_at: TIME,
    record: ref('Record'),
  }),
  Delivery: object(DELIVERY),
  DeliveryWithAttempts: object({
    ...DELIVERY,
    attempts: list(
      object({
        number: INTEGER,
        at: TIME,
        duration_ms: { type: 'number' },
        http_status: HTTP_STATUS,
        error: ATTEMPT_ERROR,
        response: nullable(STRING),
      }),
    ),
  }),
};

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

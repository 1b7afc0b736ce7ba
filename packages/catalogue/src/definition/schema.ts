import { OPERATOR_NAMES } from '../conditions/operators.ts';
import type { JsonObject } from '../json.ts';
import { COMMON_FIELDS, isAdded } from '../record/record.ts';
import {
  forms,
  HEADER,
  listOf,
  mapOf,
  object,
  PATH,
  ref,
  SCALAR,
  STATUS,
  TEXT,
} from './schema-parts.ts';
import { BODY, HANDSHAKE, SIGNATURE } from './schema-request.ts';

const EXPRESSION: JsonObject = {
  description:
    'Where a value comes from: a path, a list of which the first that holds something counts, or an object.',
  type: ['string', 'array', 'object'],
  if: { type: 'object' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: forms(
    {
      text: TEXT,
      header: HEADER,
      believe: listOf(TEXT),
      of: ref('expression'),
      steps: listOf(ref('step'), 10),
      join: listOf(ref('expression'), 10),
      each: listOf(PATH, 10),
      read: ref('expression'),
      with: { type: 'string', maxLength: 20 },
      when: ref('condition'),
      use: ref('expression'),
      digest: PATH,
      digestWithout: listOf(PATH),
    },
    {
      believe: ['header'],
      of: ['steps'],
      steps: ['of'],
      join: ['with'],
      each: ['read', 'with'],
      read: ['each'],
      when: ['use'],
      use: ['when'],
    },
  ),
  else: { minLength: 1, maxLength: 200, items: ref('expression'), maxItems: 20 },
};

const STEP: JsonObject = {
  description: 'What is done to a text.',
  type: ['string', 'object'],
  if: { type: 'object' },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { ...forms({ firstWord: TEXT, lastWord: TEXT }, {}), maxProperties: 1 },
  else: { enum: ['trim', 'lower', 'host', 'utc'] },
};

const CONDITION: JsonObject = {
  description: 'A question about a message.',
  ...forms(
    {
      exists: ref('expression'),
      value: ref('expression'),
      is: SCALAR,
      oneOf: listOf(TEXT),
      all: listOf(ref('condition'), 20),
      any: listOf(ref('condition'), 20),
    },
    { is: ['value'], oneOf: ['value'] },
  ),
};

const EVENT_KEYS: JsonObject = {
  label: TEXT,
  description: { ...TEXT, pattern: '^Triggers when .+\\.$' },
  status: STATUS,
  sample: { type: 'object', description: 'A payload, with places such as {sequence} and {at}.' },
};

const NOUN: JsonObject = {
  ...TEXT,
  pattern: '^[A-Z]',
  maxLength: 40,
  description: 'What one event is called, singular and capitalised.',
};
const STARTS_WHEN: JsonObject = {
  ...TEXT,
  pattern: '[^.]$',
  description: 'The clause after "Triggers when", without a full stop.',
};
const TRIGGER: JsonObject = {
  description: 'A kind of event that has a trigger of its own.',
  ...object(
    {
      name: {
        ...TEXT,
        pattern: '^[A-Z][A-Za-z0-9 ]*$',
        maxLength: 40,
        description: 'What it is called after "New". Stored in users’ workflows: it never changes.',
      },
      noun: NOUN,
      startsWhen: STARTS_WHEN,
      eventType: TEXT,
      filter: listOf(
        object({
          field: TEXT,
          op: { enum: [...OPERATOR_NAMES] },
          value: { type: ['string', 'number', 'boolean', 'array'] },
        }),
        20,
      ),
      sample: EVENT_KEYS.sample as JsonObject,
    },
    ['name', 'noun', 'startsWhen', 'eventType'],
  ),
};

const KEY: JsonObject = {
  type: 'string',
  pattern: '^[a-z][a-z0-9]*(_[a-z0-9]+)*$',
  maxLength: 60,
  description: 'snake_case, unlike every other field’s.',
};
const SCALAR_TYPES = [
  'string',
  'id',
  'url',
  'email',
  'phone',
  'integer',
  'number',
  'boolean',
  'datetime',
  'priority',
];
const COLUMN_KEYS: JsonObject = {
  key: KEY,
  label: TEXT,
  type: { enum: SCALAR_TYPES },
  help: TEXT,
  sample: SCALAR,
  status: STATUS,
  from: ref('expression'),
};
const COLUMN_REQUIRED = ['key', 'label', 'type', 'status', 'from'];

const COMMON: JsonObject = {
  type: 'object',
  properties: {
    ...Object.fromEntries(
      COMMON_FIELDS.filter(({ key, type }) => type !== 'list' && !isAdded(key)).map(({ key }) => [
        key,
        ref('expression'),
      ]),
    ),
    contacts: object(
      {
        from: ref('paths'),
        columns: {
          type: 'object',
          properties: Object.fromEntries(
            ['name', 'first_name', 'last_name', 'role', 'email', 'phone'].map((key) => [
              key,
              ref('paths'),
            ]),
          ),
          additionalProperties: false,
        },
      },
      ['from'],
    ),
  },
  additionalProperties: false,
};

const PARAMETER_NAME: JsonObject = {
  type: 'string',
  pattern: '^[a-z][A-Za-z0-9]{0,59}$',
  description: 'Stored in users’ workflows: it never changes.',
};
const PARAMETER_KEYS: JsonObject = {
  parameter: PARAMETER_NAME,
  label: TEXT,
  help: TEXT,
  example: TEXT,
  options: listOf(TEXT),
};
const PARAMETER_REQUIRED = ['parameter', 'label', 'help'];

const PANEL: JsonObject = {
  description: 'What a workflow editor shows and what does not follow from the rest.',
  ...object(
    {
      categories: { ...listOf(TEXT, 10), minItems: 1 },
      keywords: listOf(TEXT, 50),
      filters: listOf(
        object(
          {
            field: TEXT,
            ...PARAMETER_KEYS,
            default: { type: ['string', 'number'] },
            range: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
          },
          ['field', ...PARAMETER_REQUIRED],
        ),
        20,
      ),
      settings: mapOf(
        object(
          {
            ...PARAMETER_KEYS,
            subtitle: object({ default: TEXT, other: TEXT }),
            group: TEXT,
          },
          PARAMETER_REQUIRED,
        ),
      ),
      rows: mapOf(TEXT),
      steps: listOf(TEXT, 20),
      testUrl: TEXT,
    },
    ['categories', 'keywords'],
  ),
};

const WAIT = { type: 'integer', minimum: 0, maximum: 604_800_000 };

/** What of a definition its evidence can speak of. */
const EVIDENCE: JsonObject = {
  description: 'How well the rest is known, where that is not obvious.',
  type: 'object',
  properties: Object.fromEntries(
    [
      ...['signature', 'timestamp', 'handshake', 'eventType', 'identity'],
      ...['occurredAt', 'delivery'],
    ].map((subject) => [subject, object({ status: STATUS, source: TEXT }, ['status'])]),
  ),
  additionalProperties: false,
};

/**
 * The JSON Schema (2020-12) of a provider's definition: the same for those of this project and for
 * a user's own, but for registration by API, which is code. Of a user's own only its id, its name
 * and how it signs are needed.
 */
export const DEFINITION_SCHEMA: JsonObject = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Definition of a provider',
  ...object(
    {
      id: {
        type: 'string',
        pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
        maxLength: 40,
        description: 'Lower-case words joined by hyphens.',
      },
      name: { ...TEXT, maxLength: 60 },
      description: TEXT,
      docs: {
        type: 'string',
        pattern: '^(https?://.+)?$',
        maxLength: 1000,
        description: 'An address that begins with https://.',
      },
      wording: object(
        {
          noun: NOUN,
          shortName: {
            ...TEXT,
            maxLength: 40,
            description: 'The name as people say it, where that is shorter.',
          },
          startsWhen: STARTS_WHEN,
          triggers: listOf(TRIGGER, 20),
        },
        ['noun', 'startsWhen'],
      ),
      signature: SIGNATURE,
      body: BODY,
      handshakes: listOf(HANDSHAKE, 10),
      evidence: EVIDENCE,
      signsWhen: TEXT,
      registration: object(
        {
          kind: { const: 'by-hand' },
          secretFrom: { enum: ['user', 'provider'], description: 'Who makes the shared secret.' },
          secretNeedsUrl: {
            type: 'boolean',
            description: 'It is shown only once the address was entered at the provider.',
          },
          secretLabel: { ...TEXT, maxLength: 40 },
          secretPage: TEXT,
        },
        ['kind', 'secretFrom'],
      ),
      setup: {
        ...TEXT,
        maxLength: 10_000,
        description: 'What the user does at the provider, in Markdown.',
      },
      policy: object({
        timeoutMs: WAIT,
        success: { enum: ['exactly-200', '2xx'] },
        retryOn: { enum: ['every-failure', 'timeouts-and-5xx'] },
        retryWaitsMs: listOf(WAIT, 50),
        disableAfter: { type: ['integer', 'null'], minimum: 1 },
        notes: listOf(TEXT, 20),
      }),
      wire: object(
        {
          userAgent: TEXT,
          encoding: { enum: ['compact', 'php'] },
          headers: mapOf(TEXT, '^[a-z0-9-]{1,100}$'),
          deliveryId: PATH,
          perAttempt: { type: 'object' },
        },
        ['userAgent', 'encoding'],
      ),
      events: mapOf(object(EVENT_KEYS)),
      ping: object({ ...EVENT_KEYS, type: TEXT, when: ref('condition') }),
      eventType: ref('expression'),
      identity: { ...listOf(ref('identityRule'), 20), minItems: 1 },
      common: COMMON,
      people: { const: 'colleagues', description: 'They use the product: no prospects.' },
      fields: listOf(ref('field'), 200),
      panel: PANEL,
    },
    ['id', 'name', 'signature'],
  ),
  $defs: {
    paths: {
      description: 'A path, or a list of which the first that holds something counts.',
      type: ['string', 'array'],
      minLength: 1,
      maxLength: 200,
      items: PATH,
      maxItems: 20,
    },
    expression: EXPRESSION,
    step: STEP,
    condition: CONDITION,
    identityRule: object(
      {
        when: ref('condition'),
        parts: { ...listOf(ref('expression'), 10), minItems: 1 },
        windowMs: WAIT,
      },
      ['parts'],
    ),
    field: {
      type: 'object',
      properties: {
        ...COLUMN_KEYS,
        type: { enum: [...SCALAR_TYPES, 'list'] },
        items: listOf(object(COLUMN_KEYS, COLUMN_REQUIRED)),
      },
      required: COLUMN_REQUIRED,
      additionalProperties: false,
      if: { properties: { type: { const: 'list' } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ['items'], properties: { items: true, sample: false } },
      else: { properties: { items: false } },
    },
  },
};

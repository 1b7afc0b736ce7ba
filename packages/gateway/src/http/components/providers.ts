import { OPERATOR_NAMES } from '@signal-hooks/catalogue';
import type { Schema } from '../operation.ts';
import {
  BOOLEAN,
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

/** Providers and definitions. */
export const PROVIDER_COMPONENTS: Readonly<Record<string, Schema>> = {
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
};

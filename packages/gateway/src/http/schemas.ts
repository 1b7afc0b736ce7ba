import {
  MAX_CONDITION_TEXT,
  MAX_CONDITIONS,
  MAX_IN_VALUES,
  OPERATOR_NAMES,
  PRIORITIES,
} from '@signal-hooks/catalogue';
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

export const INTEGER: Schema = { type: 'integer' };
export const BOOLEAN: Schema = { type: 'boolean' };
export const STRING: Schema = { type: 'string' };
export const COUNT: Schema = { type: 'integer', minimum: 0 };
export const TIME: Schema = { type: 'string', format: 'date-time' };
export const ID: Schema = { type: 'string', pattern: '^[a-z]{3}_[0-9a-z]+$' };
/** An id in a query or body: its length is bounded too. */
export const ID_PARAMETER: Schema = { type: 'string', pattern: '^[a-z]{3}_[0-9a-z]{1,40}$' };
export const PROVIDER: Schema = {
  type: 'string',
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  maxLength: 40,
  description: 'The id of a provider; see `/v1/providers`.',
};
export const PRIORITY: Schema = oneOf(PRIORITIES);

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

/** Of a stored row that may be damaged. */
export const PROBLEM_OF_ROW: Schema = {
  type: ['string', 'null'],
  description: 'Why it cannot be used, and what to do; null if it can.',
};

/** Of a secret in the answer that makes it. */
export const ISSUED: Schema = { description: 'Shown once, never again.' };

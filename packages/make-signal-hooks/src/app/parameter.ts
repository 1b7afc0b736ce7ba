import type { CommonField, Field, ScalarType } from '@signal-hooks/catalogue';
import type { JsonRecord } from './json.ts';

/** A field of a form or of an output, as Make describes it. */
export type Parameter = JsonRecord & {
  readonly name: string;
  readonly type: string;
  readonly label: string;
};

/** Make's types for ours. Ids and phone numbers are text there too: digits must not get lost. */
export const MAKE_TYPES: Readonly<Record<ScalarType, string>> = {
  string: 'text',
  id: 'text',
  url: 'url',
  email: 'email',
  phone: 'text',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  datetime: 'date',
  priority: 'text',
};

/**
 * A label as Make wants labels: only the first word and acronyms have capitals.
 * @see https://developers.make.com/custom-apps-documentation/best-practices/naming-conventions/output-labels
 */
export const sentenceCase = (label: string): string =>
  label
    .split(' ')
    .map((word, at) => (at === 0 || /^.+\p{Lu}/u.test(word) ? word : word.toLowerCase()))
    .join(' ');

const parameter = (key: string, label: string, type: string): Parameter => ({
  name: key,
  type,
  label: sentenceCase(label),
});

/** Fields of a record as an output has them; a list becomes an array of collections. */
export const outputParameters = (fields: readonly (CommonField | Field)[]): Parameter[] =>
  fields.map((field) =>
    field.type === 'list'
      ? {
          ...parameter(field.key, field.label, 'array'),
          spec: field.items.map(({ key, label, type }) => parameter(key, label, MAKE_TYPES[type])),
        }
      : parameter(field.key, field.label, MAKE_TYPES[field.type]),
  );

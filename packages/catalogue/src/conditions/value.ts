import { PRIORITIES } from '../record/field.ts';
import { readDay, readTime } from '../record/time.ts';
import { MAX_CONDITION_TEXT } from './condition.ts';
import type { FieldType } from './operators.ts';

/** What the values of a type are, in a condition. */
export interface ValueKind {
  /** With an article, to follow "Give" or "must be". */
  readonly words: string;
  /** Whether a value, as the API takes it, is one. */
  readonly accepts: (value: unknown) => boolean;
  /** Reads what people type, without blanks around it; undefined if it cannot be meant. */
  readonly parse: (text: string) => string | number | boolean | undefined;
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_CONDITION_TEXT;

/** The moment that a date or a time with a zone names; NaN if it is neither. */
export const momentOf = (value: unknown): number =>
  typeof value === 'string' ? (readTime(value) ?? readDay(value) ?? Number.NaN) : Number.NaN;

const TEXT: ValueKind = {
  words: `a text of 1 to ${MAX_CONDITION_TEXT} characters`,
  accepts: isText,
  parse: (text) => (isText(text) ? text : undefined),
};

const NUMBER: ValueKind = {
  words: 'a number such as 80 or 0.5',
  accepts: (value) => typeof value === 'number' && Number.isFinite(value),
  parse: (text) =>
    /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
      ? Number(text)
      : undefined,
};

/** How people write true and false. */
const YES = /^(?:true|yes|1)$/i;
const NO = /^(?:false|no|0)$/i;

export const BOOLEAN: ValueKind = {
  words: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  parse: (text) => {
    if (YES.test(text)) return true;
    return NO.test(text) ? false : undefined;
  },
};

const PRIORITY: ValueKind = {
  words: `one of ${PRIORITIES.join(', ')}`,
  accepts: (value) => PRIORITIES.some((priority) => priority === value),
  parse: (text) => PRIORITIES.find((priority) => priority === text.toLowerCase()),
};

const DATETIME: ValueKind = {
  words: 'a date such as 2026-04-25, or with time and zone 2026-04-25T14:30:00Z',
  accepts: (value) => isText(value) && !Number.isNaN(momentOf(value)),
  parse: (text) => (Number.isNaN(momentOf(text)) ? undefined : text),
};

/** What a value must be for a field of each type. */
export const VALUE_KINDS: Readonly<Record<FieldType, ValueKind>> = {
  string: TEXT,
  id: TEXT,
  url: TEXT,
  email: TEXT,
  phone: TEXT,
  list: TEXT,
  integer: NUMBER,
  number: NUMBER,
  boolean: BOOLEAN,
  priority: PRIORITY,
  datetime: DATETIME,
};

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FieldProblem } from '../errors.ts';
import { GatewayError } from '../errors.ts';
import type { Schema } from './operation.ts';

/** Takes anything; gives it back with defaults filled in, or throws `invalid_request`. */
export type Check = (value: Record<string, unknown>) => unknown;

/** Most problems that are reported at once. */
const MAX_PROBLEMS = 20;

const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** ISO 8601 with a zone: nothing else means the same time to everybody. */
export const isDateTime = (value: string): boolean =>
  ISO_WITH_ZONE.test(value) && !Number.isNaN(Date.parse(value));

/** Bodies keep their types; texts of a query string are turned into numbers, booleans and lists. */
const ajvs: Record<'body' | 'query', Ajv2020> = {
  body: createAjv(false),
  query: createAjv('array'),
};

function createAjv(coerceTypes: false | 'array'): Ajv2020 {
  return new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    coerceTypes,
    formats: { 'date-time': isDateTime },
    logger: false,
    strict: true,
    useDefaults: true,
  });
}

/** Compiles the very schema that `/openapi.json` publishes. */
export function compileCheck(schema: Schema, kind: 'body' | 'query'): Check {
  const validate: ValidateFunction = ajvs[kind].compile(schema);
  return (value) => {
    const problems = validate(value)
      ? Object.keys(value)
          .filter((key) => isInfinite(value[key]))
          .map(toRangeProblem)
      : (validate.errors ?? []).slice(0, MAX_PROBLEMS).map(toProblem);
    if (problems.length === 0) return value;
    throw new GatewayError('invalid_request', undefined, { fields: problems });
  };
}

/** Ajv makes Infinity of the text "1e999", and does not compare it with a maximum. */
const isInfinite = (value: unknown): boolean =>
  typeof value === 'number' && !Number.isFinite(value);

const toRangeProblem = (path: string): FieldProblem => ({
  path,
  message: 'Give a smaller number.',
});

function toProblem(error: ErrorObject): FieldProblem {
  const { keyword, params } = error;
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'required') path.push(String(params.missingProperty));
  // An unknown key may be anything of any length; enough of it to recognise it is shown.
  if (keyword === 'additionalProperties')
    path.push(String(params.additionalProperty).slice(0, 100));
  return { path: path.join('.'), message: MESSAGES[keyword]?.(params) ?? `${error.message}.` };
}

/** What people read, by keyword. */
const MESSAGES: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  required: () => 'This is needed.',
  additionalProperties: () => 'There is no such key.',
  type: ({ type }) =>
    `Give ${[type]
      .flat()
      .map((each) => WORDS[String(each)])
      .join(' or ')}.`,
  enum: ({ allowedValues }) => `Give one of ${(allowedValues as unknown[]).join(', ')}.`,
  minLength: ({ limit }) => `Give at least ${limit} character${limit === 1 ? '' : 's'}.`,
  maxLength: ({ limit }) => `Give at most ${limit} characters.`,
  minItems: ({ limit }) => `Give at least ${limit}.`,
  maxItems: ({ limit }) => `Give at most ${limit}.`,
  minProperties: () => 'Give at least one value to change.',
  maxProperties: ({ limit }) => `Give at most ${limit}.`,
  minimum: ({ limit }) => `Give ${limit} or more.`,
  maximum: ({ limit }) => `Give ${limit} or less.`,
  exclusiveMinimum: ({ limit }) => `Give more than ${limit}.`,
  pattern: () => 'This does not have the right form.',
  format: () => 'Give a time in ISO 8601 with a zone, such as 2026-04-25T14:30:00Z.',
};

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

import { PRIORITIES } from '@signal-hooks/catalogue';
import type { FilterCondition } from '../domain.ts';
import type { FieldProblem } from '../errors.ts';
import type { FieldType, FilterField } from './filter.ts';

type Op = FilterCondition['op'];

/** Most conditions of a subscription. */
export const MAX_CONDITIONS = 20;
/** Most values of an `in`. */
export const MAX_IN_VALUES = 100;
/** Longest text in a condition, in characters. */
export const MAX_CONDITION_TEXT = 500;

const TEXT_OPS: readonly Op[] = ['eq', 'ne', 'in', 'contains', 'starts_with', 'exists'];
const ORDERED_OPS: readonly Op[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'exists'];

/** Which ops make sense for a field of each type; also what the forms offer. */
export const OPS_BY_TYPE: Readonly<Record<FieldType, readonly Op[]>> = {
  string: TEXT_OPS,
  id: TEXT_OPS,
  url: TEXT_OPS,
  email: TEXT_OPS,
  phone: TEXT_OPS,
  integer: [...ORDERED_OPS, 'in'],
  number: [...ORDERED_OPS, 'in'],
  priority: [...ORDERED_OPS, 'in'],
  datetime: ORDERED_OPS,
  boolean: ['eq', 'ne', 'exists'],
  list: ['contains', 'exists'],
};

/** A date, or a date with time and zone: what means the same time for everybody. */
const DATETIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length <= MAX_CONDITION_TEXT;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

const TEXT = [isText, `a text of 1 to ${MAX_CONDITION_TEXT} characters`] as const;
const NUMBER = [isNumber, 'a number'] as const;
const BOOLEAN = [(value: unknown) => typeof value === 'boolean', 'true or false'] as const;

/** What a value must be for a field of each type. */
const VALUE_BY_TYPE: Readonly<
  Record<FieldType, readonly [test: (value: unknown) => boolean, words: string]>
> = {
  string: TEXT,
  id: TEXT,
  url: TEXT,
  email: TEXT,
  phone: TEXT,
  list: TEXT,
  integer: NUMBER,
  number: NUMBER,
  boolean: BOOLEAN,
  priority: [
    (value) => PRIORITIES.some((priority) => priority === value),
    `one of ${PRIORITIES.join(', ')}`,
  ],
  datetime: [
    (value) =>
      typeof value === 'string' && DATETIME.test(value) && !Number.isNaN(Date.parse(value)),
    'a date such as 2026-04-25, or with time and zone 2026-04-25T14:30:00Z',
  ],
};

/**
 * Checks conditions as they came in a request.
 * @param conditions anything
 * @param allowedFields see `filterFields`
 * @returns what is wrong, by path below `conditions`; empty if it is a `FilterCondition[]`
 */
export function validateConditions(
  conditions: unknown,
  allowedFields: readonly FilterField[],
): FieldProblem[] {
  if (!Array.isArray(conditions)) return [problem('conditions', 'Give a list of conditions.')];
  if (conditions.length > MAX_CONDITIONS) {
    return [problem('conditions', `Give at most ${MAX_CONDITIONS} conditions.`)];
  }
  const types = new Map(allowedFields.map(({ key, type }) => [key, type]));
  return conditions.flatMap((condition, index) =>
    validateCondition(condition, `conditions.${index}`, types),
  );
}

function validateCondition(
  condition: unknown,
  path: string,
  types: ReadonlyMap<string, FieldType>,
): FieldProblem[] {
  if (typeof condition !== 'object' || condition === null) {
    return [problem(path, 'A condition is an object with field, op and value.')];
  }
  const { field, op, value, ...rest } = condition as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    return [problem(`${path}.${unknown}`, 'A condition has only field, op and value.')];
  }
  const type = typeof field === 'string' ? types.get(field) : undefined;
  if (type === undefined) {
    return [problem(`${path}.field`, 'There is no such field. See the reference of fields.')];
  }
  const ops = OPS_BY_TYPE[type];
  if (!ops.some((each) => each === op)) {
    return [problem(`${path}.op`, `For this field op must be one of ${ops.join(', ')}.`)];
  }
  const [test, words] = op === 'exists' ? BOOLEAN : VALUE_BY_TYPE[type];
  if (op !== 'in') return test(value) ? [] : [problem(`${path}.value`, `Give ${words}.`)];
  const fits =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_IN_VALUES &&
    value.every((each) => test(each));
  return fits
    ? []
    : [problem(`${path}.value`, `Give a list of 1 to ${MAX_IN_VALUES} values, each ${words}.`)];
}

const problem = (path: string, message: string): FieldProblem => ({ path, message });

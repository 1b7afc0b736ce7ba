import { type FilterField, MAX_CONDITIONS, MAX_IN_VALUES } from './condition.ts';
import { isOperator, type Operator, operatorsFor } from './operators.ts';
import { BOOLEAN, VALUE_KINDS } from './value.ts';

/** What is wrong with a value, and where. */
export interface ConditionProblem {
  /** Dotted, from the path that was given. */
  readonly path: string;
  readonly message: string;
}

/**
 * Checks conditions as they came in a request.
 * @param conditions anything
 * @param fields those that can be named, see `filterFields`
 * @param path what the conditions are called where they were written
 * @returns what is wrong; empty if it is a `FilterCondition[]`
 */
export function validateConditions(
  conditions: unknown,
  fields: readonly FilterField[],
  path: string,
): ConditionProblem[] {
  if (!Array.isArray(conditions)) return [{ path, message: 'Give a list of conditions.' }];
  if (conditions.length > MAX_CONDITIONS) {
    return [{ path, message: `Give at most ${MAX_CONDITIONS} conditions.` }];
  }
  const known = new Map(fields.map((field) => [field.key, field]));
  return conditions.flatMap((condition, index) =>
    validateCondition(condition, known, `${path}.${index}`),
  );
}

function validateCondition(
  condition: unknown,
  fields: ReadonlyMap<string, FilterField>,
  path: string,
): ConditionProblem[] {
  if (typeof condition !== 'object' || condition === null) {
    return [{ path, message: 'A condition is an object with field, op and value.' }];
  }
  const { field, op, value, ...rest } = condition as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) {
    const message = 'A condition has only field, op and value.';
    return [{ path: `${path}.${unknown}`, message }];
  }
  const known = typeof field === 'string' ? fields.get(field) : undefined;
  if (known === undefined) {
    const message = 'There is no such field. See the reference of fields.';
    return [{ path: `${path}.field`, message }];
  }
  if (!isOperator(op) || !operatorsFor(known.type).includes(op)) {
    const names = operatorsFor(known.type).join(', ');
    return [{ path: `${path}.op`, message: `For this field op must be one of ${names}.` }];
  }
  return validateValue(known, op, value, `${path}.value`);
}

function validateValue(
  { type }: FilterField,
  op: Operator,
  value: unknown,
  path: string,
): ConditionProblem[] {
  const { accepts, words } = op === 'exists' ? BOOLEAN : VALUE_KINDS[type];
  if (op !== 'in') return accepts(value) ? [] : [{ path, message: `Give ${words}.` }];
  const fits =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_IN_VALUES &&
    value.every(accepts);
  const message = `Give a list of 1 to ${MAX_IN_VALUES} values, each ${words}.`;
  return fits ? [] : [{ path, message }];
}

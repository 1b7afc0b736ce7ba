import { textOf } from '../form-values.ts';
import type { FilterCondition, FilterField } from './condition.ts';
import { isOperator } from './operators.ts';
import { parseValue } from './parse.ts';

/** The three fields of a form that make one condition, as a platform hands them over. */
export interface ConditionForm {
  readonly field: unknown;
  readonly op: unknown;
  readonly value: unknown;
}

/** The condition of a form, none if its three fields are empty; or a sentence that says what to enter. */
export type FormConditions =
  | { readonly ok: true; readonly conditions: readonly FilterCondition[] }
  | { readonly ok: false; readonly message: string };

/**
 * Reads the fields Filter Field, Filter Condition and Filter Value.
 * @param known the field that is named; one that nobody knows counts as text
 */
export function readConditionForm(
  form: ConditionForm,
  known: Pick<FilterField, 'label' | 'type'>,
): FormConditions {
  const [field, op, value] = [form.field, form.op, form.value].map(textOf) as [
    string,
    string,
    string,
  ];
  if (!field && !op && !value) return { ok: true, conditions: [] };
  const isEmpty = value.replace(/,/g, '').trim() === '' && op !== 'exists';
  if (!field || !isOperator(op) || isEmpty) {
    const message =
      'Fill in Filter Field, Filter Condition and Filter Value, or leave all three empty.';
    return { ok: false, message };
  }
  const parsed = parseValue(known, op, Array.isArray(form.value) ? form.value : value);
  if (parsed.ok) return { ok: true, conditions: [{ field, op, value: parsed.value }] };
  return {
    ok: false,
    message: `Filter Value must be ${parsed.mustBe} for the field ${known.label}.`,
  };
}

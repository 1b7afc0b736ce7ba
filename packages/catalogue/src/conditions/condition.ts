import type { FieldType, Operator } from './operators.ts';

/** What a condition compares with: of the field's type; a list for `in`, a boolean for `exists`. */
export type ConditionValue = string | number | boolean | readonly (string | number)[];

/** A condition on one field of a record. */
export interface FilterCondition {
  readonly field: string;
  readonly op: Operator;
  readonly value: ConditionValue;
}

/** A field that conditions can name. */
export interface FilterField {
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
}

/** Most conditions of a filter. */
export const MAX_CONDITIONS = 20;
/** Most values of an `in`. */
export const MAX_IN_VALUES = 100;
/** Longest text in a condition, in characters. */
export const MAX_CONDITION_TEXT = 500;

import {
  ALL_FIELDS,
  type JsonObject,
  type JsonValue,
  type Operator,
  parseValue,
} from '@signal-hooks/catalogue';

/** A row of a panel's conditions. */
export interface ConditionRow {
  readonly field: string;
  readonly op: Operator;
  /** A text, or whatever an expression gives. */
  readonly value?: unknown;
}

/** A panel's conditions as the gateway takes them, which checks them. */
export const conditionsOf = (rows: readonly ConditionRow[]): JsonObject[] =>
  // The keys in the gateway's order, for its answer is compared with this.
  rows.map((row) => ({ field: row.field, op: row.op, value: conditionValue(row) }));

/** What cannot be meant is left as it is, for the gateway to refuse rather than to guess at. */
function conditionValue({ field, op, value }: ConditionRow): JsonValue {
  const parsed = parseValue(ALL_FIELDS.get(field) ?? { type: 'string' }, op, value);
  return parsed.ok ? (parsed.value as JsonValue) : String(value ?? '');
}

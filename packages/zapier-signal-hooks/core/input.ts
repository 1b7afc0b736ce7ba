import { PRIORITIES, PROVIDERS, type Provider } from '@signal-hooks/catalogue';
import type { Bundle, InputField, ZObject } from 'zapier-platform-core';
import { fieldsOf } from './record.ts';

/** What a trigger's form can hold. */
export interface HookInput extends Record<string, unknown> {
  readonly source_id?: string;
  readonly event_types?: readonly string[];
  readonly priority_at_least?: string;
  readonly filter_field?: string;
  readonly filter_op?: string;
  readonly filter_value?: string;
}

/** What the gateway can ask of a field, in words. */
const OPS: Readonly<Record<string, string>> = {
  eq: 'Is',
  ne: 'Is not',
  contains: 'Contains',
  starts_with: 'Starts with',
  in: 'Is one of (separated by commas)',
  gt: 'Is more than',
  gte: 'Is at least',
  lt: 'Is less than',
  lte: 'Is at most',
  exists: 'Has a value',
};

/** The form of a trigger: of one provider, or of all. */
export function inputFields(provider: Provider | null, sourcesKey: string): InputField[] {
  const fields = fieldsOf(provider);
  const choices = Object.fromEntries(fields.map(({ key, label }) => [key, label]));
  return [
    {
      key: 'source_id',
      label: 'Source',
      type: 'string',
      dynamic: `${sourcesKey}.id.name`,
      helpText: 'Which of the gateway’s sources to listen to. Leave it empty for all of them.',
    },
    ...eventTypesField(provider),
    {
      key: 'priority_at_least',
      label: provider?.id === 'sigsentry' ? 'Severity at Least' : 'Priority at Least',
      type: 'string',
      choices: PRIORITIES.map((value) => ({ value, sample: value, label: capital(value) })),
      helpText: 'Events below it, or without one, do not start the Zap.',
    },
    {
      key: 'filter_field',
      label: 'Filter Field',
      type: 'string',
      choices,
      helpText: 'Only events that meet a condition start the Zap; it is checked at the gateway.',
    },
    { key: 'filter_op', label: 'Filter Condition', type: 'string', choices: { ...OPS } },
    { key: 'filter_value', label: 'Filter Value', type: 'string' },
  ];
}

function eventTypesField(provider: Provider | null): InputField[] {
  const providers = provider === null ? Object.values(PROVIDERS) : [provider];
  const types = providers.flatMap(({ name, events }) =>
    Object.entries(events).map(([type, { label }]) => [
      type,
      provider === null ? `${name}: ${label}` : label,
    ]),
  );
  if (types.length < 2) return [];
  return [
    {
      key: 'event_types',
      label: 'Event Types',
      type: 'string',
      list: true,
      choices: Object.fromEntries(types),
      helpText: 'Leave it empty for all of them.',
    },
  ];
}

/** A condition on a record, as the gateway takes it. */
export interface Condition {
  readonly field: string;
  readonly op: string;
  readonly value: unknown;
}

/**
 * The conditions of a trigger's form.
 * @throws a Zapier error that says what is missing
 */
export function conditionsOf(z: ZObject, { inputData }: Bundle): Condition[] {
  const input = inputData as HookInput;
  const { priority_at_least: least } = input;
  const priority = least ? [{ field: 'priority', op: 'gte', value: least }] : [];
  return [...priority, ...fieldCondition(z, input)];
}

function fieldCondition(
  z: ZObject,
  { filter_field: field, filter_op: op, filter_value: value = '' }: HookInput,
): Condition[] {
  if (!field && !op && !value) return [];
  if (!field || !op || (!value && op !== 'exists')) {
    throw new z.errors.Error(
      'Fill in Filter Field, Filter Condition and Filter Value, or leave all three empty.',
      'InvalidFilter',
      400,
    );
  }
  return [{ field, op, value: conditionValue(field, op, value) }];
}

/** Types of fields whose values are not texts. */
const TYPES: ReadonlyMap<string, string> = new Map(
  [null, ...Object.values(PROVIDERS)].flatMap((provider) =>
    fieldsOf(provider).map(({ key, type }) => [key, type] as const),
  ),
);

function conditionValue(field: string, op: string, value: string): unknown {
  if (op === 'exists') return value.trim().toLowerCase() !== 'false';
  const type = TYPES.get(field);
  const isNumber = type === 'number' || type === 'integer';
  if (op === 'in') {
    const texts = value.split(',').map((text) => text.trim());
    return texts.filter((text) => text !== '').map((text) => (isNumber ? Number(text) : text));
  }
  if (type === 'boolean') return value.trim().toLowerCase() === 'true';
  return isNumber ? Number(value) : value;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

import {
  ALL_FIELDS,
  PRIORITIES,
  PROVIDERS,
  type Provider,
  recordFields,
} from '@signal-hooks/catalogue';
import type { Bundle, InputField, ZObject } from 'zapier-platform-core';

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
  const fields = recordFields(provider);
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
    ...priorityField(provider),
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

/** Only where there is a priority to compare: elsewhere nothing would ever come. */
function priorityField(provider: Provider | null): InputField[] {
  const path = provider === null ? 'priority' : provider.common.priority;
  if (path === undefined) return [];
  // The provider's own word for it: priority or severity.
  const label = `${capital(typeof path === 'string' ? path : 'priority')} at Least`;
  const choices = PRIORITIES.map((value) => ({ value, sample: value, label: capital(value) }));
  const without = 'Events below it, or without one, do not start the Zap.';
  return [
    {
      ...{ key: 'priority_at_least', label, type: 'string', choices },
      helpText: provider === null ? `${without} Only some providers tell one.` : without,
    },
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
  if (op === 'exists' && field) return [{ field, op, value: !NO.test(value) }];
  const texts = op === 'in' ? value.split(',').map((text) => text.trim()) : [value];
  const given = texts.filter((text) => text.trim() !== '');
  if (!field || !op || given.length === 0) {
    throw new z.errors.Error(
      'Fill in Filter Field, Filter Condition and Filter Value, or leave all three empty.',
      'InvalidFilter',
      400,
    );
  }
  const values = given.map((text) => cellOf(z, field, text));
  return [{ field, op, value: op === 'in' ? values : values[0] }];
}

/** How people write true and false. */
const YES = /^\s*(?:true|yes|1)\s*$/i;
const NO = /^\s*(?:false|no|0)\s*$/i;

/**
 * A value of the form as the type of its field.
 * @throws a Zapier error that says what to enter
 */
function cellOf(z: ZObject, field: string, text: string): unknown {
  const { label, type } = ALL_FIELDS.get(field) ?? { label: field, type: 'string' };
  const wrong = (wanted: string): Error =>
    new z.errors.Error(
      `Filter Value must be ${wanted} for the field ${label}.`,
      'InvalidFilter',
      400,
    );
  if (type === 'priority') return text.trim().toLowerCase();
  if (type === 'boolean') {
    if (!YES.test(text) && !NO.test(text)) throw wrong('true or false');
    return YES.test(text);
  }
  if (type !== 'number' && type !== 'integer') return text.trim();
  if (!Number.isFinite(Number(text))) throw wrong('a number');
  return Number(text);
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

import {
  ALL_FIELDS,
  type FilterCondition,
  isOperator,
  OPERATOR_NAMES,
  OPERATORS,
  PRIORITIES,
  PROVIDERS,
  type Provider,
  parseValue,
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

/** What can be asked of a field, in words. */
const OPS: Readonly<Record<string, string>> = Object.fromEntries(
  OPERATOR_NAMES.map((name) => [name, OPERATORS[name].label]),
);

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
    {
      key: 'filter_value',
      label: 'Filter Value',
      type: 'string',
      helpText:
        'For *Is One Of* values separated by commas; one with a comma in it goes in double quotes.',
    },
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

/**
 * The conditions of a trigger's form.
 * @throws a Zapier error that says what is missing
 */
export function conditionsOf(z: ZObject, { inputData }: Bundle): FilterCondition[] {
  const input = inputData as HookInput;
  const { priority_at_least: least } = input;
  const priority: FilterCondition[] = least ? [{ field: 'priority', op: 'gte', value: least }] : [];
  return [...priority, ...fieldCondition(z, input)];
}

function fieldCondition(
  z: ZObject,
  { filter_field: field, filter_op: op, filter_value: value = '' }: HookInput,
): FilterCondition[] {
  if (!field && !op && !value) return [];
  const isEmpty = String(value).replace(/,/g, '').trim() === '' && op !== 'exists';
  if (!field || !isOperator(op) || isEmpty) {
    throw new z.errors.Error(
      'Fill in Filter Field, Filter Condition and Filter Value, or leave all three empty.',
      'InvalidFilter',
      400,
    );
  }
  const known = ALL_FIELDS.get(field) ?? { label: field, type: 'string' };
  const parsed = parseValue(known, op, value);
  if (parsed.ok) return [{ field, op, value: parsed.value }];
  throw new z.errors.Error(
    `Filter Value must be ${parsed.mustBe} for the field ${known.label}.`,
    'InvalidFilter',
    400,
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

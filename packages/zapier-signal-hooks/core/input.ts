import {
  ALL_FIELDS,
  capabilities,
  capitalised,
  type FilterCondition,
  filledFields,
  isOperator,
  OPERATOR_NAMES,
  OPERATORS,
  PRIORITIES,
  PROVIDERS,
  type Provider,
  parseValue,
} from '@signal-hooks/catalogue';
import type { Bundle, InputField, ZObject } from 'zapier-platform-core';
import { guarded } from './guard.ts';
import { RATE_FIELD } from './rate.ts';
import { sourceChoices } from './sources.ts';
import { listOf, textOf } from './values.ts';

/** What can be asked of a field, in words. */
const OPS: Readonly<Record<string, string>> = Object.fromEntries(
  OPERATOR_NAMES.map((name) => [name, OPERATORS[name].label]),
);

/** The form of a trigger: of one provider, or of all. */
export function inputFields(provider: Provider | null): InputField[] {
  const fields = filledFields(provider);
  const choices = Object.fromEntries(fields.map(({ key, label }) => [key, label]));
  return [
    {
      key: 'source_id',
      label: 'Source',
      type: 'string',
      choices: { perform: guarded(sourceChoices(provider)) },
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
    RATE_FIELD,
  ];
}

/** Only where there is a priority to compare: elsewhere nothing would ever come. */
function priorityField(provider: Provider | null): InputField[] {
  if (!capabilities(provider).priority) return [];
  const label = priorityLabel(provider);
  const choices = PRIORITIES.map((value) => ({ value, sample: value, label: capitalised(value) }));
  const without = 'Events below it, or without one, do not start the Zap.';
  return [
    {
      ...{ key: 'priority_at_least', label, type: 'string', choices },
      helpText: provider === null ? `${without} Only some providers tell one.` : without,
    },
  ];
}

/** The provider's own word for it: priority or severity. */
function priorityLabel(provider: Provider | null): string {
  const path = provider?.common.priority;
  return `${capitalised(typeof path === 'string' ? path : 'priority')} at Least`;
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

/** Which events a trigger's form asks for. */
export interface Wanted {
  /** Empty: of every source. */
  readonly sourceId: string;
  /** Empty: every type. */
  readonly eventTypes: readonly string[];
  readonly conditions: readonly FilterCondition[];
  /** What the form calls each condition. */
  readonly conditionLabels: readonly string[];
}

/**
 * Reads a trigger's form.
 * @throws a Zapier error that says what is missing
 */
export function wantedBy(z: ZObject, { inputData }: Bundle, provider: Provider | null): Wanted {
  const least = textOf(inputData.priority_at_least).toLowerCase();
  const priority: FilterCondition[] = least ? [{ field: 'priority', op: 'gte', value: least }] : [];
  const filter = fieldCondition(z, inputData);
  return {
    sourceId: textOf(inputData.source_id),
    eventTypes: listOf(inputData.event_types),
    conditions: [...priority, ...filter],
    conditionLabels: [
      ...priority.map(() => priorityLabel(provider)),
      ...filter.map(() => 'Filter'),
    ],
  };
}

function fieldCondition(z: ZObject, inputData: Bundle['inputData']): FilterCondition[] {
  const { filter_field, filter_op, filter_value: given } = inputData;
  const [field, op, value] = [filter_field, filter_op, given].map(textOf) as [
    string,
    string,
    string,
  ];
  if (!field && !op && !value) return [];
  const isEmpty = value.replace(/,/g, '').trim() === '' && op !== 'exists';
  if (!field || !isOperator(op) || isEmpty) {
    throw new z.errors.Error(
      'Fill in Filter Field, Filter Condition and Filter Value, or leave all three empty.',
      'InvalidFilter',
      400,
    );
  }
  const known = ALL_FIELDS.get(field) ?? { label: field, type: 'string' };
  const parsed = parseValue(known, op, Array.isArray(given) ? given : value);
  if (parsed.ok) return [{ field, op, value: parsed.value }];
  throw new z.errors.Error(
    `Filter Value must be ${parsed.mustBe} for the field ${known.label}.`,
    'InvalidFilter',
    400,
  );
}

import {
  ALERTS_ID,
  capabilities,
  capitalised,
  type FilterCondition,
  filledFields,
  listOf,
  OPERATOR_NAMES,
  OPERATORS,
  PRIORITIES,
  type Provider,
  priorityLabelOf,
  readConditionForm,
  type TriggerWording,
  textOf,
} from '@signal-hooks/catalogue';
import type { ListEventsQuery } from '@signal-hooks/client';
import type { Bundle, InputField, ZObject } from 'zapier-platform-core';
import type { Gateway } from './gateway.ts';
import { guarded } from './guard.ts';
import { RATE_FIELD } from './rate.ts';
import { eventTypeChoices, fieldChoices, fieldNamed } from './source-provider.ts';
import { type Choices, sourceChoices } from './sources.ts';

/** What can be asked of a field, in words. */
const OPS: Readonly<Record<string, string>> = Object.fromEntries(
  OPERATOR_NAMES.map((name) => [name, OPERATORS[name].label]),
);

/** Whose events a form is for: of one provider (null: of all), all of them or one kind. */
export interface Chosen {
  readonly provider: Provider | null;
  readonly kind: TriggerWording | null;
}

/** The form of a trigger. */
export const inputFields = (chosen: Chosen): InputField[] => [...eventFields(chosen), RATE_FIELD];

/** The fields of a form that say which events are meant. */
export function eventFields({ provider, kind }: Chosen): InputField[] {
  return [
    ...sourceField(provider),
    ...(kind === null ? eventTypesField(provider) : []),
    ...priorityField(provider),
    {
      key: 'filter_field',
      label: 'Filter Field',
      type: 'string',
      choices: filterChoices(provider),
      helpText: 'Only events that meet a condition count; it is checked at the gateway.',
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

/** Alerts come from the gateway itself. */
function sourceField(provider: Provider | null): InputField[] {
  if (provider?.id === ALERTS_ID) return [];
  const isAny = provider === null;
  return [
    {
      key: 'source_id',
      label: 'Source',
      type: 'string',
      choices: { perform: guarded(sourceChoices(provider)) },
      ...(isAny && { altersDynamicFields: true }),
      helpText: `Only events of this source of the gateway.${isAny ? ' With one chosen, its own fields can be used too.' : ''} Leave it empty for all of them.`,
    },
  ];
}

/** What can be filtered by; of every provider it depends on the source that is chosen. */
const filterChoices = (
  provider: Provider | null,
): { perform: ReturnType<typeof guarded<Choices>> } | Record<string, string> =>
  provider === null
    ? { perform: guarded(fieldChoices) }
    : Object.fromEntries(filledFields(provider).map(({ key, label }) => [key, label]));

/** Only where there is a priority to compare: elsewhere nothing would ever come. */
function priorityField(provider: Provider | null): InputField[] {
  if (!capabilities(provider).priority) return [];
  const label = priorityLabelOf(provider);
  const choices = PRIORITIES.map((value) => ({ value, sample: value, label: capitalised(value) }));
  const without = 'Events below it, or without one, are left out.';
  return [
    {
      ...{ key: 'priority_at_least', label, type: 'string', choices },
      helpText: provider === null ? `${without} Only some providers tell one.` : without,
    },
  ];
}

function eventTypesField(provider: Provider | null): InputField[] {
  const types = Object.entries(provider?.events ?? {}).map(([type, { label }]) => [type, label]);
  if (provider !== null && types.length < 2) return [];
  return [
    {
      key: 'event_types',
      label: 'Event Types',
      type: 'string',
      list: true,
      choices:
        provider === null ? { perform: guarded(eventTypeChoices) } : Object.fromEntries(types),
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
 * Reads the {@link eventFields} of a form.
 * @throws a Zapier error that says what is missing
 */
export async function wantedBy(
  z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
  { provider, kind }: Chosen,
): Promise<Wanted> {
  const { inputData } = bundle;
  const own = kind?.filter ?? [];
  const least = textOf(inputData.priority_at_least).toLowerCase();
  const priority: FilterCondition[] = least ? [{ field: 'priority', op: 'gte', value: least }] : [];
  const filter = await fieldCondition(z, bundle, gateway, provider);
  return {
    sourceId: textOf(inputData.source_id),
    eventTypes: kind === null ? listOf(inputData.event_types) : [kind.eventType],
    conditions: [...own, ...priority, ...filter],
    conditionLabels: [
      ...own.map(() => 'Trigger'),
      ...priority.map(() => priorityLabelOf(provider)),
      ...filter.map(() => 'Filter'),
    ],
  };
}

/** What a list of these events is asked for with. */
export const queryOf = ({ sourceId, eventTypes, conditions }: Wanted): ListEventsQuery => ({
  source_id: sourceId || undefined,
  event_type: eventTypes,
  filter: conditions.length > 0 ? JSON.stringify(conditions) : undefined,
});

async function fieldCondition(
  z: ZObject,
  bundle: Bundle,
  gateway: Gateway,
  provider: Provider | null,
): Promise<readonly FilterCondition[]> {
  const { filter_field, filter_op, filter_value } = bundle.inputData;
  const field = textOf(filter_field);
  const known = field === '' ? NO_FIELD : await fieldNamed(field, bundle, gateway, provider);
  const read = readConditionForm({ field, op: filter_op, value: filter_value }, known);
  if (read.ok) return read.conditions;
  throw new z.errors.Error(read.message, 'InvalidFilter', 400);
}

const NO_FIELD = { label: '', type: 'string' } as const;

import {
  ALERTS_ID,
  capabilities,
  capitalised,
  filledFields,
  OPERATOR_NAMES,
  OPERATORS,
  PRIORITIES,
  type Provider,
  priorityLabelOf,
} from '@signal-hooks/catalogue';
import { type Chosen, readEventForm, type Wanted } from '@signal-hooks/client';
import type { Bundle, InputField, ZObject } from 'zapier-platform-core';
import type { Gateway } from './gateway.ts';
import { guarded } from './guard.ts';
import { RATE_FIELD } from './rate.ts';
import { eventTypeChoices, fieldChoices } from './source-provider.ts';
import { type Choices, sourceChoices } from './sources.ts';

/** What can be asked of a field, in words. */
const OPS: Readonly<Record<string, string>> = Object.fromEntries(
  OPERATOR_NAMES.map((name) => [name, OPERATORS[name].label]),
);

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

/**
 * Reads the {@link eventFields} of a form.
 * @throws a Zapier error that says what is missing
 */
export async function wantedBy(
  z: ZObject,
  { inputData }: Bundle,
  gateway: Gateway,
  chosen: Chosen,
): Promise<Wanted> {
  const read = await readEventForm(inputData, gateway.send, chosen);
  if (read.ok) return read.wanted;
  throw new z.errors.Error(read.message, 'InvalidFilter', 400);
}

import { type InputPropertyMap, Property } from '@activepieces/pieces-framework';
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
import {
  type Chosen,
  listSources,
  readEventForm,
  sourceLabel,
  sourceName,
  type Wanted,
} from '@signal-hooks/client';
import { auth } from './auth.ts';
import { type Choice, choices, type FormValues } from './choices.ts';
import type { Gateway } from './gateway.ts';
import { eventTypeChoices, fieldChoices } from './source-provider.ts';

/** Of all providers, whatever it is. */
export const EVERY: Chosen = { provider: null, kind: null };

/** Most pages of sources that are read for a dropdown. */
const MAX_PAGES = 20;

/** The sources of a provider, or all. */
const sourceChoices =
  (provider: Provider | null) =>
  async (gateway: Gateway): Promise<Choice[]> => {
    const label = provider === null ? sourceLabel : sourceName;
    const found: Choice[] = [];
    const page = (cursor: string | undefined) =>
      listSources({ limit: 100, provider: provider?.id, cursor }).pick('id', 'name', 'provider');
    for await (const { data } of gateway.pages(page, MAX_PAGES)) {
      found.push(...data.map((source) => ({ value: source.id, label: label(source) })));
      if (!gateway.hasTime) break;
    }
    return found;
  };

const staticChoices = (entries: readonly (readonly [value: string, label: string])[]) => ({
  options: { disabled: false, options: entries.map(([value, label]) => ({ label, value })) },
});

/** The fields of a form that say which events are meant. */
export function eventProps({ provider, kind }: Chosen): InputPropertyMap {
  return {
    ...sourceProp(provider),
    ...(kind === null ? eventTypesProp(provider) : {}),
    ...priorityProp(provider),
    filter_field: filterFieldProp(provider),
    filter_op: Property.StaticDropdown({
      displayName: 'Filter Condition',
      required: false,
      ...staticChoices(OPERATOR_NAMES.map((name) => [name, OPERATORS[name].label])),
    }),
    filter_value: Property.ShortText({
      displayName: 'Filter Value',
      description:
        'For “Is One Of” values separated by commas; one with a comma in it goes in double quotes.',
      required: false,
    }),
  };
}

/** Alerts come from the gateway itself. */
function sourceProp(provider: Provider | null): InputPropertyMap {
  if (provider?.id === ALERTS_ID) return {};
  const isAny = provider === null;
  return {
    source_id: Property.Dropdown({
      auth,
      displayName: 'Source',
      description: `Only events of this source of the gateway.${isAny ? ' With one chosen, its own event types and fields can be chosen too.' : ''} Leave it empty for all of them.`,
      required: false,
      refreshers: ['auth'],
      refreshOnSearch: true,
      options: choices(sourceChoices(provider)),
    }),
  };
}

function eventTypesProp(provider: Provider | null): InputPropertyMap {
  const texts = { displayName: 'Event Types', description: 'Leave it empty for all of them.' };
  if (provider === null) {
    return {
      event_types: Property.MultiSelectDropdown({
        ...texts,
        auth,
        required: false,
        refreshers: ['auth', 'source_id'],
        options: choices(eventTypeChoices),
      }),
    };
  }
  const types = Object.entries(provider.events).map(([type, { label }]) => [type, label] as const);
  if (types.length < 2) return {};
  return {
    event_types: Property.StaticMultiSelectDropdown({
      ...texts,
      required: false,
      ...staticChoices(types),
    }),
  };
}

/** Only where there is a priority to compare: elsewhere nothing would ever come. */
function priorityProp(provider: Provider | null): InputPropertyMap {
  if (!capabilities(provider).priority) return {};
  const without = 'Events below it, or without one, are left out.';
  return {
    priority_at_least: Property.StaticDropdown({
      displayName: priorityLabelOf(provider),
      description: provider === null ? `${without} Only some providers tell one.` : without,
      required: false,
      ...staticChoices(PRIORITIES.map((value) => [value, capitalised(value)])),
    }),
  };
}

/** What can be filtered by; of every provider it depends on the source that is chosen. */
function filterFieldProp(provider: Provider | null): InputPropertyMap[string] {
  const texts = {
    displayName: 'Filter Field',
    description: 'Only events that meet a condition count; it is checked at the gateway.',
  };
  if (provider === null) {
    return Property.Dropdown({
      ...texts,
      auth,
      required: false,
      refreshers: ['auth', 'source_id'],
      options: choices(fieldChoices),
    });
  }
  const fields = filledFields(provider).map(({ key, label }) => [key, label] as const);
  return Property.StaticDropdown({ ...texts, required: false, ...staticChoices(fields) });
}

/** Reads the {@link eventProps} of a form. @throws {Error} that says what is missing */
export async function wantedBy(
  form: FormValues,
  gateway: Gateway,
  chosen: Chosen,
): Promise<Wanted> {
  const read = await readEventForm(form, gateway.send, chosen);
  if (read.ok) return read.wanted;
  throw new Error(read.message);
}

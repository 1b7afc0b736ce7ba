import {
  type ChosenSetting,
  chosenSettings,
  eventsParameterOf,
  fillPlaces,
  type PanelFilter,
  type PanelParameter,
  type Provider,
  panelFilters,
  panelRows,
} from '@signal-hooks/catalogue';
import { literal, member } from './source.ts';

const ALL_EVENTS = '*';

/** A collection of optional parameters, whose button says what it adds. */
const collection = (
  displayName: string,
  name: string,
  what: string,
  items: readonly string[],
): string => `{
  displayName: ${literal(displayName)},
  name: ${literal(name)},
  type: 'collection',
  placeholder: 'Add ${what}',
  default: {},
  options: [${items.join(', ')}],
}`;

/** One parameter; what it holds follows from its options and its default. */
function parameter(
  { parameter: name, label, help, example, options, range }: PanelParameter & Partial<PanelFilter>,
  preset: string | number | undefined,
): string {
  const type = options ? 'options' : typeof preset === 'number' ? 'number' : 'string';
  const texts = literal({
    displayName: label,
    name,
    type,
    default: preset ?? options?.[0] ?? '',
    typeOptions: range && { minValue: range[0], maxValue: range[1] },
    placeholder: example && `e.g. ${example}`,
    description: help,
  });
  // A call, because n8n's lint wants literal options in the order of the alphabet.
  return options ? texts.replace(/\}$/, `, "options": choices(${literal(options)})}`) : texts;
}

const settingParameter = ({ field, panel }: ChosenSetting): string =>
  parameter(panel, field.default);

/** What the user does where the URL is pasted. */
function notice({ panel, setup }: Provider): string {
  const steps = panel?.steps ?? [
    'Open “Webhook URLs” above, choose “Production URL” and copy it.',
    ...setup.byHand.map((step) => fillPlaces(step, { url: 'the Production URL' })),
    'Publish this workflow.',
  ];
  const items = steps.map((step) => `<li>${step.replaceAll('<', '&lt;')}</li>`);
  return literal({
    displayName: `<ul>${items.join('')}</ul>`,
    name: 'notice',
    type: 'notice',
    default: '',
  });
}

/** The choice of events; of a group, where a webhook carries only one. */
function eventParameters(provider: Provider): string[] {
  const { id, events, registration } = provider;
  const groups = registration.api?.eventGroups;
  const choice = (group?: { readonly key: string; readonly name: string }): string => `{
    displayName: 'Trigger On',
    name: ${literal(group?.name ?? eventsParameterOf(undefined))},
    type: 'multiOptions',
    required: true,
    default: ['${ALL_EVENTS}'],
    description: 'The events that start the workflow',
    options: eventOptions(${member('PROVIDERS', id)}${group ? `, ${literal(group.key)}` : ''}),
    ${group ? `displayOptions: { show: { kind: [${literal(group.key)}] } },` : ''}
  }`;
  if (groups === undefined) return Object.keys(events).length > 1 ? [choice()] : [];
  return [
    kindParameter(provider),
    ...groups.map((group) => choice({ key: group.key, name: eventsParameterOf(group) })),
  ];
}

function kindParameter({ name, wording, registration }: Provider): string {
  const groups = registration.api?.eventGroups ?? [];
  const count = groups.length === 2 ? 'two' : groups.length;
  return literal({
    displayName: 'Kind of Events',
    name: 'kind',
    type: 'options',
    default: groups[0]?.key,
    description: `${wording.shortName ?? name} keeps the ${count} kinds in separate webhooks. Use one node for each.`,
    options: groups.map(({ key, label, help }) => ({ name: label, value: key, description: help })),
  });
}

/** The parameters of a node, in the order of its panel. */
export function parametersOf(provider: Provider): string[] {
  const { ping, registration } = provider;
  const filters = panelFilters(provider)
    .toSorted((a, b) => a.label.localeCompare(b.label, 'en'))
    .map((filter) => parameter(filter, filter.default));
  const settings = chosenSettings(provider);
  const rows = panelRows(provider);
  const options = [
    ...settings.filter(({ isOption }) => isOption).map(settingParameter),
    ...(Object.keys(rows).length > 0 ? [`splitOption(${literal(rows)})`] : []),
    'headersOption',
    ...(ping === undefined ? [] : ['pingsOption']),
  ];
  return [
    ...(registration.api === null ? [notice(provider)] : []),
    ...eventParameters(provider),
    ...settings.filter(({ isOption }) => !isOption).map(settingParameter),
    ...(filters.length > 0 ? [collection('Filters', 'filters', 'Filter', filters)] : []),
    'outputParameter',
    collection('Options', 'options', 'Option', options),
  ];
}

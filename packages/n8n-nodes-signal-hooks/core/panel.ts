import {
  ALL_FIELDS,
  capitalised,
  OPERATOR_NAMES,
  OPERATORS,
  PROVIDERS,
  type Provider,
} from '@signal-hooks/catalogue';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { ANY } from './filters.ts';
import type { Rows } from './items.ts';

const byName = (a: INodePropertyOptions, b: INodePropertyOptions): number =>
  a.name.localeCompare(b.name, 'en');

const ALL_EVENTS: INodePropertyOptions = {
  name: 'All Events',
  value: ANY,
  description: 'Remove this one to choose single events',
};

/**
 * The events of a provider, with "All Events" first.
 * @param group only those of one group
 */
export function eventOptions(provider: Provider, group?: string): INodePropertyOptions[] {
  const groups = provider.registration.api?.eventGroups ?? [];
  const offered = groups.find(({ key }) => key === group)?.events;
  const events = Object.entries(provider.events)
    .filter(([type]) => offered?.includes(type) ?? true)
    .map(([type, { label, description }]) => ({ name: label, value: type, description }));
  return [ALL_EVENTS, ...events.sort(byName)];
}

/** Values to choose from, in this order. */
export const choices = (values: readonly string[]): INodePropertyOptions[] =>
  values.map((value) => ({ name: capitalised(value), value }));

/** The providers of a gateway, with all of them first. */
export const PROVIDER_OPTIONS: INodePropertyOptions[] = [
  { name: 'All Providers', value: '' },
  ...Object.values(PROVIDERS)
    .map(({ id, name }) => ({ name, value: id }))
    .sort(byName),
];

/** The choice of what an item holds. */
export const outputParameter: INodeProperties = {
  displayName: 'Output',
  name: 'output',
  type: 'options',
  default: 'record',
  description: 'What each item holds',
  options: [
    {
      name: 'Record',
      value: 'record',
      description: 'Typed, flat fields: ready for a sheet or a CRM',
    },
    { name: 'Payload', value: 'payload', description: 'What the provider sent, as it came' },
    {
      name: 'Record and Payload',
      value: 'both',
      description: 'The record’s fields, and the payload under “payload”',
    },
  ],
};

/** The choice of a list of which each row becomes an item of its own. */
export const splitOption = (rows: Rows): INodeProperties => ({
  displayName: 'One Item Per',
  name: 'split',
  type: 'options',
  default: 'event',
  description:
    'Whether an event makes one item, or one for each row of a list. Rows of one event share event_id; item_id tells them apart.',
  options: [
    { name: 'Event', value: 'event' },
    ...Object.entries(rows).map(([value, name]) => ({ name, value })),
  ],
});

/** Whether tests of the connection start the workflow. */
export const pingsOption: INodeProperties = {
  displayName: 'Pass On Tests',
  name: 'pings',
  type: 'boolean',
  default: false,
  description:
    'Whether pings and tests of the connection start the workflow too. They are always checked and answered.',
};

/** Whether items show the request's headers. */
export const headersOption: INodeProperties = {
  displayName: 'Include Headers',
  name: 'headers',
  type: 'boolean',
  default: false,
  description:
    'Whether to add the request’s headers to each item, without Authorization and cookies',
};

/** The fields a gateway can filter by. */
export const CONDITION_FIELDS: INodePropertyOptions[] = [...ALL_FIELDS.values()]
  .map(({ key, label }) => ({ name: label, value: key, description: key }))
  .sort(byName);

/** What a gateway can ask of a field. */
export const CONDITION_OPS: INodePropertyOptions[] = OPERATOR_NAMES.map((value) => ({
  name: OPERATORS[value].label,
  value,
})).sort(byName);

/**
 * What the editor says beside a node whose URL is pasted at the provider.
 * @param how what to do there with the Test URL, as half a sentence
 */
export const pastedUrlPanel = (
  name: string,
  how: string,
): Pick<INodeTypeDescription, 'triggerPanel' | 'activationMessage'> => ({
  triggerPanel: {
    header: '',
    executionsHelp: {
      inactive: `<b>While you build</b>: click ‘Execute step’, ${how}.<br /><br /><b>When it works</b>: publish the workflow and enter the <b>Production URL</b> in ${name}.`,
      active: `The workflow is published: enter the <b>Production URL</b> in ${name}. Its executions show up in the <a data-key="executions">executions list</a>.`,
    },
    activationHint: `Once it works, publish the workflow and enter the Production URL in ${name}.`,
  },
  activationMessage: `${name} can now send to the Production URL of this node.`,
});

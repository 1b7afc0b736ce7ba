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

/** What becomes of a subscription at a gateway. */
export const onUnpublishOption: INodeProperties = {
  displayName: 'On Unpublish',
  name: 'onUnpublish',
  type: 'options',
  default: 'pause',
  description:
    'What becomes of the subscription when the workflow is unpublished or deleted, and while a changed node is published',
  options: [
    {
      name: 'Pause',
      value: 'pause',
      description:
        'The gateway keeps the events, and delivers them once the workflow is published again',
    },
    {
      name: 'Unsubscribe',
      value: 'unsubscribe',
      description: 'The subscription ends; what was not delivered yet is dropped',
    },
  ],
};

/** When the gateway learns that an event has arrived. */
export const respondOption: INodeProperties = {
  displayName: 'Respond',
  name: 'respond',
  type: 'options',
  default: 'immediately',
  description: 'When the gateway learns that the event has arrived',
  options: [
    {
      name: 'Immediately',
      value: 'immediately',
      description: 'Before the workflow runs: a run that fails is not repeated',
    },
    {
      name: 'When Last Node Finishes',
      value: 'afterRun',
      description:
        'A run that fails is answered 500, and the gateway delivers the event again. It waits for 15 seconds.',
    },
  ],
};

/** The fields a gateway can filter by. */
const CONDITION_FIELDS: INodePropertyOptions[] = [...ALL_FIELDS.values()]
  .map(({ key, label }) => ({ name: label, value: key, description: key }))
  .sort(byName);

/** What a gateway can ask of a field. */
const CONDITION_OPS: INodePropertyOptions[] = OPERATOR_NAMES.map((value) => ({
  name: OPERATORS[value].label,
  value,
})).sort(byName);

/** What fields of the record must be; the gateway checks it. */
export const conditionsParameter: INodeProperties = {
  displayName: 'Conditions',
  name: 'conditions',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  placeholder: 'Add Condition',
  default: {},
  description: 'What the record must fulfil; all conditions must hold. The gateway checks them.',
  options: [
    {
      displayName: 'Condition',
      name: 'condition',
      values: [
        {
          displayName: 'Field',
          name: 'field',
          type: 'options',
          default: 'priority',
          options: CONDITION_FIELDS,
        },
        {
          displayName: 'Operator',
          name: 'op',
          type: 'options',
          default: 'eq',
          options: CONDITION_OPS,
        },
        {
          displayName: 'Value',
          name: 'value',
          type: 'string',
          default: '',
          description: 'For “Is One Of”: values separated by commas. For “Exists”: true or false.',
        },
      ],
    },
  ],
};

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

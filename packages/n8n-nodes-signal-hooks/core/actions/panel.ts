import { PRESETS, PRIORITIES, PROVIDERS } from '@signal-hooks/catalogue';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { locator, sourceLocator } from '../locator.ts';
import { choices } from '../panel.ts';

/** Shows a field for some operations of a resource. */
export const shownFor = (
  resource: string,
  ...operation: readonly string[]
): Pick<INodeProperties, 'displayOptions'> => ({
  displayOptions: { show: { resource: [resource], operation: [...operation] } },
});

/** How much of a list is wanted. */
export const listFields = (resource: string): INodeProperties[] => [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    ...shownFor(resource, 'getAll'),
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { resource: [resource], operation: ['getAll'], returnAll: [false] } },
  },
];

export const eventLocator: INodeProperties = locator({
  name: 'event',
  displayName: 'Event',
  description: 'An event that the gateway has stored',
  searchListMethod: 'searchEvents',
  prefix: 'evt',
  paths: ['console/events'],
});

export const subscriptionLocator: INodeProperties = locator({
  name: 'subscription',
  displayName: 'Subscription',
  description: 'To whom the gateway delivers',
  searchListMethod: 'searchSubscriptions',
  prefix: 'sub',
  paths: ['console/subscriptions'],
});

/** Every provider and preset that a source can be of. */
export const SOURCE_PROVIDERS: INodePropertyOptions[] = [
  ...Object.values(PROVIDERS),
  ...Object.values(PRESETS),
]
  .map(({ id, name }) => ({ name, value: id }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en'));

/** Filters that several lists have. */
export const FILTERS = {
  eventTypes: {
    displayName: 'Event Types',
    name: 'eventTypes',
    type: 'string',
    default: '',
    placeholder: 'e.g. signal.promoted, analysis.complete',
    description: 'Separated by commas. Empty: all.',
  },
  minimumPriority: {
    displayName: 'Minimum Priority',
    name: 'minimumPriority',
    type: 'options',
    default: 'high',
    description: 'The lowest priority. Events without one are left out.',
    options: choices(PRIORITIES),
  },
  provider: {
    displayName: 'Provider',
    name: 'provider',
    type: 'string',
    default: '',
    placeholder: 'e.g. siggnal',
    description: 'The ID of a provider, as records have it',
  },
  since: {
    displayName: 'Since',
    name: 'since',
    type: 'dateTime',
    default: '',
    description: 'Only what came at that time or later',
  },
  source: sourceLocator,
  until: {
    displayName: 'Until',
    name: 'until',
    type: 'dateTime',
    default: '',
    description: 'Only what came before that time',
  },
} as const satisfies Readonly<Record<string, INodeProperties>>;

/** The filters of a list. */
export const filtersOf = (resource: string, options: INodeProperties[]): INodeProperties => ({
  displayName: 'Filters',
  name: 'filters',
  type: 'collection',
  placeholder: 'Add Filter',
  default: {},
  options,
  ...shownFor(resource, 'getAll'),
});

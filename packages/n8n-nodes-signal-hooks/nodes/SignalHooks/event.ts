import type { INodeProperties } from 'n8n-workflow';
import {
  conditionsParameter,
  eventLocator,
  FILTERS,
  filtersOf,
  listFields,
  outputParameter,
  shownFor,
  subscriptionLocator,
} from '../../core/index.ts';

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: 'getAll',
  displayOptions: { show: { resource: ['event'] } },
  options: [
    {
      name: 'Get',
      value: 'get',
      description: 'Get one event',
      action: 'Get an event',
    },
    {
      name: 'Get Many',
      value: 'getAll',
      description: 'List or search the events that the gateway has stored, newest first',
      action: 'Get many events',
    },
    {
      name: 'Replay',
      value: 'replay',
      description:
        'Deliver an event once more to those that it was delivered to, or should have been',
      action: 'Replay an event',
    },
  ],
};

const filters = filtersOf('event', [
  conditionsParameter,
  {
    displayName: 'Delivery State',
    name: 'state',
    type: 'options',
    default: 'failed',
    description: 'Only events with a delivery in this state',
    options: [
      { name: 'Delivered', value: 'delivered' },
      { name: 'Failed', value: 'failed', description: 'The gateway has given up' },
      { name: 'Never Sent', value: 'never_sent', description: 'Without any delivery' },
      { name: 'Pending', value: 'pending', description: 'To be tried, or tried again' },
    ],
  },
  FILTERS.eventTypes,
  FILTERS.minimumPriority,
  FILTERS.provider,
  {
    displayName: 'Search',
    name: 'search',
    type: 'string',
    default: '',
    placeholder: 'e.g. acme.example',
    description: 'A text in any field of the record or of the payload, in upper or lower case',
  },
  FILTERS.since,
  FILTERS.source,
  FILTERS.until,
]);

/** What can be done with events, as the panel shows it. */
export const eventProperties: INodeProperties[] = [
  operation,
  { ...eventLocator, required: true, ...shownFor('event', 'get', 'replay') },
  {
    ...subscriptionLocator,
    description: 'Only to this subscription. Empty: to all that have had it.',
    ...shownFor('event', 'replay'),
  },
  ...listFields('event'),
  filters,
  { ...outputParameter, ...shownFor('event', 'get', 'getAll') },
];

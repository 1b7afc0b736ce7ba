import type { INodeProperties } from 'n8n-workflow';
import { FILTERS, filtersOf, listFields, shownFor, subscriptionLocator } from '../../core/index.ts';

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: 'getAll',
  displayOptions: { show: { resource: ['subscription'] } },
  options: [
    {
      name: 'Backfill',
      value: 'backfill',
      description: 'Deliver the events of the past that it never got',
      action: 'Backfill a subscription',
    },
    {
      name: 'Get',
      value: 'get',
      description: 'Get one subscription',
      action: 'Get a subscription',
    },
    {
      name: 'Get Many',
      value: 'getAll',
      description: 'List subscriptions, newest first',
      action: 'Get many subscriptions',
    },
    {
      name: 'Pause',
      value: 'pause',
      description: 'Keep its events until it is resumed',
      action: 'Pause a subscription',
    },
    {
      name: 'Resume',
      value: 'resume',
      description: 'Deliver what came in the meantime, and go on',
      action: 'Resume a subscription',
    },
    {
      name: 'Send Test',
      value: 'sendTest',
      description: 'Send an invented event to it, once, and see what it answers',
      action: 'Send a test to a subscription',
    },
  ],
};

const filters = filtersOf('subscription', [
  FILTERS.provider,
  FILTERS.source,
  {
    displayName: 'Status',
    name: 'status',
    type: 'options',
    default: 'active',
    options: [
      { name: 'Active', value: 'active' },
      { name: 'Disabled', value: 'disabled', description: 'It has failed for too long' },
      { name: 'Ended', value: 'ended' },
      { name: 'Paused', value: 'paused' },
    ],
  },
]);

const backfillOptions: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add Option',
  default: {},
  options: [
    FILTERS.eventTypes,
    {
      displayName: 'Maximum per Second',
      name: 'maxPerSecond',
      type: 'number',
      typeOptions: { minValue: 1 },
      default: 10,
      description: 'How many deliveries become due each second',
    },
    FILTERS.since,
    FILTERS.until,
  ],
  ...shownFor('subscription', 'backfill'),
};

/** What can be done with subscriptions, as the panel shows it. */
export const subscriptionProperties: INodeProperties[] = [
  operation,
  {
    ...subscriptionLocator,
    required: true,
    ...shownFor('subscription', 'backfill', 'get', 'pause', 'resume', 'sendTest'),
  },
  ...listFields('subscription'),
  filters,
  backfillOptions,
];

import type { INodeProperties } from 'n8n-workflow';
import {
  eventLocator,
  FILTERS,
  filtersOf,
  listFields,
  shownFor,
  subscriptionLocator,
} from '../../core/index.ts';

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: 'getAll',
  displayOptions: { show: { resource: ['delivery'] } },
  options: [
    {
      name: 'Get',
      value: 'get',
      description: 'Get one delivery with all its attempts',
      action: 'Get a delivery',
    },
    {
      name: 'Get Many',
      value: 'getAll',
      description: 'List deliveries, newest first',
      action: 'Get many deliveries',
    },
    {
      name: 'Replay',
      value: 'replay',
      description: 'Make a delivery that is over once more',
      action: 'Replay a delivery',
    },
  ],
};

const filters = filtersOf('delivery', [
  eventLocator,
  FILTERS.since,
  {
    displayName: 'Status',
    name: 'status',
    type: 'options',
    default: 'failed',
    options: [
      { name: 'Cancelled', value: 'cancelled', description: 'Its subscription has ended' },
      { name: 'Delivered', value: 'delivered' },
      { name: 'Expired', value: 'expired', description: 'Its event was deleted before' },
      { name: 'Failed', value: 'failed', description: 'The gateway has given up' },
      { name: 'Pending', value: 'pending', description: 'To be tried, or tried again' },
    ],
  },
  subscriptionLocator,
  FILTERS.until,
]);

/** What can be done with deliveries, as the panel shows it. */
export const deliveryProperties: INodeProperties[] = [
  operation,
  {
    displayName: 'Delivery ID',
    name: 'deliveryId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. dlv_01k9q2v7c5e8',
    description: 'The ID of one delivery, such as Get Many lists them',
    ...shownFor('delivery', 'get', 'replay'),
  },
  ...listFields('delivery'),
  filters,
];

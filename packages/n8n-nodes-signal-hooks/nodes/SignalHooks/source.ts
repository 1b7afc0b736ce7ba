import type { INodeProperties } from 'n8n-workflow';
import {
  FILTERS,
  filtersOf,
  listFields,
  SOURCE_PROVIDERS,
  shownFor,
  sourceLocator,
} from '../../core/index.ts';

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: 'getAll',
  displayOptions: { show: { resource: ['source'] } },
  options: [
    {
      name: 'Create',
      value: 'create',
      description: 'Make a source, with the address that its provider sends to',
      action: 'Create a source',
    },
    {
      name: 'Get Ingest Address',
      value: 'get',
      description: 'Get one source: “ingest_url” is the address that its provider sends to',
      action: 'Get the ingest address of a source',
    },
    {
      name: 'Get Many',
      value: 'getAll',
      description: 'List sources, newest first',
      action: 'Get many sources',
    },
    {
      name: 'Send Test Event',
      value: 'sendTest',
      description:
        'Send a sample as the provider would: it is verified, stored and delivered like any other',
      action: 'Send a test event to a source',
    },
  ],
};

const created: INodeProperties[] = [
  {
    displayName: 'Provider',
    name: 'provider',
    type: 'options',
    required: true,
    default: 'siggnal',
    description: 'Who will send to it',
    options: SOURCE_PROVIDERS,
    ...shownFor('source', 'create'),
  },
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    default: '',
    placeholder: 'e.g. Sales team',
    description: 'What the console and the lists of n8n call it',
    ...shownFor('source', 'create'),
  },
  {
    displayName: 'Secret',
    name: 'secret',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    description:
      'What the provider signs with. Empty: where a secret is made up by the user, the gateway makes one, and it is in the output once.',
    ...shownFor('source', 'create'),
  },
];

/** What can be done with sources, as the panel shows it. */
export const sourceProperties: INodeProperties[] = [
  operation,
  { ...sourceLocator, required: true, ...shownFor('source', 'get', 'sendTest') },
  ...created,
  {
    displayName: 'Event Type',
    name: 'eventType',
    type: 'string',
    default: '',
    placeholder: 'e.g. signal.promoted',
    description: 'What is to have happened. Empty: the provider’s first kind of event.',
    ...shownFor('source', 'sendTest'),
  },
  ...listFields('source'),
  filtersOf('source', [FILTERS.provider]),
];

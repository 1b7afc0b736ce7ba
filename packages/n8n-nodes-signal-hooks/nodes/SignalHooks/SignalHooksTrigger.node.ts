import {
  type IHookFunctions,
  type ILoadOptionsFunctions,
  type INodeListSearchResult,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import {
  CONDITION_FIELDS,
  CONDITION_OPS,
  checkRegistration,
  choices,
  createRegistration,
  deleteRegistration,
  gatewayTrigger,
  headersOption,
  outputParameter,
  PRIORITIES,
  PROVIDER_OPTIONS,
  pingsOption,
  receiveWebhook,
  searchSources,
  splitOption,
} from '../../core/index.ts';

export class SignalHooksTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Signal Hooks Trigger',
    name: 'signalHooksTrigger',
    icon: { light: 'file:signalHooks.svg', dark: 'file:signalHooks.dark.svg' },
    group: ['trigger'],
    // Of a node of version 1, n8n evaluates an expression for each request, which takes a sandbox.
    version: [1, 2],
    subtitle: '={{ $parameter["eventTypes"] || $parameter["provider"] || "All events" }}',
    description: 'Starts the workflow on the events of any provider, from a Signal Hooks gateway',
    defaults: { name: 'Signal Hooks Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'signalHooksApi', required: true }],
    webhooks: [
      {
        name: 'default',
        httpMethod: 'POST',
        responseMode: 'onReceived',
        responseData: '',
        path: 'webhook',
        ndvHideUrl: true,
      },
    ],
    properties: [
      {
        displayName: 'Source',
        name: 'source',
        type: 'resourceLocator',
        default: { mode: 'list', value: '*', cachedResultName: 'All Sources' },
        description: 'The source whose events start the workflow',
        modes: [
          {
            displayName: 'From List',
            name: 'list',
            type: 'list',
            typeOptions: { searchListMethod: 'searchSources', searchable: true },
          },
          {
            displayName: 'By ID',
            name: 'id',
            type: 'string',
            placeholder: 'e.g. src_01k9q2v7c5e8',
            validation: [
              {
                type: 'regex',
                properties: {
                  regex: '\\s*src_[0-9a-z]+\\s*',
                  errorMessage: 'The ID of a source begins with src_',
                },
              },
            ],
          },
        ],
      },
      {
        displayName: 'Provider',
        name: 'provider',
        type: 'options',
        default: '',
        description: 'The provider whose events start the workflow',
        displayOptions: { show: { source: ['*', ''] } },
        options: PROVIDER_OPTIONS,
      },
      {
        displayName: 'Event Types',
        name: 'eventTypes',
        type: 'string',
        default: '',
        placeholder: 'e.g. signal.promoted, analysis.complete',
        description: 'Event types that start the workflow, separated by commas. Empty: all.',
      },
      {
        displayName: 'Filters',
        name: 'filters',
        type: 'collection',
        placeholder: 'Add Filter',
        default: {},
        options: [
          {
            displayName: 'Minimum Priority',
            name: 'minimumPriority',
            type: 'options',
            default: 'high',
            description:
              'The lowest priority that starts the workflow. Events without one are left out.',
            options: choices(PRIORITIES),
          },
        ],
      },
      {
        displayName: 'Conditions',
        name: 'conditions',
        type: 'fixedCollection',
        typeOptions: { multipleValues: true },
        placeholder: 'Add Condition',
        default: {},
        description:
          'What the record must fulfil; all conditions must hold. The gateway checks them.',
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
                description:
                  'For “Is One Of”: values separated by commas. For “Exists”: true or false.',
              },
            ],
          },
        ],
      },
      outputParameter,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        options: [
          splitOption({ contacts: 'Contact' }),
          {
            displayName: 'Format',
            name: 'format',
            type: 'options',
            default: 'standard',
            description:
              'The form in which the gateway sends. The items are the same, except with Raw.',
            options: [
              { name: 'Flat', value: 'flat', description: 'The record itself' },
              {
                name: 'Raw',
                value: 'raw',
                description: 'The provider’s own bytes: no record, only the payload',
              },
              {
                name: 'Standard',
                value: 'standard',
                description: 'The record in the envelope of Standard Webhooks',
              },
            ],
          },
          headersOption,
          {
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
          },
          pingsOption,
        ],
      },
    ],
  };

  methods = {
    listSearch: {
      async searchSources(
        this: ILoadOptionsFunctions,
        filter?: string,
      ): Promise<INodeListSearchResult> {
        return await searchSources(this, filter);
      },
    },
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await checkRegistration(this, gatewayTrigger);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await createRegistration(this, gatewayTrigger);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await deleteRegistration(this, gatewayTrigger);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveWebhook(this, gatewayTrigger);
  }
}

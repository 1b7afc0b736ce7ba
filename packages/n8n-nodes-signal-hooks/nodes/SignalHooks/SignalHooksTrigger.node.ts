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
  anySourceLocator,
  checkRegistration,
  choices,
  conditionsParameter,
  createRegistration,
  deleteRegistration,
  gatewayTrigger,
  headersOption,
  onUnpublishOption,
  outputParameter,
  PRIORITIES,
  PROVIDER_OPTIONS,
  pingsOption,
  receiveWebhook,
  respondOption,
  searchAnySource,
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
      // An address for each way to answer: an expression would take a sandbox for each request.
      // n8n knows no names but these two.
      {
        name: 'setup',
        httpMethod: 'POST',
        responseMode: 'lastNode',
        responseData: 'noData',
        path: 'webhook-after-run',
        ndvHideUrl: true,
      },
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
      anySourceLocator,
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
      conditionsParameter,
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
          onUnpublishOption,
          pingsOption,
          respondOption,
        ],
      },
    ],
  };

  methods = {
    listSearch: {
      async searchSources(
        this: ILoadOptionsFunctions,
        filter?: string,
        paginationToken?: string,
      ): Promise<INodeListSearchResult> {
        return await searchAnySource(this, filter, paginationToken);
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

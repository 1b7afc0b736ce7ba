import {
  type IHookFunctions,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import {
  checkRegistration,
  createRegistration,
  deleteRegistration,
  eventOptions,
  headersOption,
  isSalesIqDataEvent,
  outputParameter,
  PROVIDERS,
  receiveWebhook,
  splitOption,
  triggers,
} from '../../core/index.ts';

export class ZohoSalesIqTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Zoho SalesIQ Trigger',
    name: 'zohoSalesIqTrigger',
    icon: { light: 'file:zohoSalesIq.svg', dark: 'file:zohoSalesIq.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ $parameter["kind"] === "data" ? "Conversations and visitors" : "Administration" }}',
    description: 'Starts the workflow when something happens in a Zoho SalesIQ portal',
    defaults: { name: 'Zoho SalesIQ Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'zohoSalesIqOAuth2Api', required: true }],
    webhooks: [
      // SalesIQ tries the URL with a HEAD request before it registers it. n8n takes the first match.
      {
        name: 'setup',
        httpMethod: 'HEAD',
        responseMode: 'onReceived',
        responseData: '',
        path: 'webhook',
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
      {
        displayName: 'Kind of Events',
        name: 'kind',
        type: 'options',
        default: 'data',
        description: 'SalesIQ keeps the two kinds in separate webhooks. Use one node for each.',
        options: [
          {
            name: 'Conversations and Visitors',
            value: 'data',
            description: 'Chats, visitors, and tags of contacts and leads',
          },
          {
            name: 'Administration',
            value: 'administration',
            description: 'Operators, departments, tags and brands',
          },
        ],
      },
      {
        displayName: 'Trigger On',
        name: 'dataEvents',
        type: 'multiOptions',
        required: true,
        default: ['*'],
        description: 'The events that start the workflow',
        options: eventOptions(PROVIDERS.salesiq, isSalesIqDataEvent),
        displayOptions: { show: { kind: ['data'] } },
      },
      {
        displayName: 'Trigger On',
        name: 'administrationEvents',
        type: 'multiOptions',
        required: true,
        default: ['*'],
        description: 'The events that start the workflow',
        options: eventOptions(PROVIDERS.salesiq, (type) => !isSalesIqDataEvent(type)),
        displayOptions: { show: { kind: ['administration'] } },
      },
      outputParameter,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        options: [
          {
            displayName: 'Brands',
            name: 'appIds',
            type: 'string',
            default: '',
            placeholder: 'e.g. 19367000000002043',
            description:
              'App IDs of the brands to listen to, separated by commas. Empty: all. Only for conversations and visitors. You find them in SalesIQ under Settings → Brands.',
          },
          splitOption('contacts'),
          headersOption,
        ],
      },
    ],
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await checkRegistration(this, triggers.zohoSalesIq);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await createRegistration(this, triggers.zohoSalesIq);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await deleteRegistration(this, triggers.zohoSalesIq);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    if (this.getWebhookName() === 'setup') return { webhookResponse: '' };
    return await receiveWebhook(this, triggers.zohoSalesIq);
  }
}

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
  outputParameter,
  PROVIDERS,
  receiveWebhook,
  triggers,
} from '../../core/index.ts';

export class SignalsTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'SIGNALS Trigger',
    name: 'signalsTrigger',
    icon: { light: 'file:signals.svg', dark: 'file:signals.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ $parameter["events"].includes("*") ? "All events" : $parameter["events"].join(", ") }}',
    description: 'Starts the workflow when users, roles or settings change in SIGNALS',
    defaults: { name: 'SIGNALS Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'signalsApi', required: true }],
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
        displayName: 'Trigger On',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: ['*'],
        description: 'The events that start the workflow',
        options: eventOptions(PROVIDERS.signals),
      },
      outputParameter,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        options: [headersOption],
      },
    ],
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await checkRegistration(this, triggers.signals);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await createRegistration(this, triggers.signals);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await deleteRegistration(this, triggers.signals);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveWebhook(this, triggers.signals);
  }
}

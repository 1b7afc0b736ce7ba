import {
  type IHookFunctions,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import {
  ALERTS,
  alertTrigger,
  checkRegistration,
  createRegistration,
  deleteRegistration,
  eventOptions,
  headersOption,
  onUnpublishOption,
  outputParameter,
  pingsOption,
  receiveWebhook,
  respondOption,
} from '../../core/index.ts';

export class SignalHooksAlertTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Signal Hooks Alert Trigger',
    name: 'signalHooksAlertTrigger',
    icon: { light: 'file:signalHooksAlert.svg', dark: 'file:signalHooksAlert.dark.svg' },
    group: ['trigger'],
    // Of a node of version 1, n8n evaluates an expression for each request, which takes a sandbox.
    version: [1, 2],
    subtitle: '={{ $parameter["rules"] || "All alerts" }}',
    description:
      'Starts the workflow when something is wrong with a Signal Hooks gateway, its sources or its subscriptions',
    defaults: { name: 'Signal Hooks Alert Trigger' },
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
      {
        displayName: 'Trigger On',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: ['*'],
        description: 'What starts the workflow',
        options: eventOptions(ALERTS),
      },
      {
        displayName: 'Rules',
        name: 'rules',
        type: 'string',
        default: '',
        placeholder: 'e.g. subscription_failing, source_silent',
        description:
          'Rules whose alerts start the workflow, separated by commas. Empty: all. The command “signal-hooks alerts rules” lists them.',
      },
      outputParameter,
      {
        displayName: 'Options',
        name: 'options',
        type: 'collection',
        placeholder: 'Add Option',
        default: {},
        options: [headersOption, onUnpublishOption, pingsOption, respondOption],
      },
    ],
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await checkRegistration(this, alertTrigger);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await createRegistration(this, alertTrigger);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await deleteRegistration(this, alertTrigger);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveWebhook(this, alertTrigger);
  }
}

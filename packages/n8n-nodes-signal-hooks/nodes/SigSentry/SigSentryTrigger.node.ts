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
  priorityOptions,
  receiveWebhook,
  splitOption,
  triggers,
} from '../../core/index.ts';

export class SigSentryTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'SigSentry Trigger',
    name: 'sigSentryTrigger',
    icon: { light: 'file:sigSentry.svg', dark: 'file:sigSentry.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ $parameter["minimumSeverity"] === "low" ? "All severities" : $parameter["minimumSeverity"] + " or worse" }}',
    description: 'Starts the workflow when SigSentry has analysed an incident',
    defaults: { name: 'SigSentry Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'sigSentryApi', required: true }],
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
        options: eventOptions(PROVIDERS.sigsentry),
      },
      {
        displayName: 'Minimum Severity',
        name: 'minimumSeverity',
        type: 'options',
        default: 'low',
        description:
          'The lowest severity that starts the workflow. SigSentry is told, and sends nothing below it.',
        options: priorityOptions(['critical', 'high', 'medium', 'low']),
      },
      {
        displayName: 'Filters',
        name: 'filters',
        type: 'collection',
        placeholder: 'Add Filter',
        default: {},
        options: [
          {
            displayName: 'Projects',
            name: 'projects',
            type: 'string',
            default: '',
            placeholder: 'e.g. proj_p1q2r3',
            description:
              'IDs of the projects that start the workflow, separated by commas. Empty: all.',
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
        options: [splitOption('affected_services'), headersOption],
      },
    ],
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await checkRegistration(this, triggers.sigSentry);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await createRegistration(this, triggers.sigSentry);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await deleteRegistration(this, triggers.sigSentry);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveWebhook(this, triggers.sigSentry);
  }
}

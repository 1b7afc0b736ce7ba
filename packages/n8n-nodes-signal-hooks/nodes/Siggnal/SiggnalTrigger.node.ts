import {
  type ICredentialsDecrypted,
  type ICredentialTestFunctions,
  type IHookFunctions,
  type INodeCredentialTestResult,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import {
  checkSecret,
  headersOption,
  outputParameter,
  pastedUrlPanel,
  pingsOption,
  priorityOptions,
  receiveWebhook,
  splitOption,
  triggers,
} from '../../core/index.ts';

export class SiggnalTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Siggnal Trigger',
    name: 'siggnalTrigger',
    icon: { light: 'file:siggnal.svg', dark: 'file:siggnal.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: 'New signal',
    description: 'Starts the workflow when Siggnal finds a signal about a company',
    defaults: { name: 'Siggnal Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'siggnalApi', required: true, testedBy: 'checkSecret' }],
    webhooks: [
      {
        name: 'default',
        httpMethod: 'POST',
        responseMode: 'onReceived',
        responseData: '',
        path: 'webhook',
      },
    ],
    ...pastedUrlPanel(
      'Siggnal',
      'enter the <b>Test URL</b> in Siggnal and click ‘Send test’ there',
    ),
    properties: [
      {
        displayName:
          '<ul><li>Open “Webhook URLs” above, choose “Production URL” and copy it.</li><li>In Siggnal open Settings → Integrations → Webhooks and paste it as the endpoint URL. Enter the same secret token there and in the credential of this node.</li><li>Publish this workflow, then click “Send test” in Siggnal and save.</li></ul>',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      {
        displayName: 'Filters',
        name: 'filters',
        type: 'collection',
        placeholder: 'Add Filter',
        default: {},
        options: [
          {
            displayName: 'Event Types',
            name: 'eventTypes',
            type: 'string',
            default: '',
            placeholder: 'e.g. executive_change, tender',
            description:
              'Kinds of signals that start the workflow, separated by commas. Empty: all.',
          },
          {
            displayName: 'Minimum Priority',
            name: 'minimumPriority',
            type: 'options',
            default: 'high',
            description:
              'The lowest priority that starts the workflow. Events without one are left out.',
            options: priorityOptions(['high', 'medium', 'low']),
          },
          {
            displayName: 'Projects',
            name: 'projects',
            type: 'string',
            default: '',
            placeholder: 'e.g. proj_xyz, proj_abc',
            description:
              'IDs of the projects that start the workflow, separated by commas. Empty: all. The cell project_id of a record shows the ID.',
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
        options: [splitOption('contacts'), headersOption, pingsOption],
      },
    ],
  };

  methods = {
    credentialTest: {
      async checkSecret(
        this: ICredentialTestFunctions,
        credential: ICredentialsDecrypted,
      ): Promise<INodeCredentialTestResult> {
        return checkSecret('Siggnal', credential.data);
      },
    },
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        // The user pastes the URL at the provider; there is nothing to look up.
        return true;
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return true;
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return true;
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await receiveWebhook(this, triggers.siggnal);
  }
}

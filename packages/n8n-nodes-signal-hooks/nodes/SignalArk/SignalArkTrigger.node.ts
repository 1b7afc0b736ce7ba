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
  eventOptions,
  headersOption,
  outputParameter,
  PROVIDERS,
  pastedUrlPanel,
  pingsOption,
  receiveWebhook,
  splitOption,
  triggers,
} from '../../core/index.ts';

export class SignalArkTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Signal Ark Trigger',
    name: 'signalArkTrigger',
    icon: { light: 'file:signalArk.svg', dark: 'file:signalArk.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ $parameter["events"].includes("*") ? "All events" : $parameter["events"].join(", ") }}',
    description: 'Starts the workflow when Signal Ark promotes a signal or a lead',
    defaults: { name: 'Signal Ark Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'signalArkApi', required: true, testedBy: 'checkSecret' }],
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
      'Signal Ark',
      'add the <b>Test URL</b> as a destination in Signal Ark, which sends a ping',
    ),
    properties: [
      {
        displayName:
          '<ul><li>In Signal Ark open Settings → Integrations → Webhooks and copy the signing secret into the credential of this node.</li><li>Publish this workflow. Open “Webhook URLs” above, choose “Production URL” and copy it.</li><li>In Signal Ark click “Add Destination” and paste it. The ping is checked and answered by this node.</li></ul>',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      {
        displayName: 'Trigger On',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: ['*'],
        description: 'The events that start the workflow',
        options: eventOptions(PROVIDERS['signal-ark']),
      },
      {
        displayName: 'Filters',
        name: 'filters',
        type: 'collection',
        placeholder: 'Add Filter',
        default: {},
        options: [
          {
            displayName: 'Minimum ICP Score',
            name: 'minimumIcpScore',
            type: 'number',
            default: 70,
            typeOptions: { minValue: 0, maxValue: 100 },
            description:
              'The lowest ICP score that starts the workflow. Events without one are left out.',
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
        options: [splitOption('contacts', 'plays'), headersOption, pingsOption],
      },
    ],
  };

  methods = {
    credentialTest: {
      async checkSecret(
        this: ICredentialTestFunctions,
        credential: ICredentialsDecrypted,
      ): Promise<INodeCredentialTestResult> {
        return checkSecret('Signal Ark', credential.data);
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
    return await receiveWebhook(this, triggers.signalArk);
  }
}

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
  checkSecretOrKey,
  checkSignedWebhook,
  outputParameter,
  PRESET_OPTIONS,
  pastedUrlPanel,
  receiveSignedWebhook,
  SENDER_NOTICES,
  SENDER_SUBTITLE,
} from '../../core/index.ts';
import { FIELDS, OPTIONS } from './options.ts';
import { SCHEME } from './scheme.ts';

export class SignedWebhookTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Signed Webhook Trigger',
    name: 'signedWebhookTrigger',
    icon: { light: 'file:signedWebhook.svg', dark: 'file:signedWebhook.dark.svg' },
    group: ['trigger'],
    // Of a node of version 1, n8n evaluates an expression for each request, which takes a sandbox.
    version: [1, 2],
    subtitle: SENDER_SUBTITLE,
    description: 'Starts the workflow on webhooks of any sender, once their signature is checked',
    defaults: { name: 'Signed Webhook Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'signedWebhookApi', required: true, testedBy: 'checkSecret' }],
    webhooks: [
      // Some senders first ask with GET whether the address is the user's own.
      {
        name: 'setup',
        httpMethod: 'GET',
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
      },
    ],
    ...pastedUrlPanel(
      'the sender’s settings',
      'enter the <b>Test URL</b> at the sender and let it send something',
    ),
    activationMessage: 'The sender can now send to the Production URL of this node.',
    properties: [
      {
        displayName: 'Preset',
        name: 'preset',
        type: 'options',
        default: 'custom',
        description: 'Who sends. A preset knows how its sender signs.',
        options: PRESET_OPTIONS,
      },
      ...SENDER_NOTICES,
      ...SCHEME,
      {
        displayName: 'Event Types',
        name: 'eventTypes',
        type: 'string',
        default: '',
        placeholder: 'e.g. invoice.paid, invoice.voided',
        description: 'Event types that start the workflow, separated by commas. Empty: all.',
      },
      FIELDS,
      { ...outputParameter, default: 'both' },
      OPTIONS,
    ],
  };

  methods = {
    credentialTest: {
      async checkSecret(
        this: ICredentialTestFunctions,
        credential: ICredentialsDecrypted,
      ): Promise<INodeCredentialTestResult> {
        return checkSecretOrKey(credential.data);
      },
    },
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        // The user pastes the URL at the sender; what can be looked up is whether the panel fits.
        await checkSignedWebhook(this);
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
    return await receiveSignedWebhook(this);
  }
}

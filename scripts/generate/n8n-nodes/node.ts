import {
  classNameOf,
  credentialNameOf,
  iconNameOf,
  nodeNameOf,
  type Provider,
} from '@signal-hooks/catalogue';
import { parametersOf } from './parameters.ts';
import { literal, member, sourceOf } from './source.ts';
import { subtitleOf } from './subtitle.ts';

const IMPORTS = [
  {
    from: 'n8n-workflow',
    names: ['NodeConnectionTypes'],
    types: [
      'ICredentialsDecrypted',
      'ICredentialTestFunctions',
      'IHookFunctions',
      'INodeCredentialTestResult',
      'INodeType',
      'INodeTypeDescription',
      'IWebhookFunctions',
      'IWebhookResponseData',
    ],
  },
  {
    from: '../../core/index.ts',
    names: [
      'checkRegistration',
      'checkSecret',
      'choices',
      'createRegistration',
      'deleteRegistration',
      'eventOptions',
      'headersOption',
      'outputParameter',
      'PROVIDERS',
      'pastedUrlPanel',
      'pingsOption',
      'receiveWebhook',
      'splitOption',
      'triggers',
    ],
  },
];

/** The source of a provider's node. n8n's lint reads it literally: nothing in it is hidden in a call. */
export function nodeSource(provider: Provider, path: string): string {
  const { name, wording, registration } = provider;
  const isByHand = registration.api === null;
  const icon = iconNameOf(provider);
  const code = `export class ${classNameOf(provider)}Trigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: ${literal(`${name} Trigger`)},
    name: ${literal(nodeNameOf(provider))},
    icon: { light: 'file:${icon}.svg', dark: 'file:${icon}.dark.svg' },
    group: ['trigger'],
    // Of a node of version 1, n8n evaluates an expression for each request, which takes a sandbox.
    version: [1, 2],
    subtitle: ${literal(subtitleOf(provider))},
    description: ${literal(`Starts the workflow when ${wording.startsWhen}`)},
    defaults: { name: ${literal(`${name} Trigger`)} },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: ${literal(credentialNameOf(provider))}, required: true${isByHand ? ", testedBy: 'checkSecret'" : ''} }],
    webhooks: [${webhooks(provider)}],
    ${isByHand ? `...pastedUrlPanel(${literal(name)}, ${literal(testUrlHelp(provider))}),` : ''}
    properties: [${parametersOf(provider).join(',\n')}],
  };

  ${isByHand ? secretTest(provider) : ''}
  ${isByHand ? NOTHING_TO_REGISTER : lifecycle(provider)}

  ${webhookMethod(provider)}
}
`;
  return sourceOf(path, code, IMPORTS);
}

const triggerOf = ({ id }: Provider): string => member('triggers', id);

/** How to try the Test URL, as half a sentence. */
function testUrlHelp({ name, panel }: Provider): string {
  const help = panel?.testUrl ?? `enter the Test URL in ${name}`;
  return help.replace('Test URL', '<b>Test URL</b>');
}

function webhooks({ name, wording, registration }: Provider): string {
  const one = (called: string, method: string): string => `{
    name: '${called}',
    httpMethod: '${method}',
    responseMode: 'onReceived',
    responseData: '',
    path: 'webhook',
    ${registration.api === null ? '' : 'ndvHideUrl: true,'}
  }`;
  const receiving = one('default', 'POST');
  if (!registration.api?.triesUrl) return receiving;
  return `
    // ${wording.shortName ?? name} tries the URL with a HEAD request before it registers it. n8n takes the first match.
    ${one('setup', 'HEAD')},
    ${receiving},`;
}

const secretTest = ({ id }: Provider): string => `methods = {
    credentialTest: {
      async checkSecret(
        this: ICredentialTestFunctions,
        credential: ICredentialsDecrypted,
      ): Promise<INodeCredentialTestResult> {
        return checkSecret(${member('PROVIDERS', id)}, credential.data);
      },
    },
  };
`;

const NOTHING_TO_REGISTER = `webhookMethods = {
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
  };`;

const lifecycle = (provider: Provider): string => `webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await checkRegistration(this, ${triggerOf(provider)});
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await createRegistration(this, ${triggerOf(provider)});
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await deleteRegistration(this, ${triggerOf(provider)});
      },
    },
  };`;

const webhookMethod = (
  provider: Provider,
): string => `async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    ${provider.registration.api?.triesUrl ? "if (this.getWebhookName() === 'setup') return { webhookResponse: '' };" : ''}
    return await receiveWebhook(this, ${triggerOf(provider)});
  }`;

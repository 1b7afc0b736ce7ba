import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

export class SignalHooksApi implements ICredentialType {
  name = 'signalHooksApi';

  displayName = 'Signal Hooks API';

  icon = {
    light: 'file:../nodes/SignalHooks/signalHooks.svg',
    dark: 'file:../nodes/SignalHooks/signalHooks.dark.svg',
  } as const;

  documentationUrl =
    'https://github.com/signal-hooks/signal-hooks/tree/main/packages/n8n-nodes-signal-hooks#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Gateway Address',
      name: 'gatewayUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://hooks.example.com',
      description: 'Where your Signal Hooks gateway runs',
    },
    {
      displayName: 'API Token',
      name: 'apiToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'Make one at the gateway: signal-hooks token create --for n8n',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{$credentials.gatewayUrl.replace(/\\/+$/, "")}}', url: '/v1/me' },
  };
}

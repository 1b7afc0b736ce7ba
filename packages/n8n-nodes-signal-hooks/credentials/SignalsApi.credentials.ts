import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

export class SignalsApi implements ICredentialType {
  name = 'signalsApi';

  displayName = 'SIGNALS API';

  icon = {
    light: 'file:../nodes/Signals/signals.svg',
    dark: 'file:../nodes/Signals/signals.dark.svg',
  } as const;

  documentationUrl =
    'https://github.com/signal-hooks/signal-hooks/tree/main/packages/n8n-nodes-signal-hooks#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Address',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://signals.example.com',
      description: 'Where your SIGNALS runs',
    },
    {
      displayName: 'API Token',
      name: 'apiToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'Make one in SIGNALS under Admin → Settings → API tokens, with the ability “webhooks:manage”',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}', url: '/api/v1/webhooks' },
  };
}

import type {
  IAuthenticate,
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';

export class SigSentryApi implements ICredentialType {
  name = 'sigSentryApi';

  displayName = 'SigSentry API';

  icon = {
    light: 'file:../nodes/SigSentry/sigSentry.svg',
    dark: 'file:../nodes/SigSentry/sigSentry.dark.svg',
  } as const;

  documentationUrl =
    'https://github.com/signal-hooks/signal-hooks/tree/main/packages/n8n-nodes-signal-hooks#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'A secret key (ss_secret_…) with the permissions config:read and config:write',
    },
    {
      displayName: 'Project ID',
      name: 'projectId',
      type: 'string',
      default: '',
      placeholder: 'e.g. proj_p1q2r3',
      description: 'Needed only for a key of the whole tenant: the project whose analyses are sent',
    },
    {
      displayName: 'API Address',
      name: 'apiUrl',
      type: 'string',
      default: 'https://api.sigsentry.com',
      description: 'Only for private set-ups',
    },
  ];

  /** A key of one project need not name it; a key of the whole tenant must. */
  authenticate: IAuthenticate = async (
    credentials: ICredentialDataDecryptedObject,
    options: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => ({
    ...options,
    headers: {
      ...options.headers,
      Authorization: `Bearer ${String(credentials.apiKey)}`,
      ...(credentials.projectId ? { 'X-Project-Id': String(credentials.projectId) } : {}),
    },
  });

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{($credentials.apiUrl || "https://api.sigsentry.com").replace(/\\/+$/, "")}}',
      url: '/v1/config/notifications',
    },
  };
}

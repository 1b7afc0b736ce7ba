import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class ZohoSalesIqOAuth2Api implements ICredentialType {
  name = 'zohoSalesIqOAuth2Api';

  displayName = 'Zoho SalesIQ OAuth2 API';

  icon = {
    light: 'file:../nodes/ZohoSalesIq/zohoSalesIq.svg',
    dark: 'file:../nodes/ZohoSalesIq/zohoSalesIq.dark.svg',
  } as const;

  documentationUrl =
    'https://github.com/signal-hooks/signal-hooks/tree/main/packages/n8n-nodes-signal-hooks#credentials';

  extends = ['oAuth2Api'];

  properties: INodeProperties[] = [
    {
      displayName: 'Grant Type',
      name: 'grantType',
      type: 'hidden',
      default: 'authorizationCode',
    },
    {
      displayName: 'Data Centre',
      name: 'dataCentre',
      type: 'options',
      default: 'com',
      description: 'The ending of the address at which you sign in to Zoho',
      options: [
        { name: 'Australia (zoho.com.au)', value: 'com.au' },
        { name: 'Canada (zohocloud.ca)', value: 'ca' },
        { name: 'China (zoho.com.cn)', value: 'com.cn' },
        { name: 'Europe (zoho.eu)', value: 'eu' },
        { name: 'India (zoho.in)', value: 'in' },
        { name: 'Japan (zoho.jp)', value: 'jp' },
        { name: 'United States (zoho.com)', value: 'com' },
      ],
    },
    {
      displayName: 'Screen Name',
      name: 'screenName',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. mycompany',
      description:
        'The portal’s name in SalesIQ’s address: https://salesiq.zoho.com/<screen name>/…',
    },
    {
      displayName: 'Authorization URL',
      name: 'authUrl',
      type: 'hidden',
      default:
        '={{$self["accountsUrl"].replace(/\\/+$/, "") || ($self["dataCentre"] === "ca" ? "https://accounts.zohocloud.ca" : "https://accounts.zoho." + $self["dataCentre"])}}/oauth/v2/auth',
    },
    {
      displayName: 'Access Token URL',
      name: 'accessTokenUrl',
      type: 'hidden',
      default:
        '={{$self["accountsUrl"].replace(/\\/+$/, "") || ($self["dataCentre"] === "ca" ? "https://accounts.zohocloud.ca" : "https://accounts.zoho." + $self["dataCentre"])}}/oauth/v2/token',
    },
    {
      displayName: 'Scope',
      name: 'scope',
      type: 'hidden',
      default:
        'SalesIQ.webhooks.READ,SalesIQ.webhooks.CREATE,SalesIQ.webhooks.UPDATE,SalesIQ.webhooks.DELETE',
    },
    {
      displayName: 'Auth URI Query Parameters',
      name: 'authQueryParameters',
      type: 'hidden',
      default: 'access_type=offline&prompt=consent',
    },
    {
      displayName: 'Authentication',
      name: 'authentication',
      type: 'hidden',
      default: 'body',
    },
    {
      displayName: 'API Address',
      name: 'apiUrl',
      hint: 'Leave it empty, except for private set-ups',
      type: 'string',
      default: '',
      description: 'Only for private set-ups; otherwise it follows from the data centre',
    },
    {
      displayName: 'Accounts Address',
      name: 'accountsUrl',
      hint: 'Leave it empty, except for private set-ups',
      type: 'string',
      default: '',
      description: 'Only for private set-ups; otherwise it follows from the data centre',
    },
  ];
}

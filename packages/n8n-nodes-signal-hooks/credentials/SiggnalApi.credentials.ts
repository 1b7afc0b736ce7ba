import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class SiggnalApi implements ICredentialType {
  name = 'siggnalApi';

  displayName = 'Siggnal API';

  icon = {
    light: 'file:../nodes/Siggnal/siggnal.svg',
    dark: 'file:../nodes/Siggnal/siggnal.dark.svg',
  } as const;

  documentationUrl =
    'https://github.com/signal-hooks/signal-hooks/tree/main/packages/n8n-nodes-signal-hooks#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Secret Token',
      name: 'signingSecret',
      hint: 'Make up a long random text and enter the same in Siggnal, under Settings → Integrations → Webhooks',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'The secret token that you enter in Siggnal under Settings → Integrations → Webhooks. Make up a long random one; Siggnal signs only where there is one.',
    },
    {
      displayName: 'Previous Secret',
      name: 'previousSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'While you change the secret: the one before it, so that nothing is refused in between. Remove it afterwards.',
    },
  ];
}

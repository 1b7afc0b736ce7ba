import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class SignalArkApi implements ICredentialType {
  name = 'signalArkApi';

  displayName = 'Signal Ark API';

  icon = {
    light: 'file:../nodes/SignalArk/signalArk.svg',
    dark: 'file:../nodes/SignalArk/signalArk.dark.svg',
  } as const;

  documentationUrl =
    'https://github.com/signal-hooks/signal-hooks/tree/main/packages/n8n-nodes-signal-hooks#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Signing Secret',
      name: 'signingSecret',
      hint: 'Copy it from Signal Ark: Settings → Integrations → Webhooks',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'Shown in Signal Ark under Settings → Integrations → Webhooks',
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

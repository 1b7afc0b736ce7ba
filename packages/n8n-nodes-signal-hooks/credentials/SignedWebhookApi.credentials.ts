import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class SignedWebhookApi implements ICredentialType {
  name = 'signedWebhookApi';

  displayName = 'Signed Webhook API';

  icon = {
    light: 'file:../nodes/SignedWebhook/signedWebhook.svg',
    dark: 'file:../nodes/SignedWebhook/signedWebhook.dark.svg',
  } as const;

  documentationUrl =
    'https://github.com/signal-hooks/signal-hooks/tree/main/packages/n8n-nodes-signal-hooks#credentials';

  properties: INodeProperties[] = [
    {
      displayName: 'Checked With',
      name: 'kind',
      type: 'options',
      default: 'secret',
      description: 'What the sender gives you to check its signatures with',
      options: [
        {
          name: 'Public Key',
          value: 'publicKey',
          description: 'For RSA, ECDSA and Ed25519, such as SendGrid and Discord',
        },
        {
          name: 'Secret',
          value: 'secret',
          description: 'For HMAC and tokens, such as Stripe and GitHub',
        },
      ],
    },
    {
      displayName: 'Secret',
      name: 'signingSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      hint: 'The same text at the sender and here',
      description:
        'The signing secret that the sender shows, or the long random one that you have entered there',
      displayOptions: { show: { kind: ['secret'] } },
    },
    {
      displayName: 'Previous Secret',
      name: 'previousSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'While you change the secret: the one before it, so that nothing is refused in between. Remove it afterwards.',
      displayOptions: { show: { kind: ['secret'] } },
    },
    {
      displayName: 'Public Key',
      name: 'publicKey',
      type: 'string',
      typeOptions: { rows: 4 },
      default: '',
      required: true,
      description:
        'The key that the sender shows, with its first and its last line if it has such lines. It is no secret.',
      displayOptions: { show: { kind: ['publicKey'] } },
    },
    {
      displayName: 'Previous Public Key',
      name: 'previousPublicKey',
      type: 'string',
      typeOptions: { rows: 4 },
      default: '',
      description:
        'While the sender changes its key: the one before it, so that nothing is refused in between. Remove it afterwards.',
      displayOptions: { show: { kind: ['publicKey'] } },
    },
  ];
}

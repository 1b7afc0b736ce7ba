import { nodeNameOf, type Provider } from '@signal-hooks/catalogue';

const PACKAGE = 'n8n-nodes-signal-hooks';
const PAGE = `https://github.com/signal-hooks/signal-hooks/tree/main/packages/${PACKAGE}`;
/** Where credentials are explained. */
export const CREDENTIALS_PAGE: string = `${PAGE}#credentials`;

/** How n8n lists and finds a node. */
export function codexOf(provider: Provider): object {
  const { panel, signature } = provider;
  return codex(nodeNameOf(provider), panel?.categories ?? ['Development'], [
    ...['webhook', 'webhooks', signature.kind.toUpperCase(), 'signature', 'verify'],
    ...(panel?.keywords ?? []),
  ]);
}

/** The same of the node for any sender: whoever looks for a preset finds it. */
export const signedWebhookCodex = (presets: readonly Provider[]): object =>
  codex(
    'signedWebhookTrigger',
    ['Development', 'Core Nodes'],
    [
      ...['webhook', 'webhooks', 'signed webhook', 'HMAC', 'RSA', 'ECDSA', 'Ed25519'],
      ...['signature', 'verify', 'verification', 'secret', 'security', 'raw body', 'HTTP'],
      ...presets.map(({ name }) => name),
    ],
  );

const codex = (node: string, categories: readonly string[], alias: readonly string[]): object => ({
  node: `${PACKAGE}.${node}`,
  nodeVersion: '1.0',
  codexVersion: '1.0',
  categories,
  resources: {
    credentialDocumentation: [{ url: CREDENTIALS_PAGE }],
    primaryDocumentation: [{ url: PAGE }],
  },
  alias,
});

import { nodeNameOf, type Provider } from '@signal-hooks/catalogue';

const PACKAGE = 'n8n-nodes-signal-hooks';
const PAGE = `https://github.com/signal-hooks/signal-hooks/tree/main/packages/${PACKAGE}`;
/** Where credentials are explained. */
export const CREDENTIALS_PAGE: string = `${PAGE}#credentials`;

/** How n8n lists and finds a node. */
export function codexOf(provider: Provider): object {
  const { panel, signature } = provider;
  return {
    node: `${PACKAGE}.${nodeNameOf(provider)}`,
    nodeVersion: '1.0',
    codexVersion: '1.0',
    categories: panel?.categories ?? ['Development'],
    resources: {
      credentialDocumentation: [{ url: CREDENTIALS_PAGE }],
      primaryDocumentation: [{ url: PAGE }],
    },
    alias: [
      'webhook',
      'webhooks',
      signature.kind.toUpperCase(),
      'signature',
      'verify',
      ...(panel?.keywords ?? []),
    ],
  };
}

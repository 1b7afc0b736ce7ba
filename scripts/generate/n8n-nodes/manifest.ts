import { andList, classNameOf, credentialClassOf, type Provider } from '@signal-hooks/catalogue';

/**
 * The package's manifest with the providers' names, and the files that n8n loads: theirs, the
 * gateway's, and those for any sender.
 * @param text the manifest as it is
 */
export function manifestOf(text: string, providers: readonly Provider[]): string {
  const manifest = JSON.parse(text) as { description: string; n8n: object };
  const names = andList(providers.map(({ name }) => name));
  manifest.description = `Trigger nodes for the signed webhooks of ${names}, and of any other sender: registered, verified and typed.`;
  const credentials = [...providers.map(credentialClassOf), 'SignalHooksApi', 'SignedWebhookApi'];
  const triggers = [
    ...providers.map(classNameOf),
    'SignalHooks',
    'SignalHooksAlert',
    'SignedWebhook',
  ];
  const nodes = [...triggers.map((name) => `${name}/${name}Trigger`), 'SignalHooks/SignalHooks'];
  manifest.n8n = {
    ...manifest.n8n,
    credentials: credentials.map((name) => `dist/credentials/${name}.credentials.js`),
    nodes: nodes.map((name) => `dist/nodes/${name}.node.js`),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

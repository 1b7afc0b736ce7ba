import type { Provider } from '@signal-hooks/catalogue';
import { table, withSection } from '@signal-hooks/recipes';
import { propertiesOf } from './credential.ts';

const REFERENCE = 'https://github.com/signal-hooks/signal-hooks/blob/main/docs/reference/providers';
const GATEWAY =
  'any of them, through your own [Signal Hooks gateway](https://github.com/signal-hooks/signal-hooks)';

/**
 * The package's page, with what follows from the definitions: the nodes, what their credentials ask
 * for, and where each provider's fields are listed.
 * @param page as it is
 */
export function readmeOf(page: string, providers: readonly Provider[]): string {
  const links = providers.map(({ id, name }) => `[${name}](${REFERENCE}/${id}.md)`);
  return [
    ['nodes', nodesTable(page, providers)],
    ['credentials', providers.map(credentialTable).join('\n\n')],
    ['fields', `The provider's own fields: ${links.join(', ')}.`],
  ].reduce((text, [name = '', content = '']) => withSection(text, name, content), page);
}

function nodesTable(page: string, providers: readonly Provider[]): string {
  const rows = providers.map(({ id, name, wording, registration }) => {
    const heading = `${name} Trigger`;
    // Whoever has no section here has its steps on the page of its fields.
    const link = page.includes(`\n### ${heading}\n`)
      ? `#${heading.toLowerCase().replaceAll(' ', '-')}`
      : `${REFERENCE}/${id}.md#connecting-it`;
    const connected =
      registration.api === null ? `you paste the node's URL in ${name}` : 'by itself';
    return [`[${heading}](${link})`, wording.startsWhen, connected];
  });
  const gateway = ['[Signal Hooks Trigger](#signal-hooks-trigger)', GATEWAY, 'by itself'];
  const anySender = [
    '[Signed Webhook Trigger](#signed-webhook-trigger)',
    'any other sender of signed webhooks calls',
    "you paste the node's URL at the sender",
  ];
  const alerts = [
    '[Signal Hooks Alert Trigger](#signal-hooks-alert-trigger)',
    'something is wrong with your gateway, its sources or its subscriptions, and when it is over',
    'by itself',
  ];
  const all = [...rows, gateway, alerts, anySender];
  return table(['node', 'starts when', 'how it is connected'], all);
}

/** What n8n's own OAuth 2 credential asks for. */
const CONNECTION = [
  ['OAuth Redirect URL', 'Copy it into the client that you make at the provider.'],
  ['Client ID, Client Secret', 'Of that client.'],
];

function credentialTable(provider: Provider): string {
  const isConnected = provider.registration.api?.oauth !== undefined;
  const rows = propertiesOf(provider)
    .filter(({ type }) => type !== 'hidden')
    .map(({ displayName, description = '', placeholder }) => [
      displayName,
      sentence(description + (placeholder ?? '').replace(/^e\.g\. (.+)$/, ', such as `$1`')),
    ]);
  const title = `**${provider.name} ${isConnected ? 'OAuth2 API' : 'API'}**`;
  const fields = table(['field', 'what to enter'], [...(isConnected ? CONNECTION : []), ...rows]);
  return `${title}\n\n${fields}`;
}

/** With a full stop, and addresses as code: what they have in angle brackets is no HTML. */
const sentence = (text: string): string =>
  text.replace(/https:\/\/[^\s<`]+(?:<[^>]*>[^\s,]*)?(?=[\s,]|$)/g, '`$&`').replace(/[^.]$/, '$&.');

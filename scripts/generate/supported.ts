import { PROVIDERS, type Provider, triggersOf } from '@signal-hooks/catalogue';
import { table, withSection } from '@signal-hooks/recipes';
import { SOURCES } from '../../packages/make-signal-hooks/src/blueprint/sources.ts';

/** The front page with the table of what is supported in its place. */
export const withSupported = (readme: string): string =>
  withSection(
    readme,
    'providers',
    table(
      ['provider', 'signature', 'connected', 'n8n', 'Zapier, Activepieces', 'Make'],
      [...Object.values(PROVIDERS).map(row), ANY, ALL],
    ),
  );

const VIA_GATEWAY = 'through the gateway';
const ANY = [
  '[anything that signs](docs/reference/presets/README.md)',
  'HMAC, RSA, ECDSA, Ed25519 or a token',
  'paste the URL',
  'Signed Webhook Trigger',
  'New Signal',
  VIA_GATEWAY,
];
const ALL = ['all at once', '', VIA_GATEWAY, 'Signal Hooks Trigger', 'New Signal', VIA_GATEWAY];

function row(provider: Provider): string[] {
  const { id, name, signature, registration } = provider;
  const viaGateway = SOURCES.find(({ slug }) => slug === id)?.viaGateway ?? true;
  return [
    `[${name}](docs/reference/providers/${id}.md)`,
    signature.name,
    registration.api === null ? 'paste the URL' : 'by its API',
    `${name} Trigger`,
    triggersOf(provider)[0].label,
    viaGateway ? VIA_GATEWAY : 'blueprint',
  ];
}

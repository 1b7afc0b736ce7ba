import {
  COMMON_FIELDS,
  filledFields,
  PROVIDERS,
  type Provider,
  type SettingField,
} from '@signal-hooks/catalogue';
import { code, NOTICE, table } from '@signal-hooks/recipes';
import { eventsTable, fieldsTable, policyText, setupText, signatureText } from './page-parts.ts';

const folder = 'docs/reference/providers';

/** One page a provider, and one for the common fields. */
export function providerPages(): [path: string, content: string][] {
  const providers = Object.values(PROVIDERS);
  return [
    ['docs/reference/record.md', recordPage(providers)],
    ...providers.map((provider): [string, string] => [
      `${folder}/${provider.id}.md`,
      providerPage(provider),
    ]),
  ];
}

function recordPage(providers: readonly Provider[]): string {
  const rows = COMMON_FIELDS.map(({ key, label, type, help }) => [
    code(key),
    label,
    type,
    help ?? '',
  ]);
  return `${NOTICE}
# The record

Every event becomes one flat record. These keys are always there, in this order, null where the
provider has nothing; then come the provider's own fields, \`unreadable_fields\` (keys whose value
was of a wrong type) and \`raw\` (the payload as it came; in deliveries only with \`include_raw\`).

${table(['key', 'label', 'type', ''], rows)}

The provider's own fields: ${providers.map(({ id, name }) => `[${name}](providers/${id}.md)`).join(', ')},
and those of each [preset](presets/README.md).

## Which provider fills what

A single event may leave any of them empty. The keys that are not here can come from every provider.

${filledTable(providers)}
`;
}

/** The common fields × the providers. What all of them fill is left out. */
function filledTable(providers: readonly Provider[]): string {
  const filled = providers.map((each) => new Set(filledFields(each).map(({ key }) => key)));
  const keys = COMMON_FIELDS.map(({ key }) => key);
  return table(
    ['key', ...providers.map(({ name }) => name)],
    keys
      .filter((key) => !filled.every((has) => has.has(key)))
      .map((key) => [code(key), ...filled.map((has) => (has.has(key) ? '✓' : ''))]),
  );
}

function providerPage(provider: Provider): string {
  const { name, description, docs, registration } = provider;
  return `${NOTICE}
# ${name}

${description} [The vendor's page](${docs}).

## Signature

${signatureText(provider)}

## Connecting it

${registration.api === null ? '' : `Registered through its API, with these values:\n\n${settingsTable(registration.settings)}\n\n`}${setupText(provider)}

## Events

${eventsTable(provider)}

An unknown event type is passed on under its own name.

## Fields besides the [common ones](../record.md)

${fieldsTable(provider)}

## How it delivers

${policyText(provider.policy)}
`;
}

function settingsTable(settings: readonly SettingField[]): string {
  return table(
    ['setting', 'label', 'needed', ''],
    settings.map(({ key, label, required, secret, help }) => [
      code(key),
      label,
      required ? 'yes' : 'no',
      secret ? `${help} Kept secret.` : help,
    ]),
  );
}

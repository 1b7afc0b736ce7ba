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

## The source, and the labels

- \`event_id\`, \`received_at\`, \`event_type\` and the names for people are added to what the provider sends.
- \`source_id\` and \`source_name\` are those of the gateway's source: null in a node of a provider in n8n
  and in \`signal-hooks verify\`, which have no gateway, and in a delivery that only tests a subscription
  to several sources. The name is the one that the source has when the record is made. So an event that
  is delivered, replayed or listed after a source was renamed has the new name: filter by the id.
- \`event_type_label\` is the label that the provider's definition gives the event type. Of a type that it does
  not know it is made of the type: \`invoice.payment_failed\` is called “Invoice Payment Failed”.

## First and last names

Where the provider gives a first or a last name, that is taken. Else \`contact_name\`, and the name of each
row of \`contacts\`, is split; where that could go wrong, both are null:

- Only a name of two words of letters, hyphens and apostrophes is split. “Jane van der Berg” and “Tricia”
  are not.
- In Latin letters the first name is taken to come first. It is not split if one of the words is an initial,
  a title or what companies and teams end with: “Dr Smith”, “J. Smith”, “Acme GmbH”, “Sales Team”.
- In Cyrillic letters both orders are usual. “Анна Иванова” is split because only the second word has the
  ending of a family name; “Иванов Иван” and “Иван Коваль” are not.
- In other scripts nothing is split.
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
      asText(secret ? `${help} Kept secret.` : help),
    ]),
  );
}

/** A text of a form, in Markdown: what is in angle brackets would be HTML. */
const asText = (text: string): string => text.replaceAll('<', '&lt;');

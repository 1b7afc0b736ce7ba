import {
  COMMON_FIELDS,
  type DeliveryPolicy,
  type Field,
  filledFields,
  fillUrl,
  PROVIDERS,
  type Provider,
  type SettingField,
  type SignatureDefinition,
} from '@signal-hooks/catalogue';
import { code, NOTICE, table } from '@signal-hooks/recipes';

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

The provider's own fields: ${providers.map(({ id, name }) => `[${name}](providers/${id}.md)`).join(', ')}.

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
  const { name, description, docs, registration, events, ping, fields } = provider;
  const types = Object.entries(events).map(([type, event]) => [
    code(type),
    event.label,
    event.description,
    event.status,
  ]);
  if (ping)
    types.push([
      code(ping.type),
      ping.label,
      `${ping.description} A ping, not an event.`,
      ping.status,
    ]);
  return `${NOTICE}
# ${name}

${description} [The vendor's page](${docs}).

## Signature

${signatureText(provider)}

## Connecting it

${registration.api === null ? '' : `Registered through its API, with these values:\n\n${settingsTable(registration.settings)}\n\n`}${setupText(provider)}

## Events

${table(['event type', 'label', '', 'evidence'], types)}

An unknown event type is passed on under its own name.

## Fields besides the [common ones](../record.md)

${table(['key', 'label', 'type', 'from', 'evidence', ''], fields.flatMap(fieldRows))}

## How it delivers

${policyText(provider.policy)}
`;
}

/** The provider's setup.md, as a part of this page. */
const setupText = ({ definition }: Provider): string =>
  fillUrl(definition.setup ?? '')
    .replaceAll(/^#/gm, '##')
    .trimEnd();

const ALGORITHMS: Readonly<Record<SignatureDefinition['algorithm'], string>> = {
  'hmac-sha256': 'HMAC-SHA256',
  'hmac-sha1': 'HMAC-SHA1',
  'hmac-sha512': 'HMAC-SHA512',
  'rsa-sha256': 'RSA PKCS#1 v1.5 with SHA-256',
  'ecdsa-sha256': 'ECDSA P-256 with SHA-256',
  ed25519: 'Ed25519',
  token: 'the secret itself',
};

function signatureText({ signature }: Provider): string {
  const { definition } = signature;
  if (definition.algorithm === 'token') return `${code(definition.header)}: the secret itself.`;
  const { algorithm, header, encoding, prefix, content = '{body}' } = definition;
  const signed = content === '{body}' ? 'the raw body' : code(content);
  const parts = [
    `${code(header)}: ${ALGORITHMS[algorithm]} over ${signed}`,
    encoding === 'base64' ? 'base64' : 'lower-case hex',
    ...(prefix === undefined ? [] : [`prefix ${code(prefix)}`]),
  ];
  const tolerated =
    encoding === 'either'
      ? ' Upper case, base64 and a missing or additional `sha256=` are accepted too.'
      : '';
  return `${parts.join(', ')}.${tolerated}`;
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

function fieldRows(field: Field): string[][] {
  const row = (prefix: string, each: Field): string[] => [
    code(prefix + each.key),
    each.label,
    each.type,
    [each.from]
      .flat()
      .map((from) => code(typeof from === 'string' ? from : JSON.stringify(from)))
      .join(', '),
    each.status,
    each.help ?? '',
  ];
  if (field.type !== 'list') return [row('', field)];
  return [row('', field), ...field.items.map((item) => row(`${field.key}[].`, item))];
}

function policyText(policy: DeliveryPolicy): string {
  const waits = policy.retryWaitsMs.map((wait) => `${wait / 1000} s`).join(', ');
  return [
    `- time-out: ${policy.timeoutMs / 1000} s; delivered: ${policy.success === '2xx' ? 'any 2xx' : 'exactly 200'}`,
    `- retried: ${policy.retryOn === 'every-failure' ? 'every failure' : 'time-outs and 5xx'}, after ${waits}`,
    `- switched off: ${policy.disableAfter === null ? 'never' : `after ${policy.disableAfter} failures in a row`}`,
    ...policy.notes.map((note) => `- ${note}`),
  ].join('\n');
}

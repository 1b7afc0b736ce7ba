import {
  COMMON_FIELDS,
  type Condition,
  type IdentityRule,
  PRESETS,
  type Provider,
} from '@signal-hooks/catalogue';
import { code, NOTICE, table } from '@signal-hooks/recipes';
import { conditionText, expressionText } from './in-words.ts';
import { eventsTable, fieldsTable, policyText, setupText, signatureText } from './page-parts.ts';
import { checkedAgainst, proofText } from './proofs.ts';

const folder = 'docs/reference/presets';

/** One page a preset, and one that lists them. */
export function presetPages(): [path: string, content: string][] {
  const presets = Object.values(PRESETS);
  return [
    [`${folder}/README.md`, indexPage(presets)],
    ...presets.map((preset): [string, string] => [`${folder}/${preset.id}.md`, presetPage(preset)]),
  ];
}

function indexPage(presets: readonly Provider[]): string {
  const rows = presets.map((preset) => [
    `[${preset.name}](${preset.id}.md)`,
    code(preset.id),
    preset.signature.name,
    toleranceOf(preset),
    preset.handshakes === undefined ? '' : 'yes',
    checkedAgainst(preset),
  ]);
  return `${NOTICE}
# Anything that signs

A preset is what is known of a product that sends signed webhooks, written as a
[definition](../definition.md): how it signs, what it asks before it sends, what its event types are,
how a retry is recognised, and the fields of its records. It is used under its id, like a provider:

\`\`\`sh
npx signal-hooks source add stripe
npx signal-hooks send stripe …
npx signal-hooks verify stripe …
\`\`\`

In n8n the Signed Webhook Trigger offers them without a gateway. A product that is not here:
[connect it in five minutes](../../tutorials/connect-any-product.md).

${table(['preset', 'id', 'signature', 'time signed', 'handshake', 'checked against'], rows)}

“Checked against” says where the proof comes from. A library is installed in a test, in the version
named; what it signs or accepts this project accepts, and refuses once a bit of it is changed. “The
documents only” means that no library was found, so that a mistake in reading the documents would not
show. No preset was tried with an account at its vendor.
`;
}

function toleranceOf({ signature }: Provider): string {
  const { definition } = signature;
  if (definition.algorithm === 'token' || definition.timestamp === undefined) return 'no';
  return `${signature.tolerance} s`;
}

function presetPage(preset: Provider): string {
  const { name, description, docs, id } = preset;
  return `${NOTICE}
# ${name}

${description} [Documents](${docs}). A [preset](README.md): ${code(id)}.

## How far it is checked

${proofText(preset)}

${evidenceTable(preset)}

*documented*: the vendor's page says it; *seen*: public code shows it; *assumed*: neither, so it is
tolerated and not required.

## Signature

${signatureText(preset)}

${preset.signsWhen ?? ''}

## Connecting it

${secretText(preset)}

${setupText(preset)}

## What it sends

${bodyText(preset)}

${eventsTable(preset)}

An unknown event type is passed on under its own name. The event type comes from ${expressionText(preset.definition.eventType)}.

## How a retry is recognised

The first of these that holds makes the key:

${preset.definition.identity.map((rule) => ruleText(preset, rule)).join('\n')}

## Fields

The [common ones](../record.md) that it fills:

${commonTable(preset)}

Its own:

${fieldsTable(preset)}

## How it delivers

${policyText(preset.policy)}
`.replaceAll(/\n{3,}/g, '\n\n');
}

const SUBJECTS = {
  signature: 'signature',
  timestamp: 'time of signing',
  handshake: 'handshake',
  eventType: 'event type',
  identity: 'recognising a retry',
  occurredAt: 'when it happened',
  delivery: 'retries',
} as const;

function evidenceTable({ evidence = {} }: Provider): string {
  const rows = Object.entries(SUBJECTS).flatMap(([subject, label]) => {
    const found = evidence[subject as keyof typeof SUBJECTS];
    if (found === undefined) return [];
    return [[label, found.status, found.source === undefined ? '' : `[page](${found.source})`]];
  });
  return table(['what', 'evidence', ''], rows);
}

function secretText({ name, registration, signature }: Provider): string {
  const { secretFrom, secretNeedsUrl, secretLabel, secretPage } = registration;
  const what = `“${secretLabel}”`;
  if (secretFrom === 'user') return `You make the secret; ${name} calls it ${what}.`;
  const where = secretPage === undefined ? '' : ` It is under “${secretPage}”.`;
  const later = secretNeedsUrl
    ? ' It is shown only once the address was entered: add the source without it, and give it then.'
    : '';
  return `${name} makes the ${signature.credential}, and calls it ${what}.${where}${later}`;
}

function bodyText({ body = {}, handshakes = [] }: Provider): string {
  const { accepts = ['json'], each } = body;
  const forms = accepts
    .map((form) => (form === 'json' ? 'JSON' : 'A form'))
    .join(' or ')
    .replace(' or A', ' or a');
  const list =
    each === undefined
      ? ', one event a request'
      : each === ''
        ? ', a list: each item is one event'
        : `, with the list ${code(each)}: each item is one event`;
  const asks = handshakes.map(({ method = 'POST', signed, when, challenge, answer }) => {
    const place =
      challenge === undefined
        ? ''
        : 'query' in challenge
          ? ` with ${code(challenge.query)} in the address`
          : ` with ${code(challenge.path)} in the body`;
    const text = answer.text ?? (answer.json && JSON.stringify(answer.json));
    const reply = `${answer.status ?? 200}${text === undefined ? '' : ` and ${code(text)}`}`;
    return `- ${method}${place}${whenText(when)}, ${signed ? 'signed' : 'unsigned'}: answered ${reply}`;
  });
  const asking =
    asks.length === 0
      ? ''
      : `\n\nBefore that it asks whether the address is yours. Nothing is stored of such a request:\n\n${asks.join('\n')}`;
  return `${forms}${list}.${asking}`;
}

const whenText = (when: Condition | undefined): string =>
  when === undefined ? '' : `, if ${conditionText(when)}`;

function ruleText({ definition }: Provider, { when, parts, windowMs }: IdentityRule): string {
  const eventType = JSON.stringify(definition.eventType);
  const texts = parts.map((part) =>
    typeof part === 'object' && JSON.stringify(part) === eventType
      ? 'the event type'
      : expressionText(part),
  );
  const window = windowMs === undefined ? '' : `, for ${windowMs / 60_000} minutes`;
  return `1. ${texts.join(' and ')}${whenText(when)}${window}`;
}

function commonTable({ definition: { common } }: Provider): string {
  const rows = COMMON_FIELDS.flatMap(({ key }) => {
    const from = key === 'contacts' ? undefined : common[key as keyof typeof common];
    return from === undefined ? [] : [[code(key), expressionText(from as never)]];
  });
  return table(['key', 'from'], rows);
}

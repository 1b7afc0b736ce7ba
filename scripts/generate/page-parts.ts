import {
  type DeliveryPolicy,
  type Field,
  fillPlaces,
  type Provider,
  type SignatureDefinition,
} from '@signal-hooks/catalogue';
import { code, table } from '@signal-hooks/recipes';
import { expressionText } from './in-words.ts';

/** Parts that the pages of providers and presets share. */

/** The provider's setup.md, as a part of its page. */
export const setupText = ({ definition }: Provider): string =>
  fillPlaces(definition.setup ?? '')
    .replaceAll(/^#/gm, '##')
    .trimEnd();

/** Its event types, the ping too. */
export function eventsTable({ events, ping }: Provider): string {
  const rows = Object.entries(events).map(([type, event]) => [
    code(type),
    event.label,
    event.description,
    event.status,
  ]);
  if (ping) {
    const description = `${ping.description} A ping, not an event.`;
    rows.push([code(ping.type), ping.label, description, ping.status]);
  }
  return table(['event type', 'label', '', 'evidence'], rows);
}

const ALGORITHMS: Readonly<Record<SignatureDefinition['algorithm'], string>> = {
  'hmac-sha256': 'HMAC-SHA256',
  'hmac-sha1': 'HMAC-SHA1',
  'hmac-sha512': 'HMAC-SHA512',
  'rsa-sha256': 'RSA PKCS#1 v1.5 with SHA-256',
  'ecdsa-sha256': 'ECDSA P-256 with SHA-256',
  ed25519: 'Ed25519',
  token: 'the secret itself',
};

/** How it signs, in sentences. */
export function signatureText({ signature }: Provider): string {
  const { definition } = signature;
  if (definition.algorithm === 'token') {
    return `${code(definition.header)}: the secret itself. Nothing is signed.`;
  }
  const { algorithm, header, encoding, prefix, content = '{body}', pairs, separator } = definition;
  const signed = content === '{body}' ? 'the raw body' : code(content);
  const parts = [
    `${code(header)}: ${ALGORITHMS[algorithm]} over ${signed}`,
    encoding === 'base64' ? 'base64' : 'lower-case hex',
    ...(prefix === undefined ? [] : [`prefix ${code(prefix)}`]),
    ...(separator === undefined ? [] : ['several of them separated by blanks']),
    ...(pairs === undefined
      ? []
      : [`as ${code(`${pairs.signature}=…`)} in a list separated by ${code(pairs.separator)}`]),
  ];
  const tolerated =
    encoding === 'either'
      ? ' Upper case, base64 and a missing or additional `sha256=` are accepted too.'
      : '';
  return [`${parts.join(', ')}.${tolerated}`, ...placesOf(definition)].join(' ');
}

type Written = Exclude<SignatureDefinition, { readonly algorithm: 'token' }>;

function placesOf({ id, timestamp, tolerance = 300, secret }: Written): string[] {
  const sentences: string[] = [];
  if (id !== undefined) sentences.push(`The id is the header ${code(id)}.`);
  if (timestamp !== undefined) {
    const place = typeof timestamp === 'string' ? { header: timestamp } : timestamp;
    const where =
      'header' in place
        ? `the header ${code(place.header)}`
        : 'pair' in place
          ? `the ${code(`${place.pair}=…`)} of that list`
          : `${code(place.path)} of the body`;
    const unit = 'unit' in place && place.unit === 'ms' ? 'milliseconds' : 'seconds';
    sentences.push(
      `The time of signing is ${where}, in ${unit} since 1970; more than ${tolerance} s from now it is refused.`,
    );
  }
  if (secret !== undefined) {
    sentences.push(
      `The key is what the secret, in ${secret.encoding} behind ${code(secret.prefix)}, stands for.`,
    );
  }
  return sentences;
}

/** Its own fields. */
export const fieldsTable = ({ fields }: Provider): string =>
  table(['key', 'label', 'type', 'from', 'evidence', ''], fields.flatMap(fieldRows));

function fieldRows(field: Field): string[][] {
  const row = (prefix: string, each: Field): string[] => [
    code(prefix + each.key),
    each.label,
    each.type,
    expressionText(each.from),
    each.status,
    each.help ?? '',
  ];
  if (field.type !== 'list') return [row('', field)];
  return [row('', field), ...field.items.map((item) => row(`${field.key}[].`, item))];
}

/** How it delivers, as a list. */
export function policyText(policy: DeliveryPolicy): string {
  return [
    `- time-out: ${policy.timeoutMs / 1000} s; delivered: ${policy.success === '2xx' ? 'any 2xx' : 'exactly 200'}`,
    `- retried: ${retriesText(policy)}`,
    `- switched off: ${policy.disableAfter === null ? 'never' : `after ${policy.disableAfter} failures in a row`}`,
    ...policy.notes.map((note) => `- ${note}`),
  ].join('\n');
}

function durationText(ms: number): string {
  const minutes = ms / 60_000;
  if (!Number.isInteger(minutes)) return `${ms / 1000} s`;
  return minutes < 120 ? `${minutes} min` : `${Number((minutes / 60).toFixed(1))} h`;
}

function retriesText({ retryOn, retryWaitsMs }: DeliveryPolicy): string {
  if (retryWaitsMs.length === 0) return 'never';
  const waits = retryWaitsMs.map(durationText).join(', ');
  return `${retryOn === 'every-failure' ? 'every failure' : 'time-outs and 5xx'}, after ${waits}`;
}

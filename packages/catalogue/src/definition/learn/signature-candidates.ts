import type { SignatureDefinition } from '../../signature/definition.ts';
import { STANDARD_WEBHOOKS } from '../../signature/standard-webhooks.ts';
import type { SharedHeader } from './request-headers.ts';
import { readForms, type SignatureForm, timeUnit } from './signature-form.ts';

/** More ways to sign are not tried. */
const MAX_CANDIDATES = 24;

/** The ways in which the requests may be signed, the likeliest first; none if none can be seen. */
export function signatureCandidates(headers: readonly SharedHeader[]): SignatureDefinition[] {
  const standard = standardWebhooks(headers);
  if (standard !== null) return [standard];
  const signed = headers
    .filter(({ name }) => isSignatureName(name))
    .flatMap((header) => candidatesOf(header, headers))
    .sort((a, b) => strengthOf(a) - strengthOf(b));
  return (signed.length > 0 ? signed : tokens(headers)).slice(0, MAX_CANDIDATES);
}

/** Says a way to sign in words; different for different ones. */
export function describeSignature(signature: SignatureDefinition): string {
  const { header } = signature;
  if (signature.algorithm === 'token') return `${header}: ${signature.prefix ?? ''}token`;
  const { algorithm, encoding, pairs, prefix = '', content = '{body}' } = signature;
  const place = pairs === undefined ? prefix : `${pairs.signature}=`;
  const form = encoding === 'either' ? 'hex or base64' : encoding;
  return `${header}: ${place}${algorithm} in ${form} over ${content}`;
}

const SIGNATURE_NAME = /sign|hmac|(?:^|-)(?:sig|hash|sha1|sha256|sha512)(?:-|$)/;
const isSignatureName = (name: string): boolean => SIGNATURE_NAME.test(name);

/** Standard Webhooks under any name: `webhook-id`, `svix-id`. */
function standardWebhooks(headers: readonly SharedHeader[]): SignatureDefinition | null {
  const names = new Set(headers.map(({ name }) => name));
  for (const { name, values } of headers) {
    const [, vendor] = /^(.+)-signature$/.exec(name) ?? [];
    if (vendor === undefined || !values.every((value) => value.startsWith('v1,'))) continue;
    const [id, timestamp] = [`${vendor}-id`, `${vendor}-timestamp`];
    if (names.has(id) && names.has(timestamp)) {
      return { ...STANDARD_WEBHOOKS, header: name, id, timestamp } as SignatureDefinition;
    }
  }
  return null;
}

/** SHA-1 is offered last: senders that still write it mostly write another beside it. */
const strengthOf = ({ algorithm }: SignatureDefinition): number =>
  algorithm === 'hmac-sha1' ? 1 : 0;

function candidatesOf(
  { name, values }: SharedHeader,
  headers: readonly SharedHeader[],
): SignatureDefinition[] {
  const [first, ...others] = values.map((value) => readForms(name, value));
  return (first ?? [])
    .filter((form) => others.every((forms) => forms.some((each) => isSameForm(each, form))))
    .flatMap((form) => {
      const time = timeOf(name, form, headers);
      return contentsOf(form, time !== null).map((content) =>
        definitionOf(name, form, content, time),
      );
    });
}

/** Whether two requests are written alike; their times differ. */
const isSameForm = ({ timePair: _a, ...one }: SignatureForm, form: SignatureForm): boolean => {
  const { timePair: _b, ...other } = form;
  return JSON.stringify(one) === JSON.stringify(other);
};

interface SigningTime {
  readonly place: { readonly header: string } | { readonly pair: string };
  readonly unit: 's' | 'ms';
}

/** Where the time of signing may be. */
function timeOf(
  signature: string,
  { timePair }: SignatureForm,
  headers: readonly SharedHeader[],
): SigningTime | null {
  if (timePair !== undefined) {
    const [pair, value] = timePair;
    return { place: { pair }, unit: timeUnit(value) ?? 's' };
  }
  const times = headers.flatMap(({ name, values }) => {
    const [unit, ...others] = values.map(timeUnit);
    const fits =
      /(?:^|-)(?:timestamp|time|ts)$/.test(name) && others.every((other) => other === unit);
    return fits && unit ? [{ place: { header: name }, unit }] : [];
  });
  const shared = ({ place }: (typeof times)[number]): number =>
    sharedLength(place.header, signature);
  return times.sort((a, b) => shared(b) - shared(a))[0] ?? null;
}

function sharedLength(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** What may be signed, the likeliest first. */
function contentsOf({ algorithm, prefix }: SignatureForm, hasTime: boolean): string[] {
  if (!hasTime) return ['{body}'];
  const version = /^(v\d)=$/.exec(prefix ?? '')?.[1];
  const usual = ['{timestamp}.{body}', '{timestamp}:{body}', '{timestamp}{body}', '{body}'];
  // https://docs.slack.dev/authentication/verifying-requests-from-slack/ and Zoom's likewise
  if (version !== undefined) return [`${version}:{timestamp}:{body}`, ...usual];
  if (algorithm.startsWith('hmac')) return usual;
  // Discord's and SendGrid's
  return ['{timestamp}{body}', ...usual.filter((content) => content !== '{timestamp}{body}')];
}

function definitionOf(
  header: string,
  form: SignatureForm,
  content: string,
  time: SigningTime | null,
): SignatureDefinition {
  const { timePair: _, algorithm, ...written } = form;
  const all = {
    algorithm,
    header,
    ...written,
    ...(content !== '{body}' && { content }),
    ...(time !== null && content !== '{body}' && { timestamp: timestampOf(time) }),
  };
  return all as SignatureDefinition;
}

const timestampOf = ({ place, unit }: SigningTime): string | object => {
  if (unit === 'ms') return { ...place, unit };
  return 'header' in place ? place.header : place;
};

/** Headers that may carry a secret itself. */
function tokens(headers: readonly SharedHeader[]): SignatureDefinition[] {
  return headers.flatMap(({ name, values }) => {
    if (name === 'authorization') {
      const prefix = ['Bearer ', 'Basic ', ''].find((each) =>
        values.every((value) => value.startsWith(each)),
      );
      return [{ algorithm: 'token', header: name, ...(prefix && { prefix }) }];
    }
    const isToken = /(?:^|-)(?:token|secret|api-?key|webhook-key|auth)$/.test(name);
    const isConstant = new Set(values).size === 1;
    return isToken && isConstant ? [{ algorithm: 'token', header: name }] : [];
  });
}

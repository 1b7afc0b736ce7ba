import { headerOf } from '../headers.ts';
import { parsePayload } from '../json.ts';
import type { Provider } from '../provider.ts';
import type { WebhookRequest } from '../request.ts';
import { ALGORITHMS } from './algorithms.ts';
import { hasSortedKeys } from './explain-json.ts';
import { asWritten } from './header.ts';
import type { Scheme } from './scheme.ts';

/** What is wrong with a part of a signed request, as far as it can be seen without a secret. */
export const PART_PROBLEMS = [
  'missing',
  'malformed',
  'other_encoding',
  'other_prefix',
  'other_length',
  'other_unit',
  'too_old',
  'in_future',
  'keys_sorted',
] as const;

/** One of {@link PART_PROBLEMS}. */
export type PartProblem = (typeof PART_PROBLEMS)[number];

/** What a signature is made of: what a sender and a receiver have to agree on. */
export const SIGNATURE_PARTS = ['signature', 'id', 'timestamp', 'method', 'url', 'body'] as const;

/** One thing that sender and receiver have to agree on: as it is expected, and as it came. */
export interface SignaturePart {
  readonly part: (typeof SIGNATURE_PARTS)[number];
  /** The header it is in, or the place of the body; '' where it is neither. */
  readonly place: string;
  /** How it has to look, such as `sha256=‹hex, 32 bytes›`. */
  readonly expected: string;
  /** As it came, cut; null: it did not come. A token is not shown. */
  readonly received: string | null;
  /** What that looks like, such as `‹base64, 32 bytes›`; null where it says nothing. */
  readonly form: string | null;
  readonly problem: PartProblem | null;
  /** Of the time: how old it was in seconds, negative: ahead. */
  readonly age: number | null;
}

/** What a request's signature is made of. It holds no secret, and no signature that would fit. */
export interface SignatureInputs {
  /** Such as "HMAC-SHA256". */
  readonly algorithm: string;
  /** What is signed, with its places: `{timestamp}.{body}`. */
  readonly content: string;
  readonly parts: readonly SignaturePart[];
}

/** Longer texts of a stranger are cut. */
const MAX_SHOWN = 300;

/**
 * Compares what a provider signs with what a request brought, part by part, without any secret: for
 * whoever wants to see where the two ends disagree.
 *
 * @param at when it came, in seconds since 1970
 * @param bodyBytes how long its body was, where only a part of it was kept
 */
export function signatureInputs(
  { signature }: Pick<Provider, 'signature'>,
  request: WebhookRequest,
  at: number,
  bodyBytes: number = request.body.length,
): SignatureInputs {
  const { content = signature.proof === 'token' ? '' : '{body}', id } = asWritten(
    signature.definition,
  );
  const { method = 'POST', url } = request;
  const parts: SignaturePart[] = [signaturePart(signature, request)];
  if (id !== undefined) parts.push(headerPart('id', id, request));
  const time = timePart(signature, request, at);
  if (time !== null) parts.push(time);
  if (content.includes('{method}')) parts.push(part('method', '', 'POST', method));
  if (content.includes('{url}')) parts.push(part('url', '', '‹https://…›', url ?? null));
  if (signature.proof !== 'token') parts.push(bodyPart(request.body, bodyBytes));
  return { algorithm: signature.name, content, parts };
}

const part = (
  name: SignaturePart['part'],
  place: string,
  expected: string,
  received: string | null,
  more: Partial<SignaturePart> = {},
): SignaturePart => ({
  part: name,
  place,
  expected,
  received: received === null ? null : received.slice(0, MAX_SHOWN),
  form: null,
  problem: received === null || received === '' ? 'missing' : null,
  age: null,
  ...more,
});

const headerPart = (
  name: SignaturePart['part'],
  header: string,
  { headers }: WebhookRequest,
): SignaturePart => part(name, header, '‹text›', headerOf(headers, header) ?? null);

/** What a text looks like. */
interface Form {
  readonly encoding: 'hex' | 'base64';
  readonly bytes: number;
}

const inBrackets = ({ encoding, bytes }: Form): string => `‹${encoding}, ${bytes} bytes›`;

function signaturePart(scheme: Scheme, { headers }: WebhookRequest): SignaturePart {
  const { definition, header, proof } = scheme;
  const { prefix = '', pairs, encoding } = asWritten(definition);
  const { length } = ALGORITHMS[definition.algorithm];
  const start = `${pairs === undefined ? '' : `${pairs.signature}=`}${prefix}`;
  const text = headerOf(headers, header) ?? '';
  if (proof === 'token') {
    const shown = text === '' ? null : `‹${text.length} characters›`;
    const problem: PartProblem | null =
      shown === null ? 'missing' : text.startsWith(prefix) ? null : 'other_prefix';
    return part('signature', header, `${prefix}‹secret›`, shown, { problem });
  }
  const size = length === null ? '' : `, ${length} bytes`;
  const words = encoding === 'either' ? 'hex / base64' : encoding;
  const expected = `${start}‹${words}${size}›`;
  if (text === '') return part('signature', header, expected, null);
  const bare = bareOf(text);
  const form = formOf(bare, length);
  const problem = scheme.decode(text).length > 0 ? null : difference(scheme, form);
  return part('signature', header, expected, text, {
    form: form === null ? null : inBrackets(form),
    problem,
  });
}

function difference({ definition }: Scheme, form: Form | null): PartProblem {
  const { encoding } = asWritten(definition);
  const { length } = ALGORITHMS[definition.algorithm];
  if (form === null) return 'malformed';
  if (length !== null && form.bytes !== length) return 'other_length';
  if (encoding !== 'either' && form.encoding !== encoding) return 'other_encoding';
  return 'other_prefix';
}

/** The longest piece of a header that may be a signature: without names, prefixes and separators. */
function bareOf(text: string): string {
  const pieces = text.slice(0, 2000).match(/[A-Za-z0-9+/_-]{8,}={0,2}/g) ?? [];
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}

/** How a text is written; hex where it can be both and the length fits. */
function formOf(bare: string, length: number | null): Form | null {
  if (bare === '') return null;
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(bare);
  const base64 = bare.replace(/=+$/, '');
  const decoded = Math.floor((base64.length * 3) / 4);
  if (isHex && (length === null || bare.length / 2 === length || decoded !== length)) {
    return { encoding: 'hex', bytes: bare.length / 2 };
  }
  return base64.length % 4 === 1 ? null : { encoding: 'base64', bytes: decoded };
}

/** Between 2001 and 2096, in seconds since 1970. */
const isPlausible = (seconds: number): boolean => seconds > 1e9 && seconds < 4e9;

function timePart(scheme: Scheme, request: WebhookRequest, at: number): SignaturePart | null {
  const { time, header, tolerance, definition } = scheme;
  const { timestamp } = asWritten(definition);
  if (time === null || timestamp === undefined) return null;
  const text = time.isInBody
    ? bodyTime(request.body, time.readBody)
    : time.read(request.headers, headerOf(request.headers, header) ?? '');
  const where = typeof timestamp === 'string' ? { header: timestamp } : timestamp;
  const headerName = 'header' in where ? where.header : null;
  const place =
    headerName ??
    ('pair' in where ? `${header}: ${where.pair}=` : 'path' in where ? where.path : '');
  const expected = `‹${time.unit} since 1970› ± ${tolerance} s`;
  if (text === '') return part('timestamp', place, expected, null);
  // Of more digits than a time in this unit has, the reader says only that it is none.
  const raw = text ?? (headerName === null ? '' : (headerOf(request.headers, headerName) ?? ''));
  if (!/^\d{1,15}$/.test(raw)) {
    return part('timestamp', place, expected, raw, { problem: 'malformed' });
  }
  const seconds = time.seconds(raw);
  const other = time.unit === 'seconds' ? seconds / 1000 : seconds * 1000;
  if (!isPlausible(seconds) && isPlausible(other)) {
    const form = time.unit === 'seconds' ? '‹milliseconds since 1970›' : '‹seconds since 1970›';
    return part('timestamp', place, expected, raw, { form, problem: 'other_unit' });
  }
  const age = Math.round(at - seconds);
  const problem = age > tolerance ? 'too_old' : age < -tolerance ? 'in_future' : null;
  return part('timestamp', place, expected, raw, { age, problem });
}

function bodyTime(body: Uint8Array, read: NonNullable<Scheme['time']>['readBody']): string | null {
  const parsed = parsePayload(body);
  return parsed.ok ? read(parsed.payload) : '';
}

function bodyPart(body: Uint8Array, bytes: number): SignaturePart {
  const isWhole = body.length === bytes;
  const isSorted = isWhole && hasSortedKeys(new TextDecoder().decode(body));
  return part('body', 'body', '‹the same bytes as were signed›', bytes === 0 ? null : '', {
    form: `‹${bytes} bytes›`,
    problem: bytes === 0 ? 'missing' : isSorted ? 'keys_sorted' : null,
  });
}

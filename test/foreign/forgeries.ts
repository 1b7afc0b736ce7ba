import type { VerifyCode } from '@signal-hooks/catalogue';
import type { Place, Sender, SignatureHeaders, SignedRequest, UnsignedRequest } from './sender.ts';

/** A genuine request with one thing changed. */
export interface Forgery {
  readonly what: string;
  readonly request: UnsignedRequest;
  readonly signature: Readonly<Record<string, string | readonly string[]>>;
  /** Why we refuse it; null: it is accepted, for this is not signed. */
  readonly code: VerifyCode | null;
}

/**
 * Everything that can be changed of a request without its secret.
 * @param other another genuine request of the same sender, with another text and time
 */
export function forge(sender: Sender, genuine: SignedRequest, other: SignedRequest): Forgery[] {
  return [
    ...forgeBody(sender, genuine, other),
    ...forgeSignature(sender, genuine, other),
    ...forgePlace(sender, sender.time, 'time', 'timestamp_missing', genuine, other),
    ...forgePlace(
      sender,
      sender.id === undefined ? undefined : { header: sender.id, pattern: /(.+)/ },
      'id',
      'signature_missing',
      genuine,
      other,
    ),
    ...forgeAddress(sender, genuine),
  ];
}

function forgeBody({ signs }: Sender, { request, signature }: SignedRequest, other: SignedRequest) {
  const code = codeIf(signs.body !== 'nothing');
  const middle = Buffer.from(request.body).indexOf('first');
  return [
    { what: 'a bit of the body', body: flipBit(request.body, middle * 8), code },
    { what: 'the body of another request', body: other.request.body, code },
    {
      what: 'a space behind the body',
      body: Buffer.concat([request.body, Buffer.from(' ')]),
      code,
    },
    ...(code === null ? [] : [{ what: 'no body', body: new Uint8Array(), code }]),
  ].map(({ body, ...rest }): Forgery => ({ ...rest, request: { ...request, body }, signature }));
}

function forgeSignature(
  sender: Sender,
  { request, signature }: SignedRequest,
  other: SignedRequest,
) {
  const place = sender.signature;
  const { header } = place;
  const change = (edit: (text: string) => string): SignatureHeaders =>
    rewrite(signature, place, edit);
  const swapped = read(other.signature, place);
  const malformed = place.encoding === 'text' ? 'signature_mismatch' : 'signature_malformed';
  const forgeries: Omit<Forgery, 'request'>[] = [
    {
      what: 'a bit of the signature',
      signature: change((text) => flipSignatureBit(text, place.encoding)),
      code: 'signature_mismatch',
    },
    { what: 'no signature', signature: without(signature, header), code: 'signature_missing' },
    {
      what: 'an empty signature',
      signature: { ...signature, [header]: '' },
      code: 'signature_missing',
    },
    { what: 'a signature of another form', signature: change(() => '?!'), code: malformed },
    {
      what: 'half of the signature',
      signature: change((text) => text.slice(0, text.length / 2)),
      code: sender.credentials === 'ecdsa' ? 'signature_mismatch' : malformed,
    },
  ];
  // A token is the same in every request.
  if (place.encoding !== 'text') {
    forgeries.push({
      what: 'the signature of another request',
      signature: change(() => swapped),
      code: 'signature_mismatch',
    });
  }
  return forgeries.map((one): Forgery => ({ ...one, request }));
}

const codeIf = (isSigned: boolean): VerifyCode | null => (isSigned ? 'signature_mismatch' : null);

/** Changes something that is signed besides: the time, or the id. */
function forgePlace(
  sender: Sender,
  place: Place | undefined,
  name: string,
  missing: VerifyCode,
  { request, signature }: SignedRequest,
  other: SignedRequest,
): Forgery[] {
  if (place === undefined) return [];
  const inSignature = place.header === sender.signature.header;
  const removed = inSignature
    ? rewrite(signature, { ...place, pattern: /((?:ts|t)=\d+[,;])/ }, () => '')
    : without(signature, place.header);
  const forgeries: Omit<Forgery, 'request'>[] = [
    {
      what: `the ${name} of another request`,
      signature: rewrite(signature, place, () => read(other.signature, place)),
      code: 'signature_mismatch',
    },
    { what: `no ${name}`, signature: removed, code: missing },
  ];
  if (name === 'time') {
    forgeries.push({
      what: 'a time that is none',
      signature: rewrite(signature, place, () => 'yesterday'),
      code: 'timestamp_malformed',
    });
  }
  return forgeries.map((one): Forgery => ({ ...one, request }));
}

/** Changes method and address: refused where they are signed, and of no account elsewhere. */
function forgeAddress({ preset, signs }: Sender, { request, signature }: SignedRequest): Forgery[] {
  const code = codeIf(signs.url);
  const { url } = request;
  const join = url.includes('?') ? '&' : '?';
  return [
    { what: 'another host', url: url.replace('hooks.', 'evil.') },
    { what: 'another source in the path', url: url.replace('src_1', 'src_2') },
    { what: 'another scheme', url: url.replace('https:', 'http:') },
    { what: 'one more parameter', url: `${url}${join}admin=1` },
    ...(preset === 'hubspot' ? [{ what: 'another method', url, method: 'PUT' }] : []),
  ].map(({ what, ...change }) => ({ what, request: { ...request, ...change }, signature, code }));
}

/** Flips one bit. @param at counted from the first byte's lowest */
export function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const index = at >> 3;
  copy[index] = (copy[index] ?? 0) ^ (1 << (at & 7));
  return copy;
}

/** Flips one bit of what a signature's text stands for. @param at absent: the last byte's lowest */
export function flipSignatureBit(
  text: string,
  encoding: Sender['signature']['encoding'],
  at?: number,
): string {
  const written = encoding === 'text' ? 'utf8' : encoding;
  const bytes = Buffer.from(text, written);
  return Buffer.from(flipBit(bytes, at ?? (bytes.length - 1) * 8)).toString(written);
}

/** What is at a place. @throws {Error} if nothing is */
export function read(signature: SignatureHeaders, { header, pattern }: Place): string {
  const found = pattern.exec(signature[header] ?? '')?.[1];
  if (found === undefined) throw new Error(`nothing in "${header}": ${signature[header]}`);
  return found;
}

/** Changes what is at a place. */
export function rewrite(
  signature: SignatureHeaders,
  { header, pattern }: Place,
  edit: (text: string) => string,
): SignatureHeaders {
  const value = (signature[header] ?? '').replace(pattern, (whole, part: string) =>
    whole.replace(part, () => edit(part)),
  );
  return { ...signature, [header]: value };
}

const without = (signature: SignatureHeaders, header: string): SignatureHeaders =>
  Object.fromEntries(Object.entries(signature).filter(([name]) => name !== header));

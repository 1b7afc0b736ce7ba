import { timingSafeEqual } from 'node:crypto';
import { type Headers, headerOf } from '../headers.ts';
import type { Provider } from '../provider.ts';
import { PROVIDERS } from '../providers/index.ts';
import { bodyVariants, MAX_EXPLAINED_BODY, suspectBody } from './explain-body.ts';
import { describeKey, secretVariants } from './explain-credential.ts';
import { decodeDigest, hmacSha256 } from './hmac.ts';
import { readPublicKey, verifyRsa } from './rsa.ts';
import type { Credentials, VerifyCode } from './scheme.ts';

/** Why a request was refused, in words. No secret is ever part of them. */
export interface Explanation {
  /** One sentence that says what is wrong and what to do. */
  readonly explanation: string;
  /** What was found by trying the usual mistakes, the likeliest first; often empty. */
  readonly hints: readonly string[];
}

/** A refused request. */
export interface RefusedRequest {
  readonly body: Uint8Array;
  readonly headers: Headers;
}

/** Most secrets or keys of a source that are tried in other forms. */
const MAX_CREDENTIALS = 4;

/**
 * Explains a refusal and looks for the usual mistakes by trying them: a body changed after
 * signing, a secret in another form, a key of another kind, another encoding, another
 * provider's request. The work is bounded; nothing found is ever taken as verified.
 *
 * @param code the outcome of the verification of this very request
 */
export function explainFailure(
  provider: Provider,
  request: RefusedRequest,
  credentials: Credentials,
  code: VerifyCode,
): Explanation {
  const hints = new Set(hintsFor(provider, request, credentials, code));
  const suspicion = code === 'signature_mismatch' ? suspectBody(request.body) : null;
  if (hints.size === 0 && suspicion !== null) hints.add(suspicion);
  return { explanation: sentenceFor(provider, code), hints: [...hints] };
}

function sentenceFor({ name, signature: { kind, header } }: Provider, code: VerifyCode): string {
  const credential = kind === 'hmac' ? 'secret' : 'public key';
  const sentences: Readonly<Record<VerifyCode, string>> = {
    credential_missing: `No ${credential} is held for this source: give it the ${credential} of ${name}, or choose “unsigned” explicitly if it cannot sign.`,
    credential_malformed: `What is held as the public key of ${name} is no RSA public key: copy the key again, as PEM or base64.`,
    signature_missing: `The request carries no ${header} header: switch signing on at ${name}, and see that nothing on the way removes headers.`,
    signature_malformed: `The ${header} header is not a signature in ${kind === 'hmac' ? 'hex or base64 of 32 bytes' : 'base64'}: see what ${name}, or something on the way, writes there.`,
    signature_mismatch: `The signature does not fit the body and any ${credential} held: check that the ${credential} is that of this very webhook at ${name}, and that the body arrives unchanged.`,
    authorization_missing: `The request carries no Authorization header, but this source demands one: enter its value at ${name}.`,
    authorization_mismatch: `The Authorization header is not the one this source demands: enter the same whole value, such as “Bearer …”, at ${name} and here.`,
    timestamp_missing: 'The request carries no timestamp header: the sender has to add it.',
    timestamp_malformed: 'The timestamp header is no number of seconds since 1970.',
    timestamp_out_of_tolerance:
      'The timestamp is more than five minutes from now: check the clocks of both ends, and that no old request is sent again.',
  };
  return sentences[code];
}

function* hintsFor(
  provider: Provider,
  request: RefusedRequest,
  credentials: Credentials,
  code: VerifyCode,
): Generator<string> {
  if (code === 'authorization_mismatch' || code === 'authorization_missing') {
    yield* authorizationHints(request.headers, credentials);
    return;
  }
  const foreign = [...foreignHints(provider, request.headers)];
  yield* foreign;
  if (code === 'credential_missing') yield* misplacedHints(provider, credentials);
  if (code === 'credential_malformed') yield* keyHints(credentials);
  if (code === 'signature_missing' && foreign.length === 0) yield* unsignedHints(provider);
  const header = headerOf(request.headers, provider.signature.header) ?? '';
  if (code !== 'signature_malformed' && code !== 'signature_mismatch') return;
  if (provider.signature.kind === 'hmac') yield* hmacHints(request.body, credentials, header);
  else yield* rsaHints(request.body, credentials, header);
  if (request.body.length === 0) {
    yield 'The body arrived empty: something on the way has read it already, or a redirect dropped it.';
  } else if (request.body.length > MAX_EXPLAINED_BODY) {
    yield 'The body is too large for the usual mistakes to be tried on it.';
  }
}

/** Another provider's signature header: the URL was probably pasted at the wrong place. */
function* foreignHints(provider: Provider, headers: Headers): Generator<string> {
  if (headerOf(headers, provider.signature.header) !== undefined) return;
  for (const other of Object.values(PROVIDERS)) {
    if (other.id === provider.id) continue;
    if (headerOf(headers, other.signature.header) === undefined) continue;
    yield `The request carries the header ${other.signature.header} of ${other.name}: this URL belongs to a source of ${provider.name}.`;
  }
}

function* unsignedHints(provider: Provider): Generator<string> {
  yield provider.signsWhen ?? `${provider.name} signs every request; this one may not be from it.`;
}

function* misplacedHints(provider: Provider, credentials: Credentials): Generator<string> {
  const { kind } = provider.signature;
  if (kind === 'hmac' && (credentials.publicKeys ?? []).length > 0) {
    yield `A public key is held, but ${provider.name} signs with a shared secret.`;
  }
  if (kind === 'rsa' && (credentials.secrets ?? []).length > 0) {
    yield `A secret is held, but ${provider.name} signs with an RSA key: its public key is needed.`;
  }
  if ((credentials.secrets ?? []).includes('')) yield 'The secret held is empty.';
}

function* keyHints(credentials: Credentials): Generator<string> {
  for (const text of (credentials.publicKeys ?? []).slice(0, MAX_CREDENTIALS)) {
    const problem = describeKey(text);
    if (problem !== null) yield problem;
  }
}

function* authorizationHints(headers: Headers, credentials: Credentials): Generator<string> {
  const claimed = headerOf(headers, 'authorization');
  if (claimed === undefined) return;
  for (const accepted of (credentials.authorization ?? []).slice(0, MAX_CREDENTIALS)) {
    if (sameText(`Bearer ${claimed}`, accepted)) {
      yield 'The word “Bearer ” is missing in front of the value at the sender.';
    } else if (sameText(claimed, `Bearer ${accepted}`)) {
      yield 'The sender writes “Bearer ” in front; enter the whole value here, with it.';
    } else if (sameText(claimed, accepted.trim())) {
      yield 'The value held has white space around it. Enter it again without.';
    } else if (sameText(claimed.toLowerCase(), accepted.toLowerCase())) {
      yield 'The values differ only in upper and lower case.';
    }
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function* hmacHints(body: Uint8Array, credentials: Credentials, header: string): Generator<string> {
  const secrets = (credentials.secrets ?? [])
    .filter((secret) => secret !== '')
    .slice(0, MAX_CREDENTIALS);
  if (secrets.some((secret) => sameText(secret, header))) {
    yield 'The header holds the secret itself instead of a signature made with it. Change the secret: it has been sent openly.';
  }
  const claimed = decodeDigest(header) ?? digestWithin(header);
  if (claimed === null) {
    yield* digestHints(header);
    return;
  }
  const fits = (secret: string | Buffer, bytes: Uint8Array): boolean =>
    timingSafeEqual(hmacSha256(secret, bytes), claimed);
  for (const secret of secrets) {
    if (decodeDigest(header) === null && fits(secret, body)) {
      yield header.includes(', ')
        ? 'The signature is right, but the header was sent more than once: it must stand in the request once.'
        : 'The signature is right, but something stands around it: the header must hold the digest alone, with or without “sha256=” in front.';
    }
    if (body.length > MAX_EXPLAINED_BODY) continue;
    const other = [...secretVariants(secret)].find(
      (variant) => variant.secret.length > 0 && fits(variant.secret, body),
    );
    if (other !== undefined) yield other.hint;
    yield* firstFit(body, (bytes) => fits(secret, bytes));
  }
}

/** The first digest inside a longer header, such as `hmac=…` or `t=…,v1=…`. */
function digestWithin(header: string): Buffer | null {
  const found = /(?:^|[^0-9a-f])([0-9a-f]{64})(?![0-9a-f])/i.exec(header.slice(0, 1000));
  return found?.[1] === undefined ? null : decodeDigest(found[1]);
}

/** What else a header might hold, judged by its length. */
function* digestHints(header: string): Generator<string> {
  const digits = /^(?:[a-z0-9]+=)?([0-9a-f]+)$/i.exec(header.slice(0, 1000))?.[1];
  if (digits?.length === 40) yield 'The header holds a SHA-1 digest; SHA-256 is wanted.';
  else if (digits?.length === 128) yield 'The header holds a SHA-512 digest; SHA-256 is wanted.';
  else if (digits !== undefined) {
    yield `The header holds ${digits.length} hex digits; 64 are wanted. It may have been cut.`;
  } else if (header.includes(', ')) yield 'The header was sent more than once.';
}

function* rsaHints(body: Uint8Array, credentials: Credentials, header: string): Generator<string> {
  const texts = (credentials.publicKeys ?? []).slice(0, MAX_CREDENTIALS);
  for (const text of texts) {
    const problem = describeKey(text);
    if (problem !== null) yield problem;
  }
  if (body.length > MAX_EXPLAINED_BODY || header.length > 4096) return;
  const keys = texts.map(readPublicKey).filter((key) => key !== null);
  const fits = (bytes: Uint8Array, signature: Uint8Array): boolean =>
    keys.some((key) => verifyRsa(key, bytes, signature));
  for (const [signature, hint] of signatureVariants(header)) {
    if (fits(body, signature)) yield hint;
  }
  const signature = Buffer.from(header, 'base64');
  yield* firstFit(body, (bytes) => fits(bytes, signature));
}

/** The likeliest change of the body that explains the signature; the rest is not tried. */
function* firstFit(body: Uint8Array, fits: (bytes: Uint8Array) => boolean): Generator<string> {
  for (const variant of bodyVariants(body)) {
    if (!fits(variant.body)) continue;
    yield variant.hint;
    return;
  }
}

/** Encodings other than base64 that a signature may have come in. */
function* signatureVariants(header: string): Generator<readonly [Buffer, string]> {
  if (/^[0-9a-f]+$/i.test(header)) {
    yield [
      Buffer.from(header, 'hex'),
      'The signature is right, but it is written in hex; base64 is wanted.',
    ];
  }
  const prefix = /^[a-z0-9-]+=(?=.{16})/i.exec(header)?.[0] ?? '';
  if (prefix !== '' || /[-_]/.test(header)) {
    yield [
      Buffer.from(header.slice(prefix.length), 'base64url'),
      'The signature is right, but it has a prefix or is in the URL alphabet; plain base64 is wanted.',
    ];
  }
  const inner = Buffer.from(header, 'base64').toString('latin1');
  if (/^[A-Za-z0-9+/=\s]+$/.test(inner)) {
    const twice = 'The signature is right, but it was encoded twice; base64 once is wanted.';
    yield [Buffer.from(inner, 'base64'), twice];
    yield [Buffer.from(inner, 'hex'), twice];
  }
}

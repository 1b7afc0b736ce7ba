import { type Headers, headerOf } from '../headers.ts';
import { PRESETS } from '../presets/registry.ts';
import type { Provider } from '../provider.ts';
import { PROVIDERS } from '../providers/index.ts';
import type { WebhookRequest } from '../request.ts';
import { orList } from '../wording.ts';
import type { Credentials } from './credentials.ts';
import { type Attempt, MAX_CREDENTIALS, sameText, type Try } from './explain-attempt.ts';
import { MAX_EXPLAINED_BODY, suspectBody } from './explain-body.ts';
import { tryHmac } from './explain-hmac.ts';
import { keyHints, tryPublicKey } from './explain-public-key.ts';
import { timeHints } from './explain-time.ts';
import { tryToken } from './explain-token.ts';
import { tryVariants } from './explain-variants.ts';
import type { Scheme } from './scheme.ts';
import type { VerifyCode } from './verify.ts';

/** Why a request was refused, in words. No secret is ever part of them. */
export interface Explanation {
  /** One sentence that says what is wrong and what to do. */
  readonly explanation: string;
  /** What was found by trying the usual mistakes, the likeliest first; often empty. */
  readonly hints: readonly string[];
}

/** A refused request. */
export type RefusedRequest = WebhookRequest;

/** What is tried where a signature does not fit. */
const TRY: Readonly<Record<Scheme['kind'], Try>> = {
  hmac: tryHmac,
  rsa: tryPublicKey,
  ecdsa: tryPublicKey,
  ed25519: tryPublicKey,
  token: tryToken,
};

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

function sentenceFor({ name, signature }: Provider, code: VerifyCode): string {
  const { header, credential, form, tolerance, publicKeys, proof, signsUrl, time } = signature;
  const { place, unit } = time ?? { place: 'a header', unit: 'seconds' };
  const isToken = proof === 'token';
  const enable = isToken ? 'enter the secret' : 'switch signing on';
  const covered = signsUrl ? 'address, the body' : 'body';
  const arrives = signsUrl ? ', and that the address is the one known here' : '';
  const sentences: Readonly<Record<VerifyCode, string>> = {
    credential_missing: `No ${credential} is held for this source: give it the ${credential} of ${name}, or choose “unsigned” explicitly if it cannot sign.`,
    credential_malformed: `What is held as the public key of ${name} is not ${publicKeys?.form}: copy the key again.`,
    signature_missing: `The request carries no ${header} header: ${enable} at ${name}, and see that nothing on the way removes headers.`,
    signature_malformed: `The ${header} header is not a ${proof} in ${form}: see what ${name}, or something on the way, writes there.`,
    signature_mismatch: isToken
      ? `The ${header} header holds another secret: enter the same text at ${name} and here.`
      : `The signature does not fit the ${covered} and any ${credential} held: check that the ${credential} is that of this very webhook at ${name}, and that the body arrives unchanged${arrives}.`,
    authorization_missing: `The request carries no Authorization header, but this source demands one: enter its value at ${name}.`,
    authorization_mismatch: `The Authorization header is not the one this source demands: enter the same whole value, such as “Bearer …”, at ${name} and here.`,
    timestamp_missing: `The request does not say in ${place} when it was signed: the sender has to add that.`,
    timestamp_malformed: `What is in ${place} is no number of ${unit} since 1970.`,
    timestamp_out_of_tolerance: `The timestamp is more than ${tolerance} seconds from now: check the clocks of both ends, and that no old request is sent again.`,
    url_missing: `${name} signs the address that it sends to, and that address is not known here: set the public URL of this end.`,
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
  if (code === 'credential_malformed') yield* keyHints(credentials, provider.signature.publicKeys);
  if (code === 'signature_missing' && foreign.length === 0) yield* unsignedHints(provider);
  if (code === 'timestamp_malformed' || code === 'timestamp_out_of_tolerance') {
    yield* timeHints(provider.signature, request);
  }
  if (code !== 'signature_malformed' && code !== 'signature_mismatch') return;
  const attempt = attemptOf(provider.signature, request);
  const found = attempt === null ? [] : [...tries(attempt, credentials)];
  yield* found;
  if (code === 'signature_mismatch' && found.length === 0) yield* addressHints(provider, request);
  if (request.body.length === 0) {
    yield 'The body arrived empty: something on the way has read it already, or a redirect dropped it.';
  } else if (request.body.length > MAX_EXPLAINED_BODY) {
    yield 'The body is too large for the usual mistakes to be tried on it.';
  }
}

/** What is tried on a signature that does not fit: another form of it, then of the secret and the body. */
function* tries(attempt: Attempt, credentials: Credentials): Generator<string> {
  let found = false;
  for (const hint of tryVariants(attempt, credentials)) {
    found = true;
    yield hint;
  }
  if (!found) yield* TRY[attempt.scheme.kind](attempt, credentials);
}

/** What was signed, as far as the request says; null if it lacks something of it. */
function attemptOf(scheme: Scheme, request: RefusedRequest): Attempt | null {
  const header = headerOf(request.headers, scheme.header) ?? '';
  const content = scheme.content.read(request, header);
  if (typeof content === 'string') return null;
  return { scheme, request, body: request.body, content, header };
}

/** Behind a proxy, this end may have another idea of its address than the sender. */
function* addressHints({ name, signature }: Provider, { url }: RefusedRequest): Generator<string> {
  if (!signature.signsUrl || url === undefined) return;
  yield `${name} signs the address that it sends to; it was compared with ${url.slice(0, 200)}: enter exactly that address at ${name}, or correct the public URL of this end.`;
}

/** Another sender's signature header: the URL was probably pasted at the wrong place. */
function* foreignHints({ id, name, signature }: Provider, headers: Headers): Generator<string> {
  if (headerOf(headers, signature.header) !== undefined) return;
  const names = new Map<string, string[]>();
  for (const other of [...Object.values(PROVIDERS), ...Object.values(PRESETS)]) {
    const { header } = other.signature;
    // Anybody may send one.
    if (other.id === id || header === 'authorization') continue;
    if (headerOf(headers, header) === undefined) continue;
    names.set(header, [...(names.get(header) ?? []), other.name]);
  }
  for (const [header, others] of names) {
    yield `The request carries the header ${header} of ${orList(others)}: this URL belongs to a source of ${name}.`;
  }
}

function* unsignedHints(provider: Provider): Generator<string> {
  yield provider.signsWhen ?? `${provider.name} signs every request; this one may not be from it.`;
}

function* misplacedHints(provider: Provider, credentials: Credentials): Generator<string> {
  const { isSymmetric } = provider.signature;
  if (isSymmetric && (credentials.publicKeys ?? []).length > 0) {
    yield `A public key is held, but ${provider.name} signs with a shared secret.`;
  }
  if (!isSymmetric && (credentials.secrets ?? []).length > 0) {
    yield `A secret is held, but ${provider.name} signs with a private key: its public key is needed.`;
  }
  if ((credentials.secrets ?? []).includes('')) yield 'The secret held is empty.';
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

import { headerOf } from '../headers.ts';
import type { WebhookRequest } from '../request.ts';
import type { Algorithm } from './algorithm.ts';
import { type ContentReader, compileContent, type SignedMessage } from './content.ts';
import type { SigningKey, VerifierCredentials } from './credentials.ts';
import type { HmacDefinition, PublicKeyDefinition, SignatureDefinition } from './definition.ts';
import { decodeDigest, HMAC_SHA256 } from './hmac.ts';
import { RSA_SHA256 } from './rsa.ts';
import type { VerifyCode } from './verify.ts';

/**
 * Checks the signature of one request.
 * @param now seconds since 1970
 * @param tolerance in seconds, instead of the definition's
 * @returns the index of the secret or key that matched, or the code of the failure
 */
type Matcher = (request: WebhookRequest, now: number, tolerance?: number) => number | VerifyCode;

/** How a sender signs: a {@link SignatureDefinition}, resolved once. */
export interface Scheme {
  readonly definition: SignatureDefinition;
  /** For screens and answers of an API only: what differs by kind is asked below. */
  readonly kind: 'hmac' | 'rsa';
  /** Header that carries the signature, lower case. */
  readonly header: string;
  /** That header, and those whose values are signed, lower case. */
  readonly headers: readonly string[];
  /** Whether what checks a signature can also make one: a shared secret can, a public key cannot. */
  readonly isSymmetric: boolean;
  /** What the receiving side holds, in words. */
  readonly credential: 'secret' | 'public key';
  /** What a signature is written in, in words. */
  readonly form: string;
  /** How far a signed time may lie from now, in seconds. */
  readonly tolerance: number;
  /** What is signed of a request. */
  readonly content: ContentReader;
  /** The signatures in the text of the header; none if it is malformed. */
  decode(text: string): readonly Buffer[];
  /** Prepares the check: keys are read once. @returns why it can never succeed */
  matcher(credentials: VerifierCredentials): Matcher | VerifyCode;
  /**
   * Signs a body as the sender does.
   * @param keys each gives one signature, the newest first; those of another kind give none. More
   *   than one only where the header carries several
   * @param message where more than the body is signed
   * @returns the headers; none if no key signs
   */
  sign(
    keys: readonly SigningKey[],
    body: Uint8Array,
    message?: SignedMessage,
  ): Record<string, string>;
}

/**
 * Resolves what a definition says of signing.
 * @throws {TypeError} if what is signed does not fit the headers that are named
 */
export function resolveScheme(definition: SignatureDefinition): Scheme {
  const { algorithm } = definition;
  if (algorithm === 'hmac-sha256') return resolve(definition, HMAC_SHA256);
  if (algorithm === 'rsa-sha256') return resolve(definition, RSA_SHA256);
  throw new TypeError(`there is no algorithm "${algorithm}"`);
}

type Written = HmacDefinition | PublicKeyDefinition;

const NO_MESSAGE: SignedMessage = { id: '', timestamp: '0' };
/** https://www.standardwebhooks.com, and most vendors. */
const USUAL_TOLERANCE = 300;

function resolve<Definition extends Written>(
  definition: Definition,
  algorithm: Algorithm<Definition>,
): Scheme {
  const { header, prefix = '', separator = '', tolerance: most = USUAL_TOLERANCE } = definition;
  const { kind, isSymmetric, credential } = algorithm;
  const content = compileContent(definition);
  const decode = compileDecoder(definition, algorithm.length);
  const encoding = definition.encoding === 'base64' ? 'base64' : 'hex';
  return {
    definition,
    kind,
    header,
    headers: [header, ...Object.keys(content.headersOf(NO_MESSAGE))],
    isSymmetric,
    credential,
    form: algorithm.form(definition),
    tolerance: most,
    content,
    decode,
    matcher(credentials) {
      const keys = algorithm.readKeys(credentials, definition);
      if (typeof keys === 'string') return keys;
      if (keys.length === 0) return 'credential_missing';
      return ({ body, headers }, now, tolerance = most) => {
        const text = headerOf(headers, header);
        if (text === undefined || text === '') return 'signature_missing';
        const signed = content.read(headers);
        if (typeof signed === 'string') return signed;
        const claimed = decode(text);
        if (claimed.length === 0) return 'signature_malformed';
        const parts = signed.wrap(body);
        const at = keys.findIndex((key) => algorithm.matches(key, parts, claimed));
        if (at === -1) return 'signature_mismatch';
        const { timestamp } = signed;
        // Written so that a time that is no number is refused.
        const isFresh = timestamp === null || Math.abs(now - timestamp) <= tolerance;
        return isFresh ? at : 'timestamp_out_of_tolerance';
      };
    },
    sign(keys, body, message = NO_MESSAGE) {
      const parts = content.make(message).wrap(body);
      const signatures = keys
        .map((key) => algorithm.sign(key, parts, definition))
        .filter((bytes) => bytes !== null)
        .map((bytes) => prefix + bytes.toString(encoding));
      if (signatures.length === 0) return {};
      return { ...content.headersOf(message), [header]: signatures.join(separator) };
    },
  };
}

const FORMS = { hex: /^(?:[0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/ };

/** Compiles the reading of the header. @param length of a signature in bytes; null: any */
function compileDecoder(
  { encoding, prefix = '', separator }: Written,
  length: number | null,
): (text: string) => readonly Buffer[] {
  const decodeOne = (text: string): Buffer | null => {
    const bare = text.startsWith(prefix) ? text.slice(prefix.length) : null;
    if (encoding === 'either') return decodeDigest(bare ?? text);
    if (bare === null || !FORMS[encoding].test(bare)) return null;
    const bytes = Buffer.from(bare, encoding);
    return length === null || bytes.length === length ? bytes : null;
  };
  if (separator !== undefined) {
    return (text) =>
      text
        .split(separator)
        .map(decodeOne)
        .filter((bytes) => bytes !== null);
  }
  return (text) => {
    const bytes = decodeOne(text);
    return bytes === null ? [] : [bytes];
  };
}

import { headerOf } from '../headers.ts';
import { type ParsedPayload, parsePayload } from '../json.ts';
import type { WebhookRequest } from '../request.ts';
import type { Algorithm } from './algorithm.ts';
import { ALGORITHMS } from './algorithms.ts';
import { type ContentReader, compileContent, type SignedMessage } from './content.ts';
import type { SigningKey, VerifierCredentials } from './credentials.ts';
import type { SignatureDefinition } from './definition.ts';
import { asWritten, compileHeader } from './header.ts';
import { compileTime, type TimeReader } from './timestamp.ts';
import type { VerifyCode } from './verify.ts';

/** Reads a body whose signature fits, for the time that is in it. */
export type ReadPayload = (body: Uint8Array) => ParsedPayload;

/**
 * Checks the signature of one request.
 * @param now seconds since 1970
 * @param tolerance in seconds, instead of the definition's
 * @param readPayload how bodies are read, where that is not as JSON
 * @returns the index of the secret or key that matched, or the code of the failure
 */
type Matcher = (
  request: WebhookRequest,
  now: number,
  tolerance?: number,
  readPayload?: ReadPayload,
) => number | VerifyCode;

/** How a sender signs: a {@link SignatureDefinition}, resolved once. */
export interface Scheme
  extends Pick<Algorithm, 'kind' | 'name' | 'proof' | 'isSymmetric' | 'credential' | 'publicKeys'> {
  readonly definition: SignatureDefinition;
  /** Header that carries the signature, lower case. */
  readonly header: string;
  /** That header, and those whose values are signed, lower case. */
  readonly headers: readonly string[];
  /** What a signature is written in, in words. */
  readonly form: string;
  /** How far a signed time may lie from now, in seconds. */
  readonly tolerance: number;
  /** Whether the address is signed: requests without one are refused. */
  readonly signsUrl: boolean;
  /** Where the time of signing is; null where none is signed. */
  readonly time: TimeReader | null;
  /** Whether the time of signing is in the body. */
  readonly readsBody: boolean;
  /** What is signed of a request. */
  readonly content: ContentReader;
  /** The signatures in the text of the header; none if it is malformed. */
  decode(text: string): readonly Buffer[];
  /** A time of signing as it is written in a request; '0' where none is. */
  timestampAt(at: Date): string;
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

const NO_MESSAGE: SignedMessage = { id: '', timestamp: '0' };
/** https://www.standardwebhooks.com, and most vendors. */
const USUAL_TOLERANCE = 300;

/**
 * Resolves what a definition says of signing.
 * @throws {TypeError} if what is signed does not fit the headers that are named
 */
export function resolveScheme(definition: SignatureDefinition): Scheme {
  if (!Object.hasOwn(ALGORITHMS, definition.algorithm)) {
    throw new TypeError(`there is no algorithm "${definition.algorithm}"`);
  }
  const algorithm = ALGORITHMS[definition.algorithm];
  const { kind, name, proof, isSymmetric, credential, publicKeys } = algorithm;
  const written = asWritten(definition);
  const { secret } = definition;
  const { header, tolerance: most = USUAL_TOLERANCE } = written;
  const content = compileContent(written);
  const form = compileHeader(written, algorithm);
  const time = compileTime(written);
  const timeInBody = time?.isInBody === true ? time : null;
  return {
    definition,
    kind,
    name,
    proof,
    header,
    headers: [header, ...Object.keys(content.headersOf(NO_MESSAGE))],
    isSymmetric,
    credential,
    publicKeys,
    form: inWords(written.encoding, algorithm.length),
    tolerance: most,
    signsUrl: (written.content ?? '').includes('{url}'),
    time,
    readsBody: timeInBody !== null,
    content,
    decode: form.read,
    timestampAt: (at) => time?.write(at) ?? NO_MESSAGE.timestamp,
    matcher(credentials) {
      const keys = algorithm.readKeys(credentials, secret);
      if (typeof keys === 'string') return keys;
      if (keys.length === 0) return 'credential_missing';
      return (request, now, tolerance = most, readPayload = parsePayload) => {
        const { body, headers } = request;
        const text = headerOf(headers, header);
        if (text === undefined || text === '') return 'signature_missing';
        const signed = content.read(request, text);
        if (typeof signed === 'string') return signed;
        const claimed = form.read(text);
        if (claimed.length === 0) return 'signature_malformed';
        const parts = signed.wrap(body);
        const at = parts === null ? -1 : keys.findIndex((fits) => fits(parts, claimed));
        if (at === -1) return 'signature_mismatch';
        let { timestamp } = signed;
        if (timeInBody !== null) {
          const payload = readPayload(body);
          const found = payload.ok ? timeInBody.readBody(payload.payload) : '';
          if (found === '') return 'timestamp_missing';
          if (found === null) return 'timestamp_malformed';
          timestamp = timeInBody.seconds(found);
        }
        // Written so that a time that is no number is refused.
        const isFresh = timestamp === null || Math.abs(now - timestamp) <= tolerance;
        return isFresh ? at : 'timestamp_out_of_tolerance';
      };
    },
    sign(keys, body, message = NO_MESSAGE) {
      const parts = content.make(message).wrap(body);
      if (parts === null) return {};
      const signatures = keys
        .map((key) => algorithm.sign(key, parts, secret))
        .filter((bytes) => bytes !== null);
      if (signatures.length === 0) return {};
      return {
        ...content.headersOf(message),
        [header]: form.write(signatures, message.timestamp),
      };
    },
  };
}

function inWords(encoding: 'hex' | 'base64' | 'either' | 'text', length: number | null): string {
  const form = encoding === 'either' ? 'hex or base64' : encoding;
  return length === null ? form : `${form} of ${length} bytes`;
}

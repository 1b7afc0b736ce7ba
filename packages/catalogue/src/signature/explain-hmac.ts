import { timingSafeEqual } from 'node:crypto';
import { ALGORITHMS } from './algorithms.ts';
import type { Credentials } from './credentials.ts';
import type { HmacDefinition } from './definition.ts';
import { type Attempt, firstFit, MAX_CREDENTIALS, sameText } from './explain-attempt.ts';
import { MAX_EXPLAINED_BODY } from './explain-body.ts';
import { secretVariants } from './explain-credential.ts';
import { DIGEST_BYTES, digestReader, type Hash, hmac, hmacKey, secretBytes } from './hmac.ts';

/** Tries other forms of the secrets and of the body. */
export function* tryHmac(
  { scheme, body, content, header }: Attempt,
  credentials: Credentials,
): Generator<string> {
  const secrets = (credentials.secrets ?? [])
    .filter((secret) => secret !== '')
    .slice(0, MAX_CREDENTIALS);
  if (secrets.some((secret) => sameText(secret, header))) {
    yield 'The header holds the secret itself instead of a signature made with it. Change the secret: it has been sent openly.';
  }
  const decoded = scheme.decode(header);
  const hash = ALGORITHMS[scheme.definition.algorithm].hash as Hash;
  const within = decoded.length === 0 ? digestWithin(header, hash) : null;
  const claimed = within === null ? decoded : [within];
  if (claimed.length === 0) {
    yield* digestHints(header, hash);
    return;
  }
  const fits = (secret: string | Buffer, bytes: Uint8Array): boolean => {
    const key = typeof secret === 'string' ? secretBytes(secret, scheme.definition.secret) : secret;
    const signed = content.wrap(bytes);
    if (signed === null) return false;
    const expected = hmac(hmacKey(hash, key), signed);
    return claimed.some((digest) => timingSafeEqual(digest, expected));
  };
  for (const secret of secrets) {
    if (within !== null && fits(secret, body)) {
      yield header.includes(', ')
        ? 'The signature is right, but the header was sent more than once: it must stand in the request once.'
        : `The signature is right, but something stands around it: the header must hold the digest ${placeOf(scheme.definition as HmacDefinition)}.`;
    }
    if (body.length > MAX_EXPLAINED_BODY) continue;
    const other = [...secretVariants(secret)].find(
      (variant) => variant.secret.length > 0 && fits(variant.secret, body),
    );
    if (other !== undefined) yield other.hint;
  }
  // Writing the forms of a body costs more than trying them.
  if (body.length > MAX_EXPLAINED_BODY) return;
  yield* firstFit(body, (bytes) => secrets.some((secret) => fits(secret, bytes)));
}

function placeOf({ encoding, prefix = '', pairs }: HmacDefinition): string {
  if (pairs !== undefined) return `in ${encoding}, as “${pairs.signature}=…”`;
  if (encoding === 'either') return 'alone, with or without “sha256=” in front';
  return `in ${encoding}, ${prefix === '' ? 'alone' : `with “${prefix}” in front`}`;
}

/** The first digest inside a longer header, such as `hmac=…` or `t=…,v1=…`. */
function digestWithin(header: string, hash: Hash): Buffer | null {
  const digits = 2 * DIGEST_BYTES[hash];
  const pattern = new RegExp(`(?:^|[^0-9a-f])([0-9a-f]{${digits}})(?![0-9a-f])`, 'i');
  const found = pattern.exec(header.slice(0, 1000));
  return found?.[1] === undefined ? null : digestReader(hash)(found[1]);
}

/** What else a header might hold, judged by its length. */
function* digestHints(header: string, wanted: Hash): Generator<string> {
  const digits = /^(?:[a-z0-9]+=)?([0-9a-f]+)$/i.exec(header.slice(0, 1000))?.[1];
  const other = HASHES.find((hash) => digits?.length === 2 * DIGEST_BYTES[hash]);
  if (other !== undefined && other !== wanted) {
    yield `The header holds a ${NAMES[other]} digest; ${NAMES[wanted]} is wanted.`;
  } else if (digits !== undefined) {
    yield `The header holds ${digits.length} hex digits; ${2 * DIGEST_BYTES[wanted]} are wanted. It may have been cut.`;
  } else if (header.includes(', ')) yield 'The header was sent more than once.';
}

const HASHES = Object.keys(DIGEST_BYTES) as Hash[];
const NAMES: Readonly<Record<Hash, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
};

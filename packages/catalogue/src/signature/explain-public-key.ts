import type { PublicKeys } from './algorithm.ts';
import { ALGORITHMS } from './algorithms.ts';
import type { Credentials } from './credentials.ts';
import { type Attempt, firstFit, MAX_CREDENTIALS } from './explain-attempt.ts';
import { MAX_EXPLAINED_BODY } from './explain-body.ts';
import { describeKey } from './explain-credential.ts';

/** Tries other encodings of the signature and other forms of the body. */
export function* tryPublicKey(
  { scheme, body, content, header }: Attempt,
  credentials: Credentials,
): Generator<string> {
  yield* keyHints(credentials, scheme.publicKeys);
  if (body.length > MAX_EXPLAINED_BODY || header.length > 4096) return;
  const publicKeys = (credentials.publicKeys ?? []).slice(0, MAX_CREDENTIALS);
  const checks = ALGORITHMS[scheme.definition.algorithm].readKeys({ publicKeys });
  if (typeof checks === 'string') return;
  const fits = (bytes: Uint8Array, signature: Uint8Array): boolean => {
    const signed = content.wrap(bytes);
    return signed !== null && checks.some((check) => check(signed, [signature]));
  };
  for (const [signature, hint] of signatureVariants(header)) {
    if (fits(body, signature)) yield hint;
  }
  const [signature] = scheme.decode(header);
  if (signature !== undefined) yield* firstFit(body, (bytes) => fits(bytes, signature));
}

/** What is wrong with the stored keys. */
export function* keyHints(
  credentials: Credentials,
  publicKeys: PublicKeys | null,
): Generator<string> {
  if (publicKeys === null) return;
  for (const text of (credentials.publicKeys ?? []).slice(0, MAX_CREDENTIALS)) {
    const problem = describeKey(text, publicKeys);
    if (problem !== null) yield problem;
  }
}

/** Encodings that no definition has and that a signature may have come in. */
function* signatureVariants(header: string): Generator<readonly [Buffer, string]> {
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

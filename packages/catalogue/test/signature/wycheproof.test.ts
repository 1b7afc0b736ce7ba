import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveScheme } from '../../src/signature/scheme.ts';
import { createVerifier, type Verifier } from '../../src/signature/verify.ts';

/**
 * Project Wycheproof's vectors (https://github.com/C2SP/wycheproof, testvectors_v1): those in
 * `fixtures/wycheproof`, or all of the folder that WYCHEPROOF_DIR names.
 */
const FOLDER = process.env.WYCHEPROOF_DIR ?? join(__dirname, 'fixtures/wycheproof');

/** The larger keys are in the whole collection only. */
const RSA_FILES = [2048, 3072, 4096, 8192]
  .map((size) => `rsa_signature_${size}_sha256_test.json`)
  .filter((file) => existsSync(join(FOLDER, file)));

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly key: string;
  readonly tag: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

interface Vectors {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    /** In bits. */
    readonly tagSize: number;
    readonly publicKeyPem: string;
    readonly publicKeyDer: string;
    readonly tests: readonly Vector[];
  }[];
}

const load = (file: string): Vectors =>
  JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Vectors;

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

const HEADER = 'x-signature';

/** Whether a signature over a body is accepted. */
const accepts = (verify: Verifier, body: string, signature: string): boolean =>
  verify({ body: bytes(body), headers: { [HEADER]: signature } }, 0).ok;

test.each([
  ['hmac_sha1_test.json', 'hmac-sha1', 160],
  ['hmac_sha256_test.json', 'hmac-sha256', 256],
  ['hmac_sha512_test.json', 'hmac-sha512', 512],
] as const)('%s: whole tags as the vectors say, truncated ones never', (file, algorithm, size) => {
  const { numberOfTests, testGroups } = load(file);
  let run = 0;
  for (const { tagSize, tests } of testGroups) {
    for (const { tcId, key, msg, tag, result } of tests) {
      for (const encoding of ['hex', 'base64', 'either'] as const) {
        const scheme = resolveScheme({ algorithm, header: HEADER, encoding });
        const verify = createVerifier(scheme, { secrets: [bytes(key)] });
        for (const form of encoding === 'either' ? (['hex', 'base64'] as const) : [encoding]) {
          const accepted = accepts(verify, msg, bytes(tag).toString(form));
          expect([tcId, accepted]).toEqual([tcId, tagSize === size && result === 'valid']);
        }
      }
      run += 1;
    }
  }
  expect(run).toBe(numberOfTests);
});

test.each([
  ['ecdsa_secp256r1_sha256_test.json', 'ecdsa-sha256'],
  ['ed25519_test.json', 'ed25519'],
  ...RSA_FILES.map((file) => [file, 'rsa-sha256'] as const),
] as const)('%s: as the vectors say, whatever the key is written in', (file, algorithm) => {
  const { numberOfTests, testGroups } = load(file);
  const schemes = (['hex', 'base64'] as const).map((encoding) => ({
    encoding,
    scheme: resolveScheme({ algorithm, header: HEADER, encoding }),
  }));
  let run = 0;
  for (const { publicKeyPem, publicKeyDer, tests } of testGroups) {
    const der = bytes(publicKeyDer);
    const keys = [publicKeyPem, der.toString('base64')];
    // Discord shows the bare 32 bytes, in hex.
    if (algorithm === 'ed25519') keys.push(der.subarray(-32).toString('hex'));
    const verifiers = keys.flatMap((key) =>
      schemes.map(({ encoding, scheme }) => ({
        encoding,
        verify: createVerifier(scheme, { publicKeys: [key] }),
      })),
    );
    for (const { tcId, comment, msg, sig, result } of tests) {
      for (const { encoding, verify } of verifiers) {
        const ok = accepts(verify, msg, bytes(sig).toString(encoding));
        // "acceptable" is one old encoding without NULL; either answer is right.
        const expected = result === 'acceptable' ? ok : result === 'valid';
        expect([tcId, comment, ok]).toEqual([tcId, comment, expected]);
      }
      run += 1;
    }
  }
  expect(run).toBe(numberOfTests);
});

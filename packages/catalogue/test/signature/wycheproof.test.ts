import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVerifier, PROVIDERS } from '@signal-hooks/catalogue';

/**
 * Project Wycheproof's vectors (https://github.com/C2SP/wycheproof, testvectors_v1). They are
 * not part of this repository; the folder that holds them is named by WYCHEPROOF_DIR.
 */
const folder = process.env.WYCHEPROOF_DIR ?? '';
const RSA_SIZES = [2048, 3072, 4096, 8192];

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly key: string;
  readonly tag: string;
  readonly sig: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

interface Group {
  readonly tagSize: number;
  readonly publicKeyPem: string;
  readonly publicKeyDer: string;
  readonly tests: readonly Vector[];
}

interface Vectors {
  readonly numberOfTests: number;
  readonly testGroups: readonly Group[];
}

function load(name: string): Vectors {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Vectors;
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

if (!existsSync(join(folder, 'hmac_sha256_test.json'))) {
  test.skip('set WYCHEPROOF_DIR to a folder with Wycheproof’s vectors to run them', () => {});
} else {
  const { siggnal, salesiq } = PROVIDERS;

  test('HMAC-SHA256: whole tags as the vectors say, truncated ones never', () => {
    const { numberOfTests, testGroups } = load('hmac_sha256_test.json');
    let run = 0;
    for (const { tagSize, tests } of testGroups) {
      for (const { tcId, key, msg, tag, result } of tests) {
        const verify = createVerifier(siggnal.signature, { secrets: [bytes(key)] });
        for (const form of ['hex', 'base64'] as const) {
          const headers = { [siggnal.signature.header]: bytes(tag).toString(form) };
          const { ok } = verify({ body: bytes(msg), headers }, 0);
          expect([tcId, ok]).toEqual([tcId, tagSize === 256 && result === 'valid']);
        }
        run += 1;
      }
    }
    expect(run).toBe(numberOfTests);
  });

  test.each(RSA_SIZES)('RSA PKCS#1 v1.5, SHA-256, %i bits', (size) => {
    const { numberOfTests, testGroups } = load(`rsa_signature_${size}_sha256_test.json`);
    let run = 0;
    for (const { publicKeyPem, publicKeyDer, tests } of testGroups) {
      const held = [publicKeyPem, bytes(publicKeyDer).toString('base64')];
      const verifiers = held.map((key) => createVerifier(salesiq.signature, { publicKeys: [key] }));
      for (const { tcId, comment, msg, sig, result } of tests) {
        const headers = { [salesiq.signature.header]: bytes(sig).toString('base64') };
        for (const verify of verifiers) {
          const { ok } = verify({ body: bytes(msg), headers }, 0);
          // "acceptable" is one old encoding without NULL; either answer is right.
          const expected = result === 'acceptable' ? ok : result === 'valid';
          expect([tcId, comment, ok]).toEqual([tcId, comment, expected]);
        }
        run += 1;
      }
    }
    expect(run).toBe(numberOfTests);
  });
}

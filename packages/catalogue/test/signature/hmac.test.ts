import { createHmac } from 'node:crypto';
import { type Hash, hmac, hmacKey } from '../../src/signature/hmac.ts';

const HASHES: readonly Hash[] = ['sha1', 'sha256', 'sha512'];
/** Around the sizes of blocks and digests, and where a content is no longer joined. */
const SECRETS = [1, 20, 63, 64, 65, 127, 128, 129, 1000];
const CONTENTS = [0, 1, 63, 64, 65, 2048, 16_255, 16_256, 16_319, 16_320, 16_321, 16_384, 100_000];

const bytesOf = (length: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, at) => (at * 31 + seed) % 256));

/** What OpenSSL makes of it. */
const wanted = (hash: Hash, secret: Uint8Array, content: Uint8Array): string =>
  createHmac(hash, secret).update(content).digest('hex');

describe.each(HASHES)('HMAC with %s', (hash) => {
  test.each(SECRETS)(
    'a secret of %i bytes, contents of any size, in one part or several',
    (size) => {
      const secret = bytesOf(size, 7);
      const key = hmacKey(hash, secret);
      for (const length of CONTENTS) {
        const content = bytesOf(length, 11);
        const third = Math.floor(length / 3);
        const parts = [content.subarray(0, third), content.subarray(third)];
        const digest = wanted(hash, secret, content);
        expect([length, hmac(key, [content]).toString('hex')]).toEqual([length, digest]);
        expect([length, hmac(key, parts).toString('hex')]).toEqual([length, digest]);
      }
    },
  );
});

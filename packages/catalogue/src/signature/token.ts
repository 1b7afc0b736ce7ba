import { hash, timingSafeEqual } from 'node:crypto';
import type { Algorithm } from './algorithm.ts';
import { secretsOf } from './hmac.ts';

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** The secret itself is sent. Digests are compared, so that its length does not show either. */
export const TOKEN: Algorithm = {
  kind: 'token',
  name: 'token',
  proof: 'token',
  isSymmetric: true,
  credential: 'secret',
  publicKeys: null,
  hash: null,
  length: null,
  readKeys: (credentials) =>
    secretsOf(credentials, undefined).map((bytes) => {
      const expected = sha256(bytes);
      return (_content, claimed) => claimed.some((sent) => timingSafeEqual(sha256(sent), expected));
    }),
  sign: ({ secret }) => (secret === undefined ? null : Buffer.from(secret, 'utf8')),
};

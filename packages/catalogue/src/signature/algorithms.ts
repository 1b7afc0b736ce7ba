import type { Algorithm } from './algorithm.ts';
import type { SignatureDefinition } from './definition.ts';
import { hmacWith } from './hmac.ts';
import { publicKey } from './public-key.ts';
import { TOKEN } from './token.ts';

/** Every algorithm, by the name that definitions use. */
export const ALGORITHMS: Readonly<Record<SignatureDefinition['algorithm'], Algorithm>> = {
  'hmac-sha1': hmacWith('sha1'),
  'hmac-sha256': hmacWith('sha256'),
  'hmac-sha512': hmacWith('sha512'),
  'rsa-sha256': publicKey('rsa'),
  'ecdsa-sha256': publicKey('ecdsa'),
  ed25519: publicKey('ed25519'),
  token: TOKEN,
};

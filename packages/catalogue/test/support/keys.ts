import {
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  type RSAKeyPairKeyObjectOptions,
} from 'node:crypto';
import type { Credentials, Provider, Scheme, SigningKey } from '@signal-hooks/catalogue';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
}

/** One for a whole test file: making one takes a tenth of a second. */
export const makeRsaPair = (modulusLength = 2048): KeyPair =>
  pairOf(generateKeyPairSync('rsa', { modulusLength }));

/** What both ends of a provider's webhook hold. */
export interface ProviderKeys {
  readonly key: SigningKey;
  readonly credentials: Credentials;
}

/**
 * @param secret of a scheme whose secrets are texts; of one that reads base64 it is what that stands for
 * @param pair absent: a new one, of the kind that the scheme needs
 */
export function makeProviderKeys(
  { signature }: Provider,
  secret: string,
  pair?: KeyPair,
): ProviderKeys {
  if (signature.publicKeys !== null) {
    const { privateKey, publicPem } = pair ?? makePair(signature.publicKeys);
    return { key: { privateKey }, credentials: { publicKeys: [publicPem] } };
  }
  const written = signature.definition.secret;
  const text =
    written === undefined
      ? secret
      : written.prefix + Buffer.from(secret, 'utf8').toString(written.encoding);
  return { key: { secret: text }, credentials: { secrets: [text] } };
}

function makePair({ pair: [type, options] }: NonNullable<Scheme['publicKeys']>): KeyPair {
  return pairOf(generateKeyPairSync(type as 'rsa', options as RSAKeyPairKeyObjectOptions));
}

const pairOf = ({ privateKey, publicKey }: KeyPairKeyObjectResult): KeyPair => ({
  privateKey,
  publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});

import { generateKeyPair, type RSAKeyPairKeyObjectOptions } from 'node:crypto';
import { promisify } from 'node:util';
import type { Provider } from '@signal-hooks/catalogue';

/** A key pair as a provider makes one. */
export interface SigningPair {
  /** PEM (PKCS#8). */
  readonly privateKey: string;
  /** Bare base64 of the SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** The same public key as PEM. */
  readonly publicPem: string;
}

const makePair = promisify(generateKeyPair);

/** Makes a pair of the kind that a provider signs with. @throws {TypeError} if it signs with a secret */
export async function generateSigningPair({
  signature: { publicKeys },
}: Pick<Provider, 'signature'>): Promise<SigningPair> {
  if (publicKeys === null) throw new TypeError('there are no pairs of shared secrets');
  const [type, options] = publicKeys.pair;
  const { privateKey, publicKey } = await makePair(
    type as 'rsa',
    options as RSAKeyPairKeyObjectOptions,
  );
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

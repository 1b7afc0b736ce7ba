import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

/** An RSA key pair as SalesIQ makes them: 2048 bits. */
export interface SigningPair {
  /** PEM (PKCS#8). */
  readonly privateKey: string;
  /** Bare base64 of the SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** The same public key as PEM. */
  readonly publicPem: string;
}

const makePair = promisify(generateKeyPair);

/** Makes an RSA 2048 key pair. */
export async function generateSigningPair(): Promise<SigningPair> {
  const { privateKey, publicKey } = await makePair('rsa', { modulusLength: 2048 });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

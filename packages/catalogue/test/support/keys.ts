import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Credentials, Provider, SigningKey } from '@signal-hooks/catalogue';

/** One RSA pair for a whole test file: making one takes a tenth of a second. */
export interface RsaPair {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
}

export function makeRsaPair(modulusLength = 2048): RsaPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { privateKey, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

/** What both ends of a provider's webhook hold. */
export interface ProviderKeys {
  readonly key: SigningKey;
  readonly credentials: Credentials;
}

export function makeProviderKeys(provider: Provider, secret: string, pair: RsaPair): ProviderKeys {
  return provider.signature.isSymmetric
    ? { key: { secret }, credentials: { secrets: [secret] } }
    : { key: { privateKey: pair.privateKey }, credentials: { publicKeys: [pair.publicPem] } };
}

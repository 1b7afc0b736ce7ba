import { createPrivateKey, KeyObject, sign, verify } from 'node:crypto';
import type { Algorithm } from './algorithm.ts';
import type { SigningKey } from './credentials.ts';
import { type KeyKind, PUBLIC_KEYS } from './keys.ts';

/**
 * What differs by the kind of key. Padding (PKCS#1 v1.5) and encoding (DER) are Node's own for RSA and
 * ECDSA: to name them beside the key makes a check take half as long again.
 */
interface Operation {
  readonly name: string;
  readonly length: number | null;
  readonly hash: 'sha256' | null;
}

const OPERATIONS: Readonly<Record<KeyKind, Operation>> = {
  rsa: { name: 'RSA-SHA256', length: null, hash: 'sha256' },
  ecdsa: { name: 'ECDSA-SHA256 on P-256', length: null, hash: 'sha256' },
  ed25519: { name: 'Ed25519', length: 64, hash: null },
};

/** A private key of the sender's, checked with every stored public key: a sender may be rotating them. */
export function publicKey(kind: KeyKind): Algorithm {
  const { name, length, hash } = OPERATIONS[kind];
  const publicKeys = PUBLIC_KEYS[kind];
  return {
    kind,
    name,
    proof: 'signature',
    isSymmetric: false,
    credential: 'public key',
    publicKeys,
    hash: null,
    length,
    readKeys({ publicKeys: given = [] }) {
      const texts = given.filter((text) => text.trim() !== '');
      const keys = texts.map(publicKeys.read).filter((key) => key !== null);
      if (keys.length === 0 && texts.length > 0) return 'credential_malformed';
      return keys.map((key) => (content, claimed) => {
        const bytes = joined(content);
        return claimed.some((signature) => verify(hash, bytes, key, signature));
      });
    },
    sign(given, content) {
      const key = privateKeyOf(given);
      if (key?.asymmetricKeyType !== publicKeys.pair[0]) return null;
      return sign(hash, joined(content), key);
    },
  };
}

function privateKeyOf({ privateKey }: SigningKey): KeyObject | undefined {
  if (privateKey === undefined || privateKey instanceof KeyObject) return privateKey;
  return createPrivateKey(privateKey);
}

/** The parts as one: Node takes no several here. */
const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);

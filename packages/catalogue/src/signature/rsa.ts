import {
  constants,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import type { Algorithm } from './algorithm.ts';
import type { PublicKeyDefinition } from './definition.ts';

/** Smaller moduli can be factored; nothing signed with them proves anything. */
export const MIN_MODULUS_BITS = 1024;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads an RSA public key in any form it is handed around in: PEM (SubjectPublicKeyInfo,
 * PKCS#1 or X.509 certificate, also with its line breaks lost or written as `\n`), or the
 * bare base64 of any of these.
 * @returns the key, or null if the text is no RSA public key of at least 1024 bits
 */
export function readPublicKey(text: string): KeyObject | null {
  const pem = PEM.exec(text.replaceAll('\\n', '\n').replaceAll('\\r', ''));
  const label = pem?.[1];
  if (label?.includes('PRIVATE')) return null;
  const base64 = (pem?.[2] ?? text).replace(/\s+/g, '');
  if (!BASE64.test(base64)) return null;
  const der = Buffer.from(base64, 'base64');
  // Node derives a public key from a private one; a user who has that must be informed.
  if (isPrivateKey(der)) return null;
  for (const read of [readSpki, readPkcs1, readCertificate]) {
    try {
      const key = read(der);
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
      if (key.asymmetricKeyType === 'rsa' && bits >= MIN_MODULUS_BITS) return key;
    } catch {
      // Not this encoding; the next one is tried.
    }
  }
  return null;
}

/** Whether these bytes are a private key: PKCS#8 or PKCS#1. */
export function isPrivateKey(der: Buffer): boolean {
  return (['pkcs8', 'pkcs1'] as const).some((type) => {
    try {
      return createPrivateKey({ key: der, format: 'der', type }).type === 'private';
    } catch {
      return false;
    }
  });
}

const readSpki = (der: Buffer): KeyObject =>
  createPublicKey({ key: der, format: 'der', type: 'spki' });
const readPkcs1 = (der: Buffer): KeyObject =>
  createPublicKey({ key: der, format: 'der', type: 'pkcs1' });
const readCertificate = (der: Buffer): KeyObject => new X509Certificate(der).publicKey;

/** RSASSA-PKCS1-v1_5 with SHA-256, checked with every stored key: a sender may be rotating them. */
export const RSA_SHA256: Algorithm<PublicKeyDefinition> = {
  kind: 'rsa',
  isSymmetric: false,
  credential: 'public key',
  form: ({ encoding }) => encoding,
  length: null,
  readKeys({ publicKeys = [] }) {
    const texts = publicKeys.filter((text) => text.trim() !== '');
    const keys = texts.map(readPublicKey).filter((key) => key !== null);
    return keys.length === 0 && texts.length > 0 ? 'credential_malformed' : keys;
  },
  matches(key, content, claimed) {
    const options = { key, padding: constants.RSA_PKCS1_PADDING };
    return claimed.some((signature) => verify('sha256', joined(content), options, signature));
  },
  sign({ privateKey }, content) {
    if (privateKey === undefined) return null;
    const options = { key: privateKey as string, padding: constants.RSA_PKCS1_PADDING };
    return sign('sha256', joined(content), options);
  },
};

/** The parts as one: Node takes no several here. */
const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);

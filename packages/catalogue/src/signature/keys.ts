import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { PublicKeys } from './algorithm.ts';

/** The kinds of public key. */
export type KeyKind = 'rsa' | 'ecdsa' | 'ed25519';

/** Smaller moduli can be factored; nothing signed with them proves anything. */
export const MIN_MODULUS_BITS = 1024;
const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A key in any of the forms in which one is handed around; null if the text is none. */
type Read = (text: string) => KeyObject | null;

/**
 * Reads a public key in PEM (SubjectPublicKeyInfo, PKCS#1 or X.509 certificate, also with its line
 * breaks lost or written as `\n`), or the bare base64 of any of these.
 */
const readAny: Read = (text) => {
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
      return read(der);
    } catch {
      // Not this encoding; the next one is tried.
    }
  }
  return null;
};

const readSpki = (der: Buffer): KeyObject =>
  createPublicKey({ key: der, format: 'der', type: 'spki' });
const readPkcs1 = (der: Buffer): KeyObject =>
  createPublicKey({ key: der, format: 'der', type: 'pkcs1' });
const readCertificate = (der: Buffer): KeyObject => new X509Certificate(der).publicKey;

/** Whether these bytes are a private key: PKCS#8, PKCS#1 or SEC 1. */
export function isPrivateKey(der: Buffer): boolean {
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      return createPrivateKey({ key: der, format: 'der', type }).type === 'private';
    } catch {
      return false;
    }
  });
}

/** What is in front of the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo: RFC 8410. */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const RAW_HEX = /^[0-9a-f]{64}$/i;
const RAW_BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

/** An Ed25519 key as its bare 32 bytes, in hex or base64. */
const readRaw: Read = (text) => {
  const bare = text.trim();
  const isHex = RAW_HEX.test(bare);
  if (!isHex && !RAW_BASE64.test(bare)) return null;
  return readSpki(Buffer.concat([ED25519_SPKI, Buffer.from(bare, isHex ? 'hex' : 'base64')]));
};

const when = (key: KeyObject | null, fits: (key: KeyObject) => boolean): KeyObject | null =>
  key !== null && fits(key) ? key : null;

const isRsa = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS;

/** What each kind of key is, and how it is read. */
export const PUBLIC_KEYS: Readonly<Record<KeyKind, PublicKeys>> = {
  rsa: {
    form: `an RSA public key of ${MIN_MODULUS_BITS} bits or more, in PEM or base64`,
    pair: ['rsa', { modulusLength: 2048 }],
    read: (text) => when(readAny(text), isRsa),
  },
  ecdsa: {
    form: 'a public key on the curve P-256, in PEM or base64',
    pair: ['ec', { namedCurve: 'P-256' }],
    read: (text) =>
      when(readAny(text), (key) => key.asymmetricKeyDetails?.namedCurve === 'prime256v1'),
  },
  ed25519: {
    form: 'an Ed25519 public key, in PEM, or its 32 bytes in hex or base64',
    pair: ['ed25519', {}],
    read: (text) =>
      readRaw(text) ?? when(readAny(text), (key) => key.asymmetricKeyType === 'ed25519'),
  },
};

/** Whether a text is a public key of any of these kinds. */
export const isPublicKey = (text: string): boolean =>
  Object.values(PUBLIC_KEYS).some(({ read }) => read(text) !== null);

import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** HMAC-SHA256 in lower-case hex, by Node itself. */
export const hmacHex = (secret: string, body: string | Uint8Array): string =>
  createHmac('sha256', secret).update(body).digest('hex');

/** HMAC-SHA256 in base64, by Node itself. */
export const hmacBase64 = (secret: string | Uint8Array, body: string | Uint8Array): string =>
  createHmac('sha256', secret).update(body).digest('base64');

/** A pair of RSA keys; making one takes a tenth of a second. */
export interface RsaPair {
  readonly privateKey: KeyObject;
  /** Base64 of the SubjectPublicKeyInfo, as SalesIQ lists keys. */
  readonly publicKey: string;
}

export function makeRsaPair(): RsaPair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { privateKey, publicKey: der.toString('base64') };
}

/** RSASSA-PKCS1-v1_5 with SHA-256 in base64, by Node itself. */
export const rsaBase64 = ({ privateKey }: RsaPair, body: string): string =>
  sign('sha256', Buffer.from(body), privateKey).toString('base64');

/**
 * The headers of Standard Webhooks.
 * @param key the bytes behind `whsec_`
 * @param seconds since 1970
 */
export function standardHeaders(
  key: Uint8Array,
  id: string,
  seconds: number,
  body: string,
): Record<string, string> {
  const signature = hmacBase64(key, `${id}.${seconds}.${body}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

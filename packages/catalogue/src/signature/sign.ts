import { constants, type KeyLike, sign } from 'node:crypto';
import { hmacSha256 } from './hmac.ts';
import type { SignatureScheme } from './scheme.ts';

/** What the sending side holds: a shared secret for HMAC, a private key for RSA. */
export interface SigningKey {
  readonly secret?: string;
  readonly privateKey?: KeyLike;
}

/**
 * Signs a body as the provider does.
 * @returns the signature header, or no header if the key for the scheme is not given
 */
export function signRequest(
  scheme: SignatureScheme,
  key: SigningKey,
  body: Uint8Array,
): Record<string, string> {
  if (scheme.kind === 'hmac') {
    if (key.secret === undefined) return {};
    return { [scheme.header]: scheme.prefix + hmacSha256(key.secret, body).toString('hex') };
  }
  if (key.privateKey === undefined) return {};
  const options = { key: key.privateKey as string, padding: constants.RSA_PKCS1_PADDING };
  return { [scheme.header]: sign('sha256', body, options).toString('base64') };
}

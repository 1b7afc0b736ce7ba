import { findOpenSsl, type OpenSsl } from '../../packages/catalogue/test/support/openssl.ts';

/**
 * Signatures by the program `openssl`, for senders whose library only verifies. Nothing of it is
 * shared with the code under test, which uses Node's own functions.
 */

type Part = string | Uint8Array;

/** An HMAC. @param key its bytes, or a text that stands for its UTF-8 bytes */
export function hmac(digest: 'sha1' | 'sha256', key: Part, ...parts: readonly Part[]): Buffer {
  const hexKey = `hexkey:${bytesOf(key).toString('hex')}`;
  const args = ['dgst', `-${digest}`, '-mac', 'HMAC', '-macopt', hexKey, '-binary'];
  return tool().run(args, joined(parts));
}

/** ECDSA with SHA-256, as DER. @param privateKey PEM */
export function ecdsaSha256(privateKey: string, ...parts: readonly Part[]): Buffer {
  const key = tool().file('ecdsa.pem', privateKey);
  return tool().run(['dgst', '-sha256', '-sign', key], joined(parts));
}

/** Ed25519. @param privateKey PEM */
export function ed25519(privateKey: string, ...parts: readonly Part[]): Buffer {
  const key = tool().file('ed25519.pem', privateKey);
  // It wants to know the content's length before it reads it.
  const content = tool().file('content', joined(parts));
  return tool().run(['pkeyutl', '-sign', '-rawin', '-inkey', key, '-in', content]);
}

let found: OpenSsl | null = null;

/** @throws {Error} where it is not installed */
function tool(): OpenSsl {
  if (found !== null) return found;
  const openssl = findOpenSsl();
  if (openssl === null) throw new Error('openssl is not installed: install it to sign requests');
  process.once('exit', () => openssl.close());
  found = openssl;
  return openssl;
}

const bytesOf = (part: Part): Buffer => Buffer.from(part as Uint8Array);
const joined = (parts: readonly Part[]): Buffer => Buffer.concat(parts.map(bytesOf));

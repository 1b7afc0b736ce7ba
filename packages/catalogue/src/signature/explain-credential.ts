import { createPublicKey, type KeyObject } from 'node:crypto';
import { isPrivateKey, readPublicKey } from './rsa.ts';

/** A secret as it may have been meant, and what is wrong with how it was given. */
export interface SecretVariant {
  readonly secret: string | Buffer;
  readonly hint: string;
}

const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{4,}={0,2}$/;

const isQuote = (char: string | undefined): boolean => char === '"' || char === "'" || char === '`';

/** The forms a secret may have been meant in. None of them is ever shown. */
export function* secretVariants(secret: string): Generator<SecretVariant> {
  const bare = secret.trim();
  if (bare !== secret) {
    yield { secret: bare, hint: 'The secret has white space around it. Enter it again without.' };
  }
  if (bare.length > 2 && isQuote(bare.at(0)) && bare.at(-1) === bare.at(0)) {
    yield {
      secret: bare.slice(1, -1),
      hint: 'The secret was entered in quotation marks. Enter it again without them.',
    };
  }
  if (HEX.test(bare)) {
    yield {
      secret: Buffer.from(bare, 'hex'),
      hint: 'The secret held is the hex form of the bytes that the sender signs with. The provider signs with the text itself: enter the very same text at both ends.',
    };
  }
  if (BASE64.test(bare)) {
    yield {
      secret: Buffer.from(bare, 'base64'),
      hint: 'The secret held is the base64 form of what the sender signs with. Enter the very same text at both ends.',
    };
  }
  for (const encoding of ['hex', 'base64'] as const) {
    yield {
      secret: Buffer.from(bare, 'utf8').toString(encoding),
      hint: `The sender signs with the ${encoding} form of the secret held. Enter the very same text at both ends.`,
    };
  }
  for (const end of ['\n', '\r\n', ' ']) {
    yield {
      secret: `${bare}${end}`,
      hint: 'The sender’s secret has white space at its end. Enter it there again without.',
    };
  }
}

/** What is wrong with a text that is no RSA public key; null if it is one. */
export function describeKey(text: string): string | null {
  if (readPublicKey(text) !== null) return null;
  const bare = text.trim();
  if (/PRIVATE KEY-----/.test(bare) || isPrivateKey(derOf(bare))) {
    return 'The key given is a private key. Give the public key, and replace the pair: a private key must not leave its owner.';
  }
  if (/^ssh-/.test(bare)) return 'The key given is in the SSH form. Give it as PEM or base64.';
  if (HEX.test(bare) && readPublicKey(Buffer.from(bare, 'hex').toString('base64')) !== null) {
    return 'The key is given in hex. Give it as PEM or base64.';
  }
  const kind = otherKind(bare);
  if (kind !== null) return kind;
  if (bare.length < 100) {
    return 'What is held is too short for a public key; it may be a shared secret or the key’s id.';
  }
  return 'The key could not be read; it may have been cut when it was copied.';
}

const derOf = (text: string): Buffer =>
  Buffer.from(text.replace(/-----[^-]+-----/g, '').replace(/\\n|\s+/g, ''), 'base64');

/** A public key that cannot be used: of another algorithm, or too short. */
function otherKind(text: string): string | null {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: derOf(text), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
  if (key.asymmetricKeyType === 'rsa') {
    return 'The RSA key is shorter than 1024 bits, which proves nothing. Generate a new one.';
  }
  return `The key given is of the kind ${String(key.asymmetricKeyType)}; an RSA public key is wanted.`;
}

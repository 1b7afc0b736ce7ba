import { randomBytes } from 'node:crypto';
import type { Provider, SampleObject, SigningKey } from '@signal-hooks/catalogue';
import { generateSigningPair } from './signing-pair.ts';

/** What goes wrong on purpose with a delivery. */
export interface Faults {
  /** The body is changed after it was signed; it stays valid JSON. */
  readonly tamper?: boolean;
  /** Signed with a secret or key that the receiver does not know. */
  readonly wrongSecret?: boolean;
  /** Bytes of padding inside the (valid, signed) JSON. */
  readonly oversized?: number;
  /** Once delivered, the same request is sent again, byte for byte. */
  readonly duplicate?: boolean;
  /** The answer to the first attempt never arrives, so a retry follows. */
  readonly loseAnswer?: boolean;
  /** The body is cut in half before it is signed: genuine, but no JSON. */
  readonly malformed?: boolean;
}

/** The payload as it is to be encoded. */
export function withPadding(payload: SampleObject, faults: Faults): SampleObject {
  const bytes = faults.oversized ?? 0;
  return bytes > 0 ? { ...payload, padding: 'x'.repeat(bytes) } : payload;
}

/** The encoded body before it is signed. */
export function beforeSigning(body: Buffer, faults: Faults): Buffer {
  return faults.malformed === true ? body.subarray(0, Math.ceil(body.length / 2)) : body;
}

/** The signed body as it is sent. */
export function afterSigning(body: Buffer, faults: Faults): Buffer {
  if (faults.tamper !== true) return body;
  const text = body.toString('utf8');
  if (/^\{\s*"/.test(text)) return Buffer.from(text.replace('{', '{"tampered":true,'));
  return Buffer.concat([body, Buffer.from(' ')]);
}

/** A key of the provider's kind that nobody else has. */
export async function strangersKey(provider: Provider): Promise<SigningKey> {
  if (provider.signature.isSymmetric) return { secret: randomBytes(32).toString('hex') };
  return { privateKey: (await generateSigningPair(provider)).privateKey };
}

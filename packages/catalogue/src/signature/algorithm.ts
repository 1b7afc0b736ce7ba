import type { KeyObject } from 'node:crypto';
import type { SigningKey, VerifierCredentials } from './credentials.ts';
import type { SignatureDefinition } from './definition.ts';
import type { VerifyCode } from './verify.ts';

/** An algorithm, with everything in which it differs from others. */
export interface Algorithm<Definition extends SignatureDefinition> {
  /** For screens and answers of an API only. */
  readonly kind: 'hmac' | 'rsa';
  /** Whether what checks a signature can also make one. */
  readonly isSymmetric: boolean;
  /** What the receiving side holds, in words. */
  readonly credential: 'secret' | 'public key';
  /** What a signature is written in, in words. */
  form(definition: Definition): string;
  /** How long a signature is, in bytes; null: any length. */
  readonly length: number | null;
  /** Reads what is stored, once. @returns the code where that can never check anything */
  readKeys(
    credentials: VerifierCredentials,
    definition: Definition,
  ): readonly KeyObject[] | VerifyCode;
  /** Whether one of the signatures is the key's over the content, in constant time. */
  matches(key: KeyObject, content: readonly Uint8Array[], claimed: readonly Uint8Array[]): boolean;
  /** @returns null if the key is of another kind */
  sign(key: SigningKey, content: readonly Uint8Array[], definition: Definition): Buffer | null;
}

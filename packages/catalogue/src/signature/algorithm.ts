import type { KeyObject } from 'node:crypto';
import type { SigningKey, VerifierCredentials } from './credentials.ts';
import type { SecretForm } from './definition.ts';
import type { Hash } from './hmac.ts';
import type { VerifyCode } from './verify.ts';

/** Whether one of the claimed signatures is one key's over the content, in constant time. */
type Check = (content: readonly Uint8Array[], claimed: readonly Uint8Array[]) => boolean;

/** Reads public keys of one kind. */
export interface PublicKeys {
  /** What is wanted, in words: "an RSA public key of 1024 bits or more, in PEM or base64". */
  readonly form: string;
  /** What Node calls such a pair, and takes to generate one. */
  readonly pair: readonly ['rsa' | 'ec' | 'ed25519', object];
  /** @returns null if the text is no such key; of a private one, too */
  read(text: string): KeyObject | null;
}

/** An algorithm, with everything in which it differs from others. */
export interface Algorithm {
  /** For screens and answers of an API only. */
  readonly kind: 'hmac' | 'rsa' | 'ecdsa' | 'ed25519' | 'token';
  /** What it is called. */
  readonly name: string;
  /** What proves the sender, in words. */
  readonly proof: 'signature' | 'token';
  /** Whether what checks a signature can also make one. */
  readonly isSymmetric: boolean;
  /** What the receiving side holds, in words. */
  readonly credential: 'secret' | 'public key';
  /** Null where secrets are stored. */
  readonly publicKeys: PublicKeys | null;
  /** The hash function of an HMAC; null: it is none. */
  readonly hash: Hash | null;
  /** How long a signature is, in bytes; null: any length. */
  readonly length: number | null;
  /** Reads what is stored, once. @returns the code where that can never check anything */
  readKeys(credentials: VerifierCredentials, secret?: SecretForm): readonly Check[] | VerifyCode;
  /** @returns null if the key is of another kind */
  sign(key: SigningKey, content: readonly Uint8Array[], secret?: SecretForm): Buffer | null;
}

import type { KeyLike } from 'node:crypto';
import type { HmacKey } from './hmac.ts';

/**
 * What the receiving side holds to check requests of one source. Several secrets or keys
 * are accepted at once, so that they can be rotated.
 */
export interface Credentials {
  /** Shared secrets; empty strings do not count. */
  readonly secrets?: readonly string[];
  /**
   * Public keys: PEM, bare base64 of SubjectPublicKeyInfo or PKCS#1, or an X.509 certificate; of
   * Ed25519 also the bare 32 bytes in hex or base64.
   */
  readonly publicKeys?: readonly string[];
  /** Accepted values of the whole `Authorization` header; checked besides the signature. */
  readonly authorization?: readonly string[];
  /** The user's explicit choice to take requests without a signature; ignored where there is a secret or key. */
  readonly unsigned?: boolean;
}

/**
 * {@link Credentials} as the check takes them: a secret may also be the bytes of a key that
 * is no text. Credentials that are stored hold texts only.
 */
export interface VerifierCredentials extends Omit<Credentials, 'secrets'> {
  readonly secrets?: readonly (string | Uint8Array)[];
}

/** What the sending side holds: a shared secret, or a private key for signatures that public keys check. */
export interface SigningKey {
  readonly secret?: string;
  /** A shared secret that was made ready, because much is signed with it. */
  readonly hmacKey?: HmacKey;
  readonly privateKey?: KeyLike;
}

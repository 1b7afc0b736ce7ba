/** HMAC-SHA256 over the raw body, keyed with a shared secret (the secret's UTF-8 bytes). */
export interface HmacScheme {
  readonly kind: 'hmac';
  /** Header that carries the signature, lower case. */
  readonly header: string;
  /** What the provider writes before the digest; tolerated whether there or not. */
  readonly prefix: '' | 'sha256=';
}

/** RSASSA-PKCS1-v1_5 with SHA-256 over the raw body, base64, checked with public keys. */
export interface RsaScheme {
  readonly kind: 'rsa';
  /** Header that carries the signature, lower case. */
  readonly header: string;
}

/** How a provider signs. */
export type SignatureScheme = HmacScheme | RsaScheme;

/** HMAC-SHA256, lower-case hex unless the sender writes something else that is unambiguous. */
export const hmac = (header: string, prefix: HmacScheme['prefix'] = ''): HmacScheme => ({
  kind: 'hmac',
  header,
  prefix,
});

/** RSA PKCS#1 v1.5 with SHA-256, base64. */
export const rsa = (header: string): RsaScheme => ({ kind: 'rsa', header });

/**
 * What the receiving side holds to check requests of one source. Several secrets or keys
 * are accepted at once, so that they can be rotated.
 */
export interface Credentials {
  /** Shared HMAC secrets; empty strings do not count. */
  readonly secrets?: readonly string[];
  /** RSA public keys: PEM, bare base64 of SubjectPublicKeyInfo or PKCS#1, or an X.509 certificate. */
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

/** Why a request is not trusted. The set is closed. */
export type VerifyCode =
  | 'credential_missing'
  | 'credential_malformed'
  | 'signature_missing'
  | 'signature_malformed'
  | 'signature_mismatch'
  | 'authorization_missing'
  | 'authorization_mismatch'
  | 'timestamp_missing'
  | 'timestamp_malformed'
  | 'timestamp_out_of_tolerance';

/** The outcome of a verification. */
export type Verification =
  | {
      readonly ok: true;
      /** Which check passed. */
      readonly by: 'hmac' | 'rsa' | 'authorization' | 'unsigned';
      /** Index of the secret or key that matched; -1 for unsigned. */
      readonly credential: number;
    }
  | { readonly ok: false; readonly code: VerifyCode };

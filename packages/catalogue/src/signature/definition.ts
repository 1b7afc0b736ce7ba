/**
 * How a sender signs, as data.
 *
 * | of a request with | is |
 * |---|---|
 * | `X-Acme-Signature: sha256=3f2a…` | `{ algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex', prefix: 'sha256=' }` |
 * | a form that the vendor does not document | `{ …, encoding: 'either' }` |
 * | `v0:{timestamp}:{body}` signed | `{ …, content: 'v0:{timestamp}:{body}', timestamp: 'x-acme-timestamp' }` |
 * | RSA over the body | `{ algorithm: 'rsa-sha256', header: 'x-acme-signature', encoding: 'base64' }` |
 */
export type SignatureDefinition = HmacDefinition | RsaDefinition;

/** HMAC-SHA256, keyed with a shared secret. */
export interface HmacDefinition extends WrittenSignature {
  readonly algorithm: 'hmac-sha256';
  /**
   * How 32 bytes are written in the header. `either` is for what a vendor does not document: sent
   * as lower-case hex, read as hex or base64 of any alphabet, with or without {@link prefix} or
   * `sha256=`.
   */
  readonly encoding: 'hex' | 'base64' | 'either';
  /** How the secret's bytes are written; absent: the key is the text's UTF-8 bytes. */
  readonly secret?: {
    readonly encoding: 'base64';
    /** What may be in front and is no part of it, such as `whsec_`. */
    readonly prefix: string;
  };
}

/** RSASSA-PKCS1-v1_5 with SHA-256, checked with public keys. */
export interface RsaDefinition extends WrittenSignature {
  readonly algorithm: 'rsa-sha256';
  readonly encoding: 'hex' | 'base64';
  /** A public key says itself how it is written. */
  readonly secret?: never;
}

interface WrittenSignature {
  /** Header that carries the signature, lower case. */
  readonly header: string;
  /** What is in front of each signature, such as `sha256=`; absent: nothing. */
  readonly prefix?: string;
  /** What is between several signatures in the header; absent: it carries one. */
  readonly separator?: string;
  /** What is signed, with the places `{id}`, `{timestamp}` and `{body}`; absent: the raw body. */
  readonly content?: string;
  /** Header of the message's id, lower case; its value is signed. */
  readonly id?: string;
  /** Header of the time of signing, in seconds since 1970, lower case; its value is signed. */
  readonly timestamp?: string;
  /** How far that time may lie from now, in seconds; absent: five minutes. */
  readonly tolerance?: number;
}

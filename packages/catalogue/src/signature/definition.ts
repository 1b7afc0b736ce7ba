/**
 * How a sender signs, as data.
 *
 * | of a request with | is |
 * |---|---|
 * | `X-Acme-Signature: sha256=3f2a…` | `{ algorithm: 'hmac-sha256', header: 'x-acme-signature', encoding: 'hex', prefix: 'sha256=' }` |
 * | a form that the vendor does not document | `{ …, encoding: 'either' }` |
 * | `v0:{timestamp}:{body}` signed | `{ …, content: 'v0:{timestamp}:{body}', timestamp: 'x-acme-timestamp' }` |
 * | `Acme-Signature: t=1777,v1=3f2a…` | `{ …, content: '{timestamp}.{body}', pairs: { separator: ',', signature: 'v1' }, timestamp: { pair: 't' } }` |
 * | a time in milliseconds, inside the body | `{ …, timestamp: { path: 'webhookTimestamp', unit: 'ms' } }` |
 * | method and address signed too | `{ …, content: '{method}{url}{body}{timestamp}', timestamp: { header: 'x-acme-timestamp', unit: 'ms' } }` |
 * | the address and a form's parameters | `{ algorithm: 'hmac-sha1', …, content: '{url}{form}' }` |
 * | RSA, ECDSA or Ed25519 over the body | `{ algorithm: 'rsa-sha256', header: 'x-acme-signature', encoding: 'base64' }` |
 * | the secret itself | `{ algorithm: 'token', header: 'x-acme-token' }` |
 */
export type SignatureDefinition = HmacDefinition | PublicKeyDefinition | TokenDefinition;

/** HMAC, keyed with a shared secret. */
export interface HmacDefinition extends WrittenSignature {
  readonly algorithm: 'hmac-sha256' | 'hmac-sha1' | 'hmac-sha512';
  /**
   * How the digest is written in the header. `either` is for what a vendor does not document: sent
   * as lower-case hex, read as hex or base64 of any alphabet, with or without {@link prefix} or
   * `sha256=`.
   */
  readonly encoding: 'hex' | 'base64' | 'either';
  /** How the secret's bytes are written; absent: the key is the text's UTF-8 bytes. */
  readonly secret?: SecretForm;
}

/** How the bytes of a secret are written. */
export interface SecretForm {
  readonly encoding: 'base64' | 'hex';
  /** What may be in front and is no part of it, such as `whsec_`. */
  readonly prefix: string;
}

/**
 * A private key of the sender's, checked with public keys: RSASSA-PKCS1-v1_5 with SHA-256, ECDSA
 * on P-256 with SHA-256 (a signature is DER), or Ed25519.
 */
export interface PublicKeyDefinition extends WrittenSignature {
  readonly algorithm: 'rsa-sha256' | 'ecdsa-sha256' | 'ed25519';
  readonly encoding: 'hex' | 'base64';
  /** A public key says itself how it is written. */
  readonly secret?: never;
}

/** Nothing is signed: the header carries the secret. Whoever reads one request can send others. */
export interface TokenDefinition {
  readonly algorithm: 'token';
  /** Header that carries the secret, lower case. */
  readonly header: string;
  /** What is in front of it, such as `Bearer `; absent: nothing. */
  readonly prefix?: string;
  /** A secret is sent as it is. */
  readonly secret?: never;
}

/** How a signature is written in a request, and what it covers. */
export interface WrittenSignature {
  /** Header that carries the signature, lower case. */
  readonly header: string;
  /** What is in front of each signature, such as `sha256=`; absent: nothing. */
  readonly prefix?: string;
  /** What is between several signatures in the header; absent: it carries one. */
  readonly separator?: string;
  /** The header is a list of `name=value`; absent: it holds signatures only. */
  readonly pairs?: {
    /** What is between the pairs: `,` or `;`. */
    readonly separator: string;
    /** Name of the pairs that hold a signature; there may be several. */
    readonly signature: string;
  };
  /**
   * What is signed; absent: the raw body. Its places: `{id}` and `{timestamp}` as they are written
   * in the request; `{body}`, the raw body; `{method}`; `{url}`, the whole public address with its
   * query; `{form}`, a form's parameters, sorted by name, each as name and value with nothing
   * between. Where the address carries the body's SHA-256, in hex, as the parameter `bodySHA256`,
   * that covers the body instead. `{body}` or `{form}` must be there, once. `{url}` is taken
   * as it was requested: nothing of it is decoded or added.
   */
  readonly content?: string;
  /** Header of the message's id, lower case; its value is signed. */
  readonly id?: string;
  /** Where the time of signing is: a header in lower case, in seconds since 1970, or {@link TimestampPlace}. */
  readonly timestamp?: string | TimestampPlace;
  /** How far that time may lie from now, in seconds; absent: five minutes. */
  readonly tolerance?: number;
}

/** Where the time of signing is. It must be signed: a place of the content, or inside the body. */
export type TimestampPlace = (
  | { readonly header: string }
  /** One of the {@link WrittenSignature.pairs}. */
  | { readonly pair: string }
  /** A path of the JSON body. */
  | { readonly path: string }
) & {
  /** Since 1970; absent: seconds. */
  readonly unit?: 's' | 'ms';
};

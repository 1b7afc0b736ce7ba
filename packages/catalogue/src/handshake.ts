import type { Condition } from './definition/expression.ts';

/**
 * How a request is answered that only asks whether the address is the user's own, as data. The
 * first that fits is used; nothing is stored.
 *
 * | of a sender that | is |
 * |---|---|
 * | posts a signed `{"type":"url_verification","challenge":"…"}` and wants it back | `{ signed: true, when: { value: 'type', is: 'url_verification' }, challenge: { path: 'challenge' }, answer: { text: '{challenge}' } }` |
 * | wants its token back with the token's HMAC | `{ …, answer: { json: { plainToken: '{challenge}', encryptedToken: '{hmac}' } } }` |
 * | adds `?validationToken=…` to the address | `{ signed: false, challenge: { query: 'validationToken' }, answer: { text: '{challenge}' } }` |
 * | asks with `GET …?hub.challenge=…` | `{ signed: false, method: 'GET', challenge: { query: 'hub.challenge' }, answer: { text: '{challenge}' } }` |
 * | only wants to be answered 204 | `{ signed: true, when: { value: 'type', is: 0 }, answer: { status: 204 } }` |
 */
export interface HandshakeDefinition {
  /** Absent: POST. */
  readonly method?: 'GET' | 'POST';
  /** Whether the sender signs it; then its signature is checked first. */
  readonly signed: boolean;
  /** Holds for its payload and headers; absent: the challenge is all that tells it. */
  readonly when?: Condition;
  /** Where the text is that is wanted back, of up to 1,000 characters; absent: none is. */
  readonly challenge?: { readonly path: string } | { readonly query: string };
  readonly answer: {
    /** Absent: 200. */
    readonly status?: 200 | 204;
    /** The answer, as `text/plain`, with the place `{challenge}`. */
    readonly text?: string;
    /**
     * The answer, as JSON, with the places `{challenge}` and, only where `signed`, `{hmac}`: the
     * HMAC-SHA256 of the challenge, in hex, keyed with the secret. Unsigned, everybody could have
     * anything signed.
     */
    readonly json?: Readonly<Record<string, string | number>>;
  };
}

/** What a handshake is answered with. */
export interface HandshakeAnswer {
  readonly status: 200 | 204;
  /** Null: no body. */
  readonly contentType: 'text/plain' | 'application/json' | null;
  readonly body: string;
}

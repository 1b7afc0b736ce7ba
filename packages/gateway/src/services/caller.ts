import type { Session, TokenRow } from '../domain.ts';

/** Who a request is from: whoever holds a bearer token, or is signed in to the console. */
export interface Caller {
  /** Id of the token or session. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Null: it came with a session. */
  readonly token: TokenRow | null;
  /** Null: it came with a bearer token. */
  readonly session: Session | null;
}

/** Whoever sent a bearer token. */
export const callerOfToken = (token: TokenRow): Caller => {
  const { id, name, scopes } = token;
  return { id, name, scopes, token, session: null };
};

/** Whoever is signed in. */
export const callerOfSession = (session: Session): Caller => {
  const { id, name, scopes } = session;
  return { id, name, scopes, token: null, session };
};

import type { Request, Response } from 'express';
import type { GatewayConfig } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { type Caller, callerOfSession, callerOfToken } from '../services/caller.ts';
import type { Services } from '../services/index.ts';
import { sessionCookie } from './cookie.ts';
import type { GuessLimiter } from './guesses.ts';
import type { Access } from './operation.ts';
import { assertOwnPage } from './own-page.ts';

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** What requests are let through by. */
export interface AuthDeps {
  readonly services: Pick<Services, 'tokens' | 'sessions'>;
  readonly config: Pick<GatewayConfig, 'publicUrl' | 'console'>;
  readonly guesses: GuessLimiter;
}

/** Lets a request through that may do what it asks for. See {@link createAuthorize}. */
export type Authorize = (
  access: Access,
  request: Request,
  response: Response,
) => Promise<Caller | null>;

/**
 * Makes what lets a request through that may do what it asks for: by its bearer token, else by the cookie
 * of a session. It returns who the request is from, null where nobody is asked for, and throws
 * `unauthorized`, `token_expired`, `token_revoked`, `forbidden`, `csrf_refused` or `too_many_requests`.
 */
export function createAuthorize({ services, config, guesses }: AuthDeps): Authorize {
  const { publicUrl } = config;
  const cookie = sessionCookie(publicUrl);

  const bySession = async (request: Request, response: Response): Promise<Caller | null> => {
    const value = config.console ? cookie.read(request.headers.cookie) : undefined;
    if (value === undefined) return null;
    assertOwnPage(request, publicUrl);
    try {
      const authenticate = () => services.sessions.authenticate(value);
      return callerOfSession(await guesses.guard(request, value, authenticate));
    } catch (error) {
      const hasEnded = error instanceof GatewayError && error.code === 'unauthorized';
      if (hasEnded) response.setHeader('set-cookie', cookie.remove);
      throw error;
    }
  };

  return async (access, request, response) => {
    if (access === 'none') return null;
    if (access === 'own-page') {
      assertOwnPage(request, publicUrl);
      return null;
    }
    const jwt = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const caller =
      jwt === undefined
        ? await bySession(request, response).catch(orNobody(access))
        : callerOfToken(await guesses.guard(request, jwt, () => services.tokens.authenticate(jwt)));
    if (access === 'optional') return caller;
    if (caller === null) throw new GatewayError('unauthorized', NOBODY);
    const { scopes } = caller;
    if (access === 'token' || scopes.includes(access) || scopes.includes('admin')) return caller;
    if (caller.session !== null) {
      throw new GatewayError('forbidden', `Your session lacks the scope "${access}".`);
    }
    response.setHeader(
      'www-authenticate',
      `Bearer realm="signal-hooks", error="insufficient_scope", scope="${access}"`,
    );
    throw new GatewayError('forbidden', `The bearer token lacks the scope "${access}".`);
  };
}

const NOBODY =
  'Send the header "Authorization: Bearer <token>". Make a token with: signal-hooks token create';

/** Whose session has ended may still ask who is signed in. */
const orNobody =
  (access: Access) =>
  (error: unknown): null => {
    if (access === 'optional' && error instanceof GatewayError && error.code === 'unauthorized') {
      return null;
    }
    throw error;
  };

import type { Request, Response } from 'express';
import type { TokenRow } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import type { TokenService } from '../services/tokens.ts';
import type { GuessLimiter } from './guesses.ts';
import type { Access } from './operation.ts';

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/**
 * Lets a request through that may do what it asks for.
 * @returns whose token it is; null where none is needed
 * @throws {GatewayError} `unauthorized`, `token_expired`, `token_revoked`, `forbidden` or `too_many_requests`
 */
export async function authorize(
  tokens: TokenService,
  guesses: GuessLimiter,
  access: Access,
  request: Request,
  response: Response,
): Promise<TokenRow | null> {
  if (access === 'none') return null;
  const jwt = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (jwt === undefined) {
    throw new GatewayError(
      'unauthorized',
      'Send the header "Authorization: Bearer <token>". Make a token with: signal-hooks token create',
    );
  }
  const token = await guesses.guard(request, jwt, () => tokens.authenticate(jwt));
  const { scopes } = token;
  if (access === 'token' || scopes.includes(access) || scopes.includes('admin')) return token;
  response.setHeader(
    'www-authenticate',
    `Bearer realm="signal-hooks", error="insufficient_scope", scope="${access}"`,
  );
  throw new GatewayError('forbidden', `The bearer token lacks the scope "${access}".`);
}

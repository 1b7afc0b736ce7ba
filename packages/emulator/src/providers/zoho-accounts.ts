import { randomBytes } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { type Accounts, SALESIQ_SCOPES, type SalesiqGrant } from '../accounts.ts';
import { onUnreadable, readBody } from '../http.ts';

/** One hour, as documented. */
const TOKEN_LIFE_MS = 3_600_000;
const CODE_LIFE_MS = 120_000;
/** Zoho keeps 20 refresh tokens of a user and drops the oldest. */
const MAX_GRANTS = 20;
const MAX_TOKENS = 1000;

/** Zoho's accounts server: hands out access tokens and knows what they may do. */
export interface ZohoAccounts {
  readonly router: Router;
  /** The scopes of an access token; null if it is unknown or expired. */
  scopesOf(accessToken: string): readonly string[] | null;
}

/** A code on its way to being exchanged. */
interface Code {
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  /** Where it was sent to; null for the code every emulator starts with. */
  readonly redirectUri: string | null;
  readonly offline: boolean;
}

interface TokenStore {
  readonly account: Accounts['salesiq'];
  readonly now: () => number;
  readonly codes: Map<string, Code>;
  readonly grants: Map<string, readonly string[]>;
  readonly tokens: Map<string, { scopes: readonly string[]; expiresAt: number }>;
}

/**
 * Zoho's OAuth 2 as SalesIQ needs it: the authorization page (which asks nobody and sends
 * the browser straight back), refresh_token and authorization_code. Errors come inside
 * HTTP 200. https://www.zoho.com/accounts/protocol/oauth.html
 */
export function createZohoAccounts(account: Accounts['salesiq'], now: () => number): ZohoAccounts {
  const store: TokenStore = {
    account,
    now,
    codes: new Map(),
    grants: new Map(
      account.grants.map((grant: SalesiqGrant) => [grant.refreshToken, grant.scopes]),
    ),
    tokens: new Map(),
  };
  store.codes.set(account.code, {
    scopes: account.grants[0]?.scopes ?? [],
    expiresAt: Number.POSITIVE_INFINITY,
    redirectUri: null,
    offline: true,
  });
  return {
    router: routes(store),
    scopesOf(accessToken) {
      const token = store.tokens.get(accessToken);
      return token === undefined || token.expiresAt <= now() ? null : token.scopes;
    },
  };
}

function routes(store: TokenStore): Router {
  const router = express.Router();
  router.use(readBody);
  router.get('/oauth/v2/auth', (request, response) => authorize(store, request, response));
  router.post('/oauth/v2/token', (request, response) => {
    response.json(exchange(store, paramsOf(request)));
  });
  router.use((_request, response) => response.status(404).json({ error: 'invalid_request' }));
  router.use(
    onUnreadable((response, { status }) =>
      response.status(status).json({ error: status < 500 ? 'invalid_request' : 'server_error' }),
    ),
  );
  return router;
}

/** Zoho takes the parameters in the query, in a form, or in both. */
function paramsOf(request: Request): URLSearchParams {
  const at = request.originalUrl.indexOf('?');
  const params = new URLSearchParams(at === -1 ? '' : request.originalUrl.slice(at));
  const body: unknown = request.body;
  if (Buffer.isBuffer(body)) {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) params.set(name, value);
  }
  return params;
}

function authorize(store: TokenStore, request: Request, response: Response): void {
  const params = paramsOf(request);
  const redirectUri = params.get('redirect_uri') ?? '';
  const scopes = (params.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
  const error = refusal(store, params, redirectUri, scopes);
  if (error !== null) {
    response.status(400).json({ error });
    return;
  }
  const code = newToken();
  remember(store.codes, MAX_TOKENS, code, {
    scopes,
    expiresAt: store.now() + CODE_LIFE_MS,
    redirectUri,
    offline: params.get('access_type') === 'offline',
  });
  const back = new URL(redirectUri);
  back.searchParams.set('code', code);
  back.searchParams.set('location', 'us');
  back.searchParams.set(
    'accounts-server',
    `${request.protocol}://${request.get('host') ?? ''}${request.baseUrl}`,
  );
  const state = params.get('state');
  if (state !== null) back.searchParams.set('state', state);
  response.redirect(back.href);
}

/** What the authorization page would complain about; null if nothing. */
function refusal(
  store: TokenStore,
  params: URLSearchParams,
  redirectUri: string,
  scopes: readonly string[],
): string | null {
  if (params.get('client_id') !== store.account.clientId) return 'invalid_client';
  if (params.get('response_type') !== 'code') return 'invalid_response_type';
  if (!/^https?:\/\//.test(redirectUri) || !URL.canParse(redirectUri)) {
    return 'invalid_redirect_uri';
  }
  const known = scopes.length > 0 && scopes.every((scope) => SALESIQ_SCOPES.includes(scope));
  return known ? null : 'invalid_scope';
}

/** The answer of the token endpoint. */
function exchange(store: TokenStore, params: URLSearchParams): Record<string, unknown> {
  const { account } = store;
  if (params.get('client_id') !== account.clientId) return { error: 'invalid_client' };
  if (params.get('client_secret') !== account.clientSecret) {
    return { error: 'invalid_client_secret' };
  }
  const exchanger = EXCHANGERS.get(params.get('grant_type') ?? '');
  return exchanger?.(store, params) ?? { error: 'invalid_grant_type' };
}

type Exchanger = (store: TokenStore, params: URLSearchParams) => Record<string, unknown>;

function refresh(store: TokenStore, params: URLSearchParams): Record<string, unknown> {
  const scopes = store.grants.get(params.get('refresh_token') ?? '');
  return scopes === undefined ? { error: 'invalid_code' } : newAccess(store, scopes);
}

function redeem(store: TokenStore, params: URLSearchParams): Record<string, unknown> {
  const text = params.get('code') ?? '';
  const code = store.codes.get(text);
  if (code === undefined || code.expiresAt <= store.now()) return { error: 'invalid_code' };
  if (code.redirectUri !== null && code.redirectUri !== params.get('redirect_uri')) {
    return { error: 'invalid_redirect_uri' };
  }
  // A code is good for one exchange.
  store.codes.delete(text);
  const access = newAccess(store, code.scopes);
  if (!code.offline) return access;
  const refreshToken = newToken();
  remember(store.grants, MAX_GRANTS, refreshToken, code.scopes);
  return { ...access, refresh_token: refreshToken };
}

const EXCHANGERS: ReadonlyMap<string, Exchanger> = new Map([
  ['refresh_token', refresh],
  ['authorization_code', redeem],
]);

function newAccess(store: TokenStore, scopes: readonly string[]): Record<string, unknown> {
  const token = newToken();
  const expiresAt = store.now() + TOKEN_LIFE_MS;
  remember(store.tokens, MAX_TOKENS, token, { scopes, expiresAt });
  return {
    access_token: token,
    scope: scopes.join(' '),
    api_domain: 'https://www.zohoapis.com',
    token_type: 'Bearer',
    expires_in: TOKEN_LIFE_MS / 1000,
  };
}

const newToken = (): string =>
  `1000.${randomBytes(16).toString('hex')}.${randomBytes(16).toString('hex')}`;

/** Adds to a map that forgets its oldest entries. */
function remember<Value>(map: Map<string, Value>, limit: number, key: string, value: Value): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) return;
    map.delete(oldest);
  }
}

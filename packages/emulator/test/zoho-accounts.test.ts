import type { EmulatorOptions } from '../src/index.ts';
import { caller } from './support/call.ts';
import { useEmulator } from './support/fixture.ts';

const open = useEmulator();
const CLIENT = { client_id: '1000.EMULATEDCLIENT', client_secret: 'emulated-client-secret' };
const REFRESH = {
  ...CLIENT,
  grant_type: 'refresh_token',
  refresh_token: '1000.emulated-refresh-token',
};
const CODE = { ...CLIENT, grant_type: 'authorization_code', code: '1000.emulated-code' };

async function setUp(options?: EmulatorOptions) {
  const { emulator } = await open(options);
  const base = `${emulator.url}/zoho-accounts/oauth/v2`;
  const token = async (params: Record<string, string>) => {
    const response = await fetch(`${base}/token`, {
      method: 'POST',
      body: new URLSearchParams(params),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  return { base, token, get: caller(base) };
}

test('a refresh token gives a new one-hour access token each time', async () => {
  const { token } = await setUp();
  const one = await token(REFRESH);
  expect(one).toEqual({
    access_token: expect.stringMatching(/^1000\.[0-9a-f]{32}\.[0-9a-f]{32}$/),
    scope:
      'SalesIQ.webhooks.READ SalesIQ.webhooks.CREATE SalesIQ.webhooks.UPDATE SalesIQ.webhooks.DELETE',
    api_domain: expect.any(String),
    token_type: 'Bearer',
    expires_in: 3600,
  });
  expect((await token(REFRESH)).access_token).not.toBe(one.access_token);
});

test.each([
  [{ ...REFRESH, client_id: 'x' }, 'invalid_client'],
  [{ ...REFRESH, client_secret: 'x' }, 'invalid_client_secret'],
  [{ ...REFRESH, refresh_token: 'x' }, 'invalid_code'],
  [{ ...REFRESH, grant_type: 'password' }, 'invalid_grant_type'],
  [{ ...REFRESH, grant_type: 'constructor' }, 'invalid_grant_type'],
  [{ ...CODE, code: 'x' }, 'invalid_code'],
])('%j is refused inside HTTP 200', async (params, error) => {
  const { token } = await setUp();
  expect(await token(params)).toEqual({ error });
});

test('a code is exchanged once, for a refresh token that works', async () => {
  const { token } = await setUp();
  const { refresh_token: refreshToken } = await token(CODE);
  expect(await token({ ...REFRESH, refresh_token: String(refreshToken) })).toHaveProperty(
    'access_token',
  );
  expect(await token(CODE)).toEqual({ error: 'invalid_code' });
});

test('parameters may stand in the query', async () => {
  const { get } = await setUp();
  const { body } = await get('POST', `/token?${new URLSearchParams(REFRESH)}`);
  expect(body).toHaveProperty('access_token');
});

test('the authorization page sends the browser back with a code', async () => {
  let now = Date.now();
  const { token, get, base } = await setUp({ now: () => now });
  const asked = {
    response_type: 'code',
    client_id: CLIENT.client_id,
    scope: 'SalesIQ.webhooks.READ,SalesIQ.webhooks.CREATE',
    redirect_uri: 'https://app.example/callback?x=1',
    access_type: 'offline',
    state: 'a b',
  };
  const authorize = async (more: object = {}) =>
    get('GET', `/auth?${new URLSearchParams({ ...asked, ...more })}`);
  const answer = await fetch(`${base}/auth?${new URLSearchParams(asked)}`, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  const back = new URL(answer.headers.get('location') ?? '');
  expect(`${back.origin}${back.pathname}`).toBe('https://app.example/callback');
  expect(Object.fromEntries(back.searchParams)).toEqual({
    x: '1',
    code: expect.any(String),
    location: 'us',
    'accounts-server': base.replace('/oauth/v2', ''),
    state: 'a b',
  });
  const code = { ...CODE, code: back.searchParams.get('code') ?? '' };
  expect(await token({ ...code, redirect_uri: 'https://evil.example' })).toEqual({
    error: 'invalid_redirect_uri',
  });
  now += 120_000;
  expect(await token({ ...code, redirect_uri: asked.redirect_uri })).toEqual({
    error: 'invalid_code',
  });
  now -= 1;
  expect(await token({ ...code, redirect_uri: asked.redirect_uri })).toMatchObject({
    refresh_token: expect.any(String),
    scope: 'SalesIQ.webhooks.READ SalesIQ.webhooks.CREATE',
  });
  for (const [more, error] of [
    [{ client_id: 'x' }, 'invalid_client'],
    [{ response_type: 'token' }, 'invalid_response_type'],
    [{ redirect_uri: 'javascript:alert(1)' }, 'invalid_redirect_uri'],
    [{ scope: 'ZohoCRM.modules.ALL' }, 'invalid_scope'],
  ] as const) {
    expect(await authorize(more)).toMatchObject({ status: 400, body: { error } });
  }
  expect((await get('GET', '/nowhere')).body).toEqual({ error: 'invalid_request' });
});

import { SCOPES } from '@signal-hooks/catalogue';
import { SignJWT } from 'jose';
import { OPERATIONS } from '../../src/http/operations/index.ts';
import { Vault } from '../../src/vault.ts';
import { type Harness, startHarness } from './harness.ts';

const DAY = 24 * 3600_000;

describe('bearer tokens', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.close());

  const me = (token: string | null, headers = {}) =>
    harness.call('GET', '/v1/me', { token, headers });

  const sign = (claims: Record<string, unknown>, key: Uint8Array, alg = 'HS256') =>
    new SignJWT({ iss: 'signal-hooks', aud: 'signal-hooks-api', ...claims })
      .setProtectedHeader({ alg })
      .sign(key);

  test('none, or something else, is 401 with a challenge', async () => {
    for (const authorization of ['', 'Basic YTpi', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer x']) {
      const reply = await me(null, authorization === '' ? {} : { authorization });
      expect([authorization, reply.status, reply.json.code]).toEqual([
        authorization,
        401,
        'unauthorized',
      ]);
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="signal-hooks"');
    }
  });

  test('a token works until it expires', async () => {
    const { tokens } = harness.services;
    const { token } = await tokens.create({
      name: 'Zapier',
      scopes: ['events:read'],
      expiresInDays: 1,
    });
    expect((await me(token)).json.token).toMatchObject({ name: 'Zapier', scopes: ['events:read'] });
    harness.advance(DAY + 1000);
    const reply = await me(token);
    expect([reply.status, reply.json.code]).toEqual([401, 'token_expired']);
    expect(reply.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a revoked token is worth nothing', async () => {
    const { tokens } = harness.services;
    const { token, row } = await tokens.create({
      name: 'n8n',
      scopes: ['admin'],
      expiresInDays: null,
    });
    expect((await me(token)).status).toBe(200);
    await tokens.revoke(row.id);
    const reply = await me(token);
    expect([reply.status, reply.json.code]).toEqual([401, 'token_revoked']);
  });

  test('a tampered, foreign, unsigned or made-up token is refused', async () => {
    const { token, row } = await harness.services.tokens.create({
      name: 'x',
      scopes: ['events:read'],
      expiresInDays: null,
    });
    const [head = '', claims = '', signature = ''] = token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const other = Buffer.from('{"jti":"tok_other"}').toString('base64url');
    const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1);
    const key = harness.vault.derive('tokens');
    const refused = {
      tampered: `${head}.${other}.${signature}`,
      flipped: `${head}.${claims}.${flipped}`,
      'alg none': `${none}.${claims}.`,
      'alg none, signed': `${none}.${claims}.${signature}`,
      'no signature': `${head}.${claims}.`,
      'foreign key': await sign({ jti: row.id }, new Vault(new Uint8Array(32)).derive('tokens')),
      'key of another purpose': await sign({ jti: row.id }, harness.vault.derive('seal')),
      HS384: await sign({ jti: row.id }, key, 'HS384'),
      'no such row': await sign({ jti: 'tok_none' }, key),
      'no id': await sign({}, key),
      'another issuer': await sign({ jti: row.id, iss: 'else' }, key),
      'another audience': await sign({ jti: row.id, aud: 'else' }, key),
      'a number as id': await sign({ jti: 5 }, key),
    };
    for (const [name, jwt] of Object.entries(refused)) {
      const reply = await me(jwt);
      expect([name, reply.status, reply.json?.code]).toEqual([name, 401, 'unauthorized']);
    }
    // The same by the right key is let in: what was refused above was refused for its fault.
    expect((await me(await sign({ jti: row.id }, key))).status).toBe(200);
  });

  test('every operation asks for its scope, and for no other', async () => {
    const tokens = await Promise.all(
      SCOPES.map(async (scope) => ({ scope, token: await harness.token(scope) })),
    );
    for (const { method, path, access, operationId } of OPERATIONS) {
      // A stream would not end by itself.
      const url = path.replace('{id}', 'src_none').replace(/stream$/, 'stream?seconds=0');
      if (['none', 'optional', 'own-page'].includes(access)) continue;
      const anonymous = await harness.call(method.toUpperCase(), url, { token: null });
      expect([operationId, anonymous.status]).toEqual([operationId, 401]);
      for (const { scope, token } of tokens) {
        const reply = await harness.call(method.toUpperCase(), url, { token });
        const isAllowed = access === 'token' || scope === access || scope === 'admin';
        const got = reply.status === 403 ? reply.json.code : 'allowed';
        expect([operationId, scope, got]).toEqual([
          operationId,
          scope,
          isAllowed ? 'allowed' : 'forbidden',
        ]);
        if (isAllowed) continue;
        expect(reply.headers.get('www-authenticate')).toContain(`scope="${access}"`);
      }
    }
  });

  test('the body is not even read before the token was looked at', async () => {
    const reply = await harness.call('POST', '/v1/sources', { token: null, body: '{' });
    expect(reply.status).toBe(401);
  });

  test('metrics need a token, also from this machine: a proxy may stand here', async () => {
    const reply = await harness.call('GET', '/metrics', { token: null });
    expect(reply.status).toBe(401);
    const token = await harness.token('events:read');
    const allowed = await harness.call('GET', '/metrics', { token });
    expect(allowed.text).toContain('signal_hooks_ingest_total');
  });
});

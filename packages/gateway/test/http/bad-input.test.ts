import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ERRORS, type ErrorCode, GatewayError } from '../../src/errors.ts';
import { type Harness, type Reply, startHarness } from './harness.ts';

/** Every error looks like this, whatever went wrong. */
function expectProblem(reply: Reply, code: ErrorCode, paths?: readonly string[]): void {
  expect({ status: reply.status, code: reply.json?.code, text: reply.text }).toMatchObject({
    status: ERRORS[code][0],
    code,
  });
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  expect(reply.json).toMatchObject({
    type: `/docs/reference/errors.md#${code}`,
    title: ERRORS[code][1],
    status: ERRORS[code][0],
    detail: expect.stringMatching(/\w/),
    request_id: reply.headers.get('x-request-id'),
  });
  if (paths) expect(reply.json.fields.map(({ path }: { path: string }) => path)).toEqual(paths);
}

describe('bad input', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  const target = 'https://hooks.example.com/x';

  test.each<[string, string, ErrorCode]>([
    ['GET', '/', 'not_found'],
    ['GET', '/v2/sources', 'not_found'],
    ['GET', '/V1/sources', 'not_found'],
    ['GET', '/v1/sources/src_none', 'source_not_found'],
    ['GET', '/v1/sources/%E0%A4%A', 'not_found'],
    ['GET', '/v1/sources/%00', 'source_not_found'],
    ['GET', `/v1/sources/${'a'.repeat(3000)}`, 'source_not_found'],
    ['GET', '/v1/sources/__proto__', 'source_not_found'],
    ['GET', '/v1/sources/src_none/rejections', 'source_not_found'],
    ['DELETE', '/v1/sources/src_none', 'source_not_found'],
    ['POST', '/v1/sources/src_none/register', 'source_not_found'],
    ['GET', '/v1/subscriptions/sub_none', 'subscription_not_found'],
    ['DELETE', '/v1/subscriptions/sub_none', 'subscription_not_found'],
    ['POST', '/v1/subscriptions/sub_none/recover', 'subscription_not_found'],
    ['GET', '/v1/events/evt_none', 'event_not_found'],
    ['GET', '/v1/deliveries/dlv_none', 'delivery_not_found'],
    ['POST', '/v1/deliveries/dlv_none/replay', 'delivery_not_found'],
    ['POST', '/in/src_none', 'source_not_found'],
  ])('%s %s is %s', async (method, path, code) => {
    expectProblem(await harness.call(method, path), code);
  });

  test.each<[string, string, string]>([
    ['DELETE', '/v1/sources', 'GET, POST, HEAD'],
    ['PUT', '/v1/sources/src_x', 'GET, PATCH, DELETE, HEAD'],
    ['OPTIONS', '/v1/events', 'GET, HEAD'],
    ['GET', '/v1/sources/src_x/register', 'POST'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('%s %s: only %s', async (method, path, allow) => {
    const reply = await harness.call(method, path);
    expectProblem(reply, 'method_not_allowed');
    expect(reply.headers.get('allow')).toBe(allow);
  });

  test.each<[string, unknown, ErrorCode]>([
    ['nothing', undefined, 'invalid_json'],
    ['half of it', '{"provider":', 'invalid_json'],
    ['a list', '[]', 'invalid_json'],
    ['null', 'null', 'invalid_json'],
    ['a key that stands twice', '{"provider":"signals","provider":"siggnal"}', 'invalid_json'],
    ['__proto__', '{"__proto__":{"provider":"siggnal"}}', 'invalid_json'],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'invalid_json'],
    ['a hundred levels', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`, 'invalid_json'],
    ['300 kB', { provider: 'siggnal', name: 'x'.repeat(300_000) }, 'body_too_large'],
  ])('a body of %s is %s', async (_words, body, code) => {
    expectProblem(await harness.call('POST', '/v1/sources', { body }), code);
  });

  test('types and encodings of bodies', async () => {
    const post = (body: unknown, headers: Record<string, string>) =>
      harness.call('POST', '/v1/sources', { body, headers });
    const json = '{"provider":"siggnal"}';
    expectProblem(await post(json, { 'content-type': 'text/plain' }), 'content_type_unsupported');
    expectProblem(
      await post('provider=siggnal', { 'content-type': 'application/x-www-form-urlencoded' }),
      'content_type_unsupported',
    );
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post(gzipSync(json), gzip)).status).toBe(201);
    expectProblem(await post(json, gzip), 'body_unreadable');
    expectProblem(await post(gzipSync('x'.repeat(10_000_000)), gzip), 'body_too_large');
    expectProblem(
      await post(json, { 'content-encoding': 'zstd9' }),
      'content_encoding_unsupported',
    );
    const charset = { 'content-type': 'application/problem+json; charset=utf-8' };
    expect((await post(json, charset)).status).toBe(201);
  });

  test.each<[string, unknown, string[]]>([
    ['nothing in it', {}, ['provider']],
    ['an unknown provider', { provider: 'gitpub' }, ['provider']],
    ['unknown keys', { provider: 'siggnal', a: 1, 'b/~c': 1 }, ['a', 'b/~c']],
    ['wrong types', { provider: 'siggnal', name: 1, unsigned: 'yes' }, ['name', 'unsigned']],
    ['a control character', { provider: 'siggnal', name: 'a\u0000b' }, ['name']],
    ['white space in a secret', { provider: 'siggnal', secrets: ['abc\n'] }, ['secrets.0']],
    ['a key for HMAC', { provider: 'siggnal', public_keys: ['abc'] }, ['public_keys']],
    ['no key', { provider: 'salesiq', public_keys: ['abc'] }, ['public_keys.0']],
    ['a secret for RSA', { provider: 'salesiq', secrets: ['abc'] }, ['secrets']],
    ['unsigned and signed', { provider: 'siggnal', secrets: ['a'], unsigned: true }, ['unsigned']],
    ['settings of nobody', { provider: 'siggnal', settings: { a: 'b' } }, ['settings.a']],
    [
      'settings missing',
      { provider: 'signals', settings: {}, register: true },
      ['settings.base_url', 'settings.api_token'],
    ],
    ['registering by hand', { provider: 'siggnal', register: true }, ['register']],
    ['empty events', { provider: 'signals', events: [''] }, ['events.0']],
  ])('a source with %s', async (_words, body, paths) => {
    expectProblem(await harness.call('POST', '/v1/sources', { body }), 'invalid_request', paths);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['no target', { target_url: undefined }, ['target_url']],
    ['an endless target', { target_url: `${target}${'x'.repeat(2048)}` }, ['target_url']],
    ['camelCase', { targetUrl: target }, ['targetUrl']],
    ['an unknown source', { source_id: 'src_0' }, ['source_id']],
    ['a strange id', { source_id: "'; DROP TABLE" }, ['source_id']],
    ['an unknown format', { format: 'xml' }, ['format']],
    ['no concurrency', { max_concurrency: 0 }, ['max_concurrency']],
    ['half a concurrency', { max_concurrency: 1.5 }, ['max_concurrency']],
    ['no rate', { max_per_second: 0 }, ['max_per_second']],
    ['a short secret', { secret: 'whsec_AAAA' }, ['secret']],
    ['a foreign secret', { secret: 'abc' }, ['secret']],
    ['an unknown field', { filter: [{ field: 'nope', op: 'eq', value: 1 }] }, ['filter.0.field']],
    ['an unknown op', { filter: [{ field: 'title', op: 'like', value: 'a' }] }, ['filter.0.op']],
    [
      'an op that does not fit',
      { filter: [{ field: 'title', op: 'gt', value: 'a' }] },
      ['filter.0.op'],
    ],
    [
      'a value that does not fit',
      { filter: [{ field: 'score', op: 'gt', value: 'a' }] },
      ['filter.0.value'],
    ],
    ['a value missing', { filter: [{ field: 'score', op: 'gt' }] }, ['filter.0.value']],
    [
      'a value of null',
      { filter: [{ field: 'score', op: 'gt', value: null }] },
      ['filter.0.value'],
    ],
    [
      '21 conditions',
      {
        filter: Array(21).fill({ field: 'score', op: 'exists', value: true }),
      },
      ['filter'],
    ],
  ])('a subscription with %s', async (_words, more, paths) => {
    const body = { target_url: target, ...more };
    const reply = await harness.call('POST', '/v1/subscriptions', { body });
    expectProblem(reply, 'invalid_request', paths);
  });

  test.each([
    'http://hooks.example.com/x',
    'https://10.0.0.1/x',
    'https://[::1]/x',
    'https://192.168.1.1.:443/x',
    'https://user:pass@hooks.example.com/',
    'https://hooks.example.com/#top',
    'ftp://hooks.example.com/',
    'javascript:alert(1)',
    'nowhere',
  ])('deliveries to %s are refused', async (url) => {
    const body = { target_url: url };
    expectProblem(await harness.call('POST', '/v1/subscriptions', { body }), 'target_forbidden');
  });

  test('a provider that does not fit the source', async () => {
    const source = await harness.call('POST', '/v1/sources', { body: { provider: 'siggnal' } });
    const body = { target_url: target, source_id: source.json.id, provider: 'signals' };
    const reply = await harness.call('POST', '/v1/subscriptions', { body });
    expectProblem(reply, 'invalid_request', ['provider']);
  });

  test.each(['sources', 'subscriptions', 'events', 'deliveries'])(
    'GET /v1/%s?limit=1e999 names the parameter',
    async (name) => {
      const reply = await harness.call('GET', `/v1/${name}?limit=1e999`);
      expectProblem(reply, 'invalid_request', ['limit']);
    },
  );

  test('the rejections of a source, limit=1e999', async () => {
    const { json } = await harness.call('POST', '/v1/sources', { body: { provider: 'siggnal' } });
    const reply = await harness.call('GET', `/v1/sources/${json.id}/rejections?limit=1e999`);
    expectProblem(reply, 'invalid_request', ['limit']);
  });

  test('a number in a body that is larger than any', async () => {
    const body = `{"target_url":"${target}","max_per_second":1e999}`;
    const reply = await harness.call('POST', '/v1/subscriptions', { body });
    expectProblem(reply, 'invalid_request', ['max_per_second']);
  });

  test.each<[string, string[]]>([
    ['limit=0', ['limit']],
    ['limit=101', ['limit']],
    ['limit=', ['limit']],
    ['limit=ten', ['limit']],
    ['limit=1e999', ['limit']],
    ['limit=-1e999', ['limit']],
    ['limit=NaN', ['limit']],
    ['limit=1&limit=2', ['limit']],
    ['cursor=%00', ['cursor']],
    ['cursor=abc', ['cursor']],
    ['cursor=WyJzb3VyY2VzIiwxLCJhIl0', ['cursor']],
    ['since=yesterday', ['since']],
    ['since=2026-04-25', ['since']],
    ['since=2026-02-31T99:00:00Z', ['since']],
    ['provider=gitpub', ['provider']],
    ['source_id=1', ['source_id']],
    ['event_type=', ['event_type.0']],
    ['priority_at_least=urgent', ['priority_at_least']],
    ['filter=%5B', ['filter']],
    ['filter=null', ['filter']],
    ['filter=%7B%7D', ['filter']],
    ['filter=%5B1%5D', ['filter.0']],
    ['what=ever', ['what']],
    ['__proto__=1', ['__proto__']],
  ])('GET /v1/events?%s', async (query, paths) => {
    const reply = await harness.call('GET', `/v1/events?${query}`);
    expectProblem(reply, 'invalid_request', paths);
  });

  test('a change of nothing', async () => {
    const { json } = await harness.call('POST', '/v1/sources', { body: { provider: 'siggnal' } });
    const reply = await harness.call('PATCH', `/v1/sources/${json.id}`, { body: {} });
    expectProblem(reply, 'invalid_request', ['']);
  });

  test('a body that breaks off is never answered with 5xx, and nothing hangs', async () => {
    const token = await harness.token('admin');
    const status = await new Promise((resolve) => {
      const request = httpRequest(`${harness.url}/v1/sources`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': 100,
        },
      });
      request.on('response', ({ statusCode }) => resolve(statusCode));
      request.on('error', () => resolve('cut'));
      request.write('{"provider":');
      setTimeout(() => request.destroy(), 50);
    });
    expect(status).toBe('cut');
    expect((await harness.call('GET', '/v1/me')).status).toBe(200);
    expect(harness.logged()).not.toContain('unexpected error');
  });

  test('security headers stand on every answer', async () => {
    for (const path of ['/v1/me', '/healthz', '/nowhere', '/v1/sources']) {
      const { headers } = await harness.call('GET', path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('etag')).toBeNull();
    }
  });

  test('HEAD answers like GET, without a body', async () => {
    const reply = await harness.call('HEAD', '/v1/me');
    expect([reply.status, reply.text]).toEqual([200, '']);
  });
});

describe('a gateway whose store fails', () => {
  test('answers 500 without details, 503 where it is known, and logs', async () => {
    let failure: Error = new Error('disk I/O at /secret/path');
    const harness = await startHarness({
      wrapStore: (store) => {
        const fail = (): Promise<never> => Promise.reject(failure);
        store.check = fail;
        store.events.get = fail;
        return store;
      },
    });
    const internal = await harness.call('GET', '/v1/events/evt_1');
    expectProblem(internal, 'internal');
    expect(internal.text).not.toContain('disk');
    expect(harness.logged()).toContain(internal.json.request_id);
    expect(harness.logged()).toContain('disk I/O');
    expectProblem(await harness.call('GET', '/readyz'), 'unavailable');
    expect((await harness.call('GET', '/healthz')).status).toBe(200);
    failure = new GatewayError('unavailable');
    const unavailable = await harness.call('GET', '/v1/events/evt_1');
    expectProblem(unavailable, 'unavailable');
    expect(unavailable.headers.get('retry-after')).toBe('5');
    await harness.close();
  });
});

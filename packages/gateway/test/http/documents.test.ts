import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

describe('answers that are the same for everybody', () => {
  test.each(['/openapi.json', '/docs/reference/errors.md'])('%s has a tag', async (path) => {
    const first = await harness.call('GET', path, { token: null });
    expect(first.status).toBe(200);
    expect(first.headers.get('content-encoding')).toBe('gzip');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}-gzip"$/);
    const again = await harness.call('GET', path, {
      token: null,
      headers: { 'if-none-match': etag },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    const plain = await harness.call('GET', path, {
      token: null,
      headers: { 'accept-encoding': 'identity', 'if-none-match': '"another"' },
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.text).toBe(first.text);
  });

  test('the type of an error leads to its line', async () => {
    const { type } = (await harness.call('GET', '/nowhere')).json;
    const [path, code] = type.split('#');
    expect(code).toBe('not_found');
    const page = await harness.call('GET', path, { token: null });
    expect(page.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(page.text).toContain('<a id="not_found"></a>');
    expect(page.text).toContain('<a id="signature_mismatch"></a>');
  });
});

test('who tries tokens is slowed down, and a token that was right before still is', async () => {
  const good = await harness.token('admin');
  const me = (token: string) => harness.call('GET', '/v1/me', { token });
  expect((await me(good)).status).toBe(200);
  const statuses = new Set<number>();
  for (let at = 0; at < 100; at += 1) statuses.add((await me(`guess-${at}`)).status);
  expect([...statuses]).toEqual([401, 429]);
  const reply = await me('guess');
  expect(reply.json.code).toBe('too_many_requests');
  expect(reply.headers.get('retry-after')).toBe('5');
  expect((await me(good)).status).toBe(200);
  // Another address, as the proxy in front tells it.
  const elsewhere = await harness.call('GET', '/v1/me', {
    token: 'guess',
    headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' },
  });
  expect(elsewhere.status).toBe(401);
  expect(harness.logged().match(/"status":401/g)?.length).toBeLessThan(5);
});

import type { EmulatorOptions } from '../src/index.ts';
import { caller } from './support/call.ts';
import { hmacHex } from './support/check.ts';
import { useEmulator } from './support/fixture.ts';

const open = useEmulator();
const TOKEN = '1|emulated-signals-token';
const OTHER = '2|emulated-signals-other-user';
const LIMITED = '3|emulated-signals-no-ability';

async function setUp(options?: EmulatorOptions) {
  const fixture = await open(options);
  const as = (token: string) =>
    caller(`${fixture.emulator.url}/signals/api/v1/webhooks`, { authorization: `Bearer ${token}` });
  const api = as(TOKEN);
  const create = async (events: string[] = ['user.created']) =>
    (await api('POST', '', { url: fixture.receiver.url, events })).body.webhook as never as {
      id: number;
      secret: string;
    };
  return { ...fixture, as, api, create };
}

test('a webhook is created, its secret told once, changed and deleted', async () => {
  const { api, receiver } = await setUp();
  const created = await api('POST', '', { url: receiver.url, events: ['user.created'] });
  expect(created.status).toBe(201);
  expect(created.body.webhook).toEqual({
    id: 1,
    url: receiver.url,
    events: ['user.created'],
    is_active: true,
    consecutive_failures: 0,
    disabled_at: null,
    created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
    updated_at: expect.any(String),
    secret: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
  });
  const listed = await api('GET', '');
  expect(listed.body.webhooks).toHaveLength(1);
  expect(JSON.stringify(listed.body)).not.toContain('secret');
  const changed = await api('PUT', '/1', { events: ['role.created', 'role.deleted'] });
  expect(changed.body.webhook?.events).toEqual(['role.created', 'role.deleted']);
  expect((await api('GET', '/1')).body.webhook?.url).toBe(receiver.url);
  const deleted = await api('DELETE', '/1');
  expect([deleted.status, deleted.body]).toEqual([204, null]);
  expect((await api('GET', '/1')).status).toBe(404);
});

test('who may not is told so in Laravel’s words', async () => {
  const { as, create } = await setUp();
  await create();
  expect((await as('nonsense')('GET', '')).body).toEqual({ message: 'Unauthenticated.' });
  expect((await as('nonsense')('GET', '')).status).toBe(401);
  expect((await as(LIMITED)('GET', '')).status).toBe(403);
  const foreign = await as(OTHER)('DELETE', '/1');
  expect(foreign.status).toBe(403);
  expect(foreign.body).toEqual({ message: 'This action is unauthorized.' });
  expect((await as(OTHER)('GET', '')).body).toEqual({ webhooks: [] });
});

test.each([
  [{}, ['url', 'events'], 'The url field is required. (and 1 more error)'],
  [{ url: 'x', events: ['a'] }, ['url'], 'The url field must be a valid URL.'],
  [{ url: 'ftp://a.example', events: ['a'] }, ['url'], 'The url field must be a valid URL.'],
  [{ url: `https://a.example/${'x'.repeat(2048)}`, events: ['a'] }, ['url'], expect.any(String)],
  [{ url: 5, events: 'a' }, ['url', 'events'], expect.stringContaining('must be a string')],
  [{ url: 'https://a.example', events: [] }, ['events'], expect.stringContaining('at least 1')],
  [{ url: 'https://a.example', events: [1] }, ['events'], expect.any(String)],
  ['{"url": tru', ['url', 'events'], expect.any(String)],
  ['[]', ['url', 'events'], expect.any(String)],
])('bad input %j is 422 with the fields', async (input, fields, message) => {
  const { api } = await setUp();
  const refused = await api('POST', '', input);
  expect(refused.status).toBe(422);
  expect(Object.keys(refused.body.errors ?? {})).toEqual(fields);
  expect(refused.body.message).toEqual(message);
});

test('an update is checked too, and unknown routes and broken paths get Laravel’s shape', async () => {
  const { api, create, emulator } = await setUp();
  await create();
  expect((await api('PUT', '/1', { is_active: 'maybe' })).status).toBe(422);
  expect((await api('PUT', '/1', { url: '' })).status).toBe(422);
  expect((await api('PUT', '/1', {})).status).toBe(200);
  expect((await api('GET', '/99')).body.message).toContain('No query results for model');
  const elsewhere = caller(`${emulator.url}/signals`);
  expect((await elsewhere('GET', '/nowhere')).body).toEqual({
    message: 'The route nowhere could not be found.',
  });
  expect((await api('GET', '/%E0%A4%A')).status).toBe(400);
  expect(await api('POST', '', 'x'.repeat(1_100_000))).toMatchObject({
    status: 413,
    body: { message: expect.any(String) },
  });
});

test('sixty requests a minute, then 429 until the minute is over', async () => {
  let now = Date.now();
  const { api } = await setUp({ now: () => now });
  for (let count = 0; count < 60; count += 1) expect((await api('GET', '')).status).toBe(200);
  const refused = await api('GET', '');
  expect(refused.status).toBe(429);
  expect(refused.body).toEqual({ message: 'Too Many Attempts.' });
  expect(refused.headers.get('retry-after')).toBe('60');
  now += 60_000;
  expect((await api('GET', '')).status).toBe(200);
});

test('deliveries are signed over the bytes that PHP writes, and logged', async () => {
  const { api, create, emulator, receiver } = await setUp();
  const { secret } = await create(['user.created', 'settings.updated']);
  expect(emulator.fire('signals', 'role.created')).toEqual([]);
  const [delivery] = emulator.fire('signals', 'settings.updated');
  expect((await delivery?.done)?.status).toBe('delivered');
  const [request] = receiver.posts;
  expect(request?.headers).toMatchObject({
    'x-signals-event': 'settings.updated',
    'user-agent': 'Signals-Webhook/1.0',
    'content-type': 'application/json',
    'x-signals-signature': hmacHex(secret, request?.body ?? Buffer.alloc(0)),
  });
  expect(request?.body.toString()).toContain('Europe\\/Berlin');
  expect(Object.keys(JSON.parse(String(request?.body)))).toEqual(['event', 'data', 'timestamp']);
  const { body } = await api('GET', '/1/logs');
  expect(body).toEqual({
    logs: [
      {
        id: 1,
        event: 'settings.updated',
        response_code: 200,
        attempts: 1,
        delivered_at: expect.stringContaining('+00:00'),
        created_at: expect.stringContaining('+00:00'),
      },
    ],
    meta: { total: 1, per_page: 25, page: 1 },
  });
});

test('the log has pages of at most 100, newest first', async () => {
  const { api, create, emulator } = await setUp();
  await create();
  for (let count = 0; count < 3; count += 1) emulator.fire('signals', 'user.created');
  await emulator.idle();
  const second = await api('GET', '/1/logs?per_page=2&page=2');
  expect(second.body.logs?.map((row) => row.id)).toEqual([1]);
  expect(second.body.meta).toEqual({ total: 3, per_page: 2, page: 2 });
  expect((await api('GET', '/1/logs?per_page=1000')).body.meta?.per_page).toBe(100);
  expect((await api('GET', '/1/logs?per_page=-3&page=x')).body.meta).toMatchObject({
    per_page: 25,
    page: 1,
  });
});

test('18 failed deliveries in a row disable a webhook; is_active: true starts afresh', async () => {
  const { api, create, emulator, receiver } = await setUp();
  await create();
  receiver.script([], 400);
  for (let count = 0; count < 17; count += 1) {
    await emulator.fire('signals', 'user.created')[0]?.done;
  }
  expect((await api('GET', '/1')).body.webhook).toMatchObject({
    is_active: true,
    consecutive_failures: 17,
  });
  await emulator.fire('signals', 'user.created')[0]?.done;
  expect((await api('GET', '/1')).body.webhook).toMatchObject({
    is_active: false,
    consecutive_failures: 18,
    disabled_at: expect.any(String),
  });
  expect(emulator.fire('signals', 'user.created')).toEqual([]);
  expect((await api('PUT', '/1', { is_active: true })).body.webhook).toMatchObject({
    is_active: true,
    consecutive_failures: 0,
    disabled_at: null,
  });
  receiver.script([]);
  expect((await emulator.fire('signals', 'user.created')[0]?.done)?.status).toBe('delivered');
});

test('a success sets the count of failures back', async () => {
  const { create, emulator, receiver } = await setUp();
  await create();
  receiver.script([404, 404]);
  await emulator.fire('signals', 'user.created')[0]?.done;
  await emulator.fire('signals', 'user.created')[0]?.done;
  expect(emulator.hooks('signals')[0]?.failures).toBe(2);
  await emulator.fire('signals', 'user.created')[0]?.done;
  expect(emulator.hooks('signals')[0]?.failures).toBe(0);
});

import { PROVIDERS } from '@signal-hooks/catalogue';
import type { EmulatorOptions } from '../src/index.ts';
import { type Call, caller } from './support/call.ts';
import { opensslAccepts } from './support/check.ts';
import { useEmulator } from './support/fixture.ts';

const open = useEmulator();
const LIST = '/api/v2/emulated/webhooks';
const EVENTS = ['conversation.created', 'conversation.missed'];

async function setUp(options?: EmulatorOptions, refreshToken = '1000.emulated-refresh-token') {
  const fixture = await open(options);
  const as = (authorization: string) =>
    caller(`${fixture.emulator.url}/salesiq`, { authorization });
  const api = as(`Zoho-oauthtoken ${await accessToken(fixture.emulator.url, refreshToken)}`);
  const webhook = (more: object = {}) => ({
    type: 'data',
    url: fixture.receiver.url,
    events: EVENTS,
    secured: true,
    version: '1',
    app_ids: ['19367000000002043'],
    ...more,
  });
  return { ...fixture, as, api, webhook };
}

async function accessToken(url: string, refreshToken: string): Promise<string> {
  const response = await fetch(`${url}/zoho-accounts/oauth/v2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: '1000.EMULATEDCLIENT',
      client_secret: 'emulated-client-secret',
      refresh_token: refreshToken,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** The public keys a webhook lists. */
async function keysOf(api: Call, path: string): Promise<{ id: string; key: string }[]> {
  const { body } = await api('GET', path);
  return JSON.parse(JSON.stringify(body.data?.public_keys));
}

/** The code of an error inside HTTP 200; undefined for a success. */
async function codeOf(api: Call, method: string, path: string, json?: unknown): Promise<unknown> {
  const { status, body } = await api(method, path, json);
  expect(status).toBe(200);
  return body.error?.code;
}

test('a webhook is created, read, changed, listed and deleted', async () => {
  const { api, webhook, receiver } = await setUp();
  const created = await api('POST', LIST, webhook());
  const data = {
    id: expect.stringMatching(/^\d{17}$/),
    type: 'data',
    url: receiver.url,
    events: EVENTS,
    secured: true,
    version: '1',
    status: 'enabled',
    app_ids: ['19367000000002043'],
    public_keys: [],
  };
  expect(created.body).toEqual({ url: `/salesiq${LIST}`, object: 'webhook', data });
  const path = `${LIST}/${created.body.data?.id}`;
  expect((await api('GET', path)).body.data).toEqual(data);
  const changed = await api('PUT', path, {
    url: receiver.url,
    events: ['conversation.rated'],
    expiry_time_for_executions_data: '604800000',
  });
  expect(changed.body.data).toEqual({
    ...data,
    events: ['conversation.rated'],
    expiry_time_for_executions_data: '604800000',
  });
  expect((await api('GET', LIST)).body).toMatchObject({ object: 'list', data: [{ type: 'data' }] });
  expect(await codeOf(api, 'DELETE', path)).toBeUndefined();
  expect(await codeOf(api, 'GET', path)).toBe(1019);
});

test('errors stand inside HTTP 200, with the documented codes', async () => {
  const { api, as, webhook, emulator } = await setUp();
  expect(await codeOf(as('Bearer x'), 'GET', LIST)).toBe(1002);
  expect(await codeOf(caller(`${emulator.url}/salesiq`), 'GET', LIST)).toBe(1002);
  expect(await codeOf(as('Zoho-oauthtoken x'), 'GET', LIST)).toBe(1008);
  expect(await codeOf(api, 'PATCH', LIST)).toBe(1004);
  expect(await codeOf(api, 'POST', LIST, '{"type"')).toBe(1015);
  expect(await codeOf(api, 'POST', LIST)).toBe(1015);
  expect(await codeOf(api, 'POST', LIST, 'x'.repeat(1_100_000))).toBe(1015);
  expect(await codeOf(api, 'GET', '/api/v2/somebody-else/webhooks')).toBe(1019);
  expect(await codeOf(api, 'GET', `${LIST}/1`)).toBe(1019);
  expect(await codeOf(api, 'GET', '/api/v2')).toBe(1019);
  expect(await codeOf(api, 'GET', `${LIST}/%E0%A4%A`)).toBe(1015);
  const { body } = await api('POST', LIST, webhook({ url: 'x' }));
  expect(body).toEqual({ error: { code: 1006, message: 'Invalid URL' } });
});

test.each([
  [{ type: 'other' }],
  [{ events: [] }],
  [{ events: ['conversation.created', 'operator.created'] }],
  [{ events: ['conversation.imagined'] }],
  [{ type: 'administration', events: ['operator.created'] }],
  [{ app_ids: 'x' }],
  [{ secured: 'perhaps' }],
  [{ version: '2' }],
  [{ status: 'asleep' }],
  [{ expiry_time_for_executions_data: '1000' }],
])('parameters %j are refused with 1011', async (more) => {
  const { api, webhook } = await setUp();
  expect(await codeOf(api, 'POST', LIST, webhook(more))).toBe(1011);
});

test('a token does only what its scopes allow', async () => {
  const { api, webhook } = await setUp({}, '1000.emulated-read-only');
  expect(await codeOf(api, 'GET', LIST)).toBeUndefined();
  expect(await codeOf(api, 'POST', LIST, webhook())).toBe(1009);
});

test('an access token ends after an hour', async () => {
  let now = Date.now();
  const { api } = await setUp({ now: () => now });
  now += 3_599_999;
  expect(await codeOf(api, 'GET', LIST)).toBeUndefined();
  now += 1;
  expect(await codeOf(api, 'GET', LIST)).toBe(1008);
});

test.each([404, 204, 'reset', 'hang'] as const)(
  'create and update fail with 1006 if HEAD is answered with %s',
  async (reply) => {
    const { api, webhook, receiver } = await setUp({ timeoutScale: 0.2 });
    const { body } = await api('POST', LIST, webhook());
    expect(receiver.heads).toHaveLength(1);
    receiver.onHead = reply;
    const path = `${LIST}/${body.data?.id}`;
    expect(await codeOf(api, 'PUT', path, { events: ['conversation.rated'] })).toBe(1006);
    expect(await codeOf(api, 'POST', LIST, webhook())).toBe(1006);
    expect((await api('GET', path)).body.data?.events).toEqual(EVENTS);
  },
);

test('two key pairs at most; the oldest signs; openssl agrees', async () => {
  const { api, webhook, emulator, receiver } = await setUp();
  const { body } = await api('POST', LIST, webhook());
  const path = `${LIST}/${body.data?.id}`;
  const fire = async () =>
    (await emulator.fire('salesiq', 'conversation.created')[0]?.done) && receiver.posts.at(-1);
  expect((await fire())?.headers).not.toHaveProperty('x-siqsignature');
  await api('POST', `${path}/keys`);
  await api('POST', `${path}/keys`);
  const [first, second] = await keysOf(api, path);
  expect(first).toEqual({
    id: expect.stringMatching(/^\d+$/),
    key: expect.stringMatching(/^MII[A-Za-z0-9+/]+=*$/),
    creator: expect.any(String),
    created_time: expect.stringMatching(/^\d{13}$/),
  });
  expect(await codeOf(api, 'POST', `${path}/keys`)).toBe(1017);
  const signed = await fire();
  if (!first || !second || !signed) throw new Error('nothing was delivered');
  expect(opensslAccepts(first.key, signed)).toBe(true);
  expect(opensslAccepts(second.key, signed)).toBe(false);
  await api('DELETE', `${path}/keys/${first.id}`);
  expect(await codeOf(api, 'DELETE', `${path}/keys/${first.id}`)).toBe(1019);
  const next = await fire();
  if (!next) throw new Error('nothing was delivered');
  expect(opensslAccepts(second.key, next)).toBe(true);
});

test('keys asked for at the same time are still two at most', async () => {
  const { api, webhook, emulator } = await setUp({ salesiqKeyFormat: 'pem' });
  const { body } = await api('POST', LIST, webhook());
  const path = `${LIST}/${body.data?.id}`;
  const answers = await Promise.all([1, 2, 3].map(() => api('POST', `${path}/keys`)));
  const codes = answers.map((answer) => answer.body.error?.code);
  expect(codes.filter((code) => code !== undefined)).toEqual([1017]);
  const [hook] = await keysOf(api, path);
  expect(hook?.key).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect(emulator.hooks('salesiq')).toHaveLength(1);
});

test('what is not secured, or disabled, or not asked for', async () => {
  const { api, webhook, emulator, receiver } = await setUp();
  const { body } = await api('POST', LIST, webhook({ secured: false }));
  const path = `${LIST}/${body.data?.id}`;
  await api('POST', `${path}/keys`);
  await emulator.fire('salesiq', 'conversation.created')[0]?.done;
  expect(receiver.posts[0]?.headers).not.toHaveProperty('x-siqsignature');
  expect(emulator.fire('salesiq', 'operator.created')).toEqual([]);
  await api('PUT', path, { status: 'disabled' });
  expect(emulator.fire('salesiq', 'conversation.created')).toEqual([]);
});

test('the envelope counts its attempts; a lost answer brings the same event again', async () => {
  const { api, webhook, emulator, receiver } = await setUp();
  await api('POST', LIST, webhook());
  receiver.script([200, 302, 404]);
  const faults = { loseAnswer: true };
  const delivery = await emulator.fire('salesiq', 'conversation.missed', { faults })[0]?.done;
  expect(delivery?.status).toBe('delivered');
  expect(delivery?.attempts.map(({ failure, status }) => failure ?? status)).toEqual([
    'answer_lost',
    302,
    404,
    200,
  ]);
  const bodies = receiver.posts.map(({ body }) => JSON.parse(body.toString()));
  expect(bodies.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  const { identity, events } = PROVIDERS.salesiq;
  expect(new Set(bodies.map((body) => identity(body, {}).key)).size).toBe(1);
  const sample = events['conversation.missed']?.sample({ sequence: 1, at: new Date() });
  // Beyond 2^53, and every digit of it.
  expect(receiver.posts[0]?.body.toString()).toContain(`"app_id":${sample?.app_id},`);
  expect(Number(sample?.app_id)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
});

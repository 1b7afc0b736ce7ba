import { PROVIDERS, type SampleObject } from '@signal-hooks/catalogue';
import type { EmulatorOptions } from '../src/index.ts';
import { caller } from './support/call.ts';
import { hmacHex } from './support/check.ts';
import { useEmulator } from './support/fixture.ts';

const open = useEmulator();
const KEY = 'ss_secret_emulated';
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

async function setUp(options?: EmulatorOptions) {
  const fixture = await open(options);
  const as = (key: string, more: Record<string, string> = {}) =>
    caller(`${fixture.emulator.url}/sigsentry/v1/config/notifications`, {
      authorization: `Bearer ${key}`,
      ...more,
    });
  const channel = (more: object = {}, credentials: object = {}) => ({
    type: 'webhook',
    name: 'internal-alerting',
    severityThreshold: 'high',
    credentials: { url: fixture.receiver.url, hmacSecret: 'a secret', ...credentials },
    ...more,
  });
  return { ...fixture, as, api: as(KEY), channel };
}

/** The sample of a finished analysis, as grave as wanted. */
const analysis = (severity?: string): SampleObject => ({
  ...PROVIDERS.sigsentry.events['analysis.complete']?.sample({ sequence: 1, at: new Date(0) }),
  severity: severity ?? null,
});

test('a channel is created, listed, changed and deleted; credentials never come back', async () => {
  const { api, channel } = await setUp();
  const created = await api('POST', '', channel({}, { authHeader: 'Bearer abc' }));
  expect(created.status).toBe(201);
  const shown = {
    id: expect.stringMatching(UUID),
    type: 'webhook',
    name: 'internal-alerting',
    severityThreshold: 'high',
    isActive: true,
  };
  expect(created.body).toEqual({ success: true, data: shown });
  expect((await api('GET', '')).body).toEqual({ success: true, data: [shown] });
  const path = `/${created.body.data?.id}`;
  const changed = await api('PUT', path, { type: 'webhook', isActive: false });
  expect(changed.body.data).toEqual({ ...shown, isActive: false });
  expect((await api('DELETE', path)).body).toEqual({ success: true });
  expect(await api('DELETE', path)).toMatchObject({
    status: 404,
    body: { success: false, error: { code: 'NOT_FOUND' } },
  });
});

test('keys, permissions and projects are told apart', async () => {
  const { as, api, channel } = await setUp();
  const wrong = await as('ss_secret_wrong')('GET', '');
  expect([wrong.status, wrong.body.error?.code]).toEqual([401, 'UNAUTHORIZED']);
  const readOnly = as('ss_secret_emulated_read');
  expect((await readOnly('GET', '')).status).toBe(200);
  const refused = await readOnly('POST', '', channel());
  expect([refused.status, refused.body.error?.code]).toEqual([403, 'FORBIDDEN']);
  const elsewhere = await as(KEY, { 'x-project-id': 'proj_other' })('GET', '');
  expect(elsewhere.body.error?.code).toBe('FORBIDDEN');
  const nameless = await as('ss_secret_emulated_tenant')('GET', '');
  expect([nameless.status, nameless.body.error?.code]).toEqual([400, 'VALIDATION_ERROR']);
  const tenant = as('ss_secret_emulated_tenant', { 'x-project-id': 'proj_other' });
  const made = await tenant('POST', '', channel());
  expect((await tenant('GET', '')).body.data).toHaveLength(1);
  expect((await api('GET', '')).body.data).toEqual([]);
  expect((await api('PUT', `/${made.body.data?.id}`, {})).status).toBe(404);
});

test.each<[string, object | string]>([
  ['no JSON', '{"type":'],
  ['a list', '[]'],
  ['another type', { type: 'slack' }],
  ['no name', { name: '' }],
  ['an unknown threshold', { severityThreshold: 'urgent' }],
  ['no credentials', { credentials: undefined }],
  ['credentials that are no object', { credentials: 'x' }],
  ['no URL', { credentials: {} }],
  ['a URL without HTTPS', { credentials: { url: 'http://a.example' } }],
  ['a header with a line break', { credentials: { url: 'https://a.example', authHeader: 'a\nb' } }],
  ['a secret that is no text', { credentials: { url: 'https://a.example', hmacSecret: 5 } }],
  ['a wrong isActive', { isActive: 'yes' }],
])('%s is a VALIDATION_ERROR', async (_what, more) => {
  const { api, channel } = await setUp();
  const refused = await api('POST', '', typeof more === 'string' ? more : channel(more));
  expect(refused.status).toBe(400);
  expect(refused.body).toEqual({
    success: false,
    error: { code: 'VALIDATION_ERROR', message: expect.any(String) },
  });
});

test('loopback is refused unless it is allowed', async () => {
  const { api, channel } = await setUp({ allowLoopback: false });
  const refused = await api('POST', '', channel());
  expect(refused.body.error?.message).toContain('reachable');
});

test('bearer and HMAC go out together, the delivery id being the payload’s own', async () => {
  const { api, channel, emulator, receiver } = await setUp();
  await api('POST', '', channel({ severityThreshold: 'low' }, { authHeader: 'Bearer abc123' }));
  await emulator.fire('sigsentry', 'analysis.complete')[0]?.done;
  const [request] = receiver.posts;
  const body = request?.body ?? Buffer.alloc(0);
  expect(request?.headers).toMatchObject({
    authorization: 'Bearer abc123',
    'x-sigsentry-event': 'analysis.complete',
    'x-sigsentry-signature': `sha256=${hmacHex('a secret', body)}`,
    'x-sigsentry-delivery': JSON.parse(body.toString()).deliveryId,
  });
});

test('a channel without a secret is not signed', async () => {
  const { api, channel, emulator, receiver } = await setUp();
  await api('POST', '', channel({ severityThreshold: 'low' }, { hmacSecret: undefined }));
  await emulator.fire('sigsentry', 'watchdog.fired')[0]?.done;
  expect(receiver.posts[0]?.headers).not.toHaveProperty('x-sigsentry-signature');
});

test.each([
  ['critical', ['critical']],
  ['medium', ['critical', 'high', 'medium']],
  ['info', ['critical', 'high', 'medium', 'low', 'info']],
])('threshold %s lets %j through', async (threshold, expected) => {
  const { api, channel, emulator } = await setUp();
  await api('POST', '', channel({ severityThreshold: threshold }));
  const sent = ['critical', 'high', 'medium', 'low', 'info'].filter(
    (severity) =>
      emulator.fire('sigsentry', 'analysis.complete', { payload: analysis(severity) }).length > 0,
  );
  expect(sent).toEqual(expected);
  // One that does not say how grave it is passes.
  expect(emulator.fire('sigsentry', 'analysis.complete', { payload: analysis() })).toHaveLength(1);
});

test('an update without credentials keeps them, one with credentials replaces them', async () => {
  const { api, channel, emulator, receiver } = await setUp();
  const made = await api('POST', '', channel({ severityThreshold: 'low' }));
  const path = `/${made.body.data?.id}`;
  await api('PUT', path, { name: 'renamed', severityThreshold: 'info' });
  await emulator.fire('sigsentry', 'analysis.complete')[0]?.done;
  await api('PUT', path, { credentials: { url: receiver.url, hmacSecret: 'another' } });
  await emulator.fire('sigsentry', 'analysis.complete')[0]?.done;
  const signatures = receiver.posts.map(({ headers }) => headers['x-sigsentry-signature']);
  expect(signatures).toEqual(
    receiver.posts.map(
      ({ body }, index) => `sha256=${hmacHex(index === 0 ? 'a secret' : 'another', body)}`,
    ),
  );
});

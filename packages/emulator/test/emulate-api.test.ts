import { PROVIDERS } from '@signal-hooks/catalogue';
import { caller } from './support/call.ts';
import { useEmulator } from './support/fixture.ts';

const open = useEmulator();

async function setUp() {
  const fixture = await open();
  const api = caller(fixture.emulator.url);
  const { body } = await api('POST', '/screens/siggnal/webhooks', { url: fixture.receiver.url });
  return { ...fixture, api, hookId: String(body.id) };
}

test('the index lists every provider with its credentials and event types', async () => {
  const { api, emulator } = await setUp();
  const { status, body } = await api('GET', '/');
  expect(status).toBe(200);
  expect(Object.keys(body.providers ?? {})).toEqual(Object.keys(PROVIDERS));
  expect(body.providers?.signals).toMatchObject({
    registration: 'api',
    settings: { base_url: `${emulator.url}/signals`, api_token: '1|emulated-signals-token' },
    event_types: expect.arrayContaining(['user.created']),
  });
  expect(body.providers?.['signal-ark']?.signing_secret).toMatch(/^[0-9a-f]{64}$/);
  expect(emulator.settings('sigsentry')).toEqual({
    api_url: `${emulator.url}/sigsentry`,
    api_key: 'ss_secret_emulated',
  });
});

test.each(Object.values(PROVIDERS))(
  'every documented event of $name can be fired',
  async ({ id, events, ping }) => {
    const { emulator } = await open();
    for (const type of Object.keys(events)) expect(emulator.fire(id, type)).toEqual([]);
    if (ping) expect(emulator.fire(id, ping.type)).toEqual([]);
  },
);

test('an event is fired and its delivery seen', async () => {
  const { api, receiver } = await setUp();
  const fired = await api('POST', '/emulate/siggnal/events/signal', { wait: true });
  expect(fired.status).toBe(200);
  expect(fired.body.deliveries).toMatchObject([
    {
      provider: 'siggnal',
      hook_id: 'wh_1',
      event_type: 'signal',
      status: 'delivered',
      attempts: [{ number: 1, status: 200, delivered: true, duration_ms: expect.any(Number) }],
    },
  ]);
  expect(receiver.posts).toHaveLength(1);
  expect((await api('GET', '/emulate/siggnal/deliveries')).body).toEqual(fired.body);
  expect((await api('GET', '/emulate/siggnal/hooks')).body.hooks).toEqual([
    { id: 'wh_1', url: receiver.url, active: true, failures: 0, disabled_at: null },
  ]);
});

test('a payload of one’s own, with every digit, for one hook, with faults', async () => {
  const { api, receiver, hookId } = await setUp();
  const order = `{"payload":{"big":40526000000002040123},"hook_id":"${hookId}","retry":false,"wait":true,"faults":{"duplicate":true}}`;
  const fired = await api('POST', '/emulate/siggnal/events/anything', order);
  expect(fired.body.deliveries?.[0]?.faults).toEqual({ duplicate: true });
  expect(receiver.posts.map(({ body }) => body.toString())).toEqual([
    '{"big":40526000000002040123}',
    '{"big":40526000000002040123}',
  ]);
});

test('without a body it does not wait', async () => {
  const { api, emulator } = await setUp();
  expect((await api('POST', '/emulate/siggnal/events/signal')).status).toBe(202);
  await emulator.idle();
});

test.each<[string, unknown, number, string]>([
  ['/emulate/nobody/events/signal', {}, 404, 'unknown_provider'],
  ['/emulate/__proto__/events/signal', {}, 404, 'unknown_provider'],
  ['/emulate/siggnal/events/imagined', {}, 404, 'unknown_event_type'],
  ['/emulate/siggnal/events/toString', {}, 404, 'unknown_event_type'],
  ['/emulate/siggnal/events/a%20b', {}, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', '{"x', 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', '[]', 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { payload: 1 }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { hook_id: 1 }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { retry: 1 }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { wait: 1 }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { faults: 1 }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { faults: { fire: true } }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { faults: { tamper: 1 } }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { faults: { oversized: -1 } }, 422, 'invalid_request'],
  ['/emulate/siggnal/events/signal', { faults: { oversized: 1e12 } }, 422, 'invalid_request'],
  ['/nowhere', {}, 404, 'not_found'],
  ['/%E0%A4%A', {}, 404, 'not_found'],
])('POST %s %j is %i %s', async (path, body, status, code) => {
  const { api } = await setUp();
  const refused = await api('POST', path, body);
  expect(refused).toMatchObject({ status, body: { status, code, detail: expect.any(String) } });
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
});

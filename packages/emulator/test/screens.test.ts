import type { EmulatorOptions } from '../src/index.ts';
import { caller } from './support/call.ts';
import { hmacHex } from './support/check.ts';
import { useEmulator } from './support/fixture.ts';

const open = useEmulator();

async function setUp(options?: EmulatorOptions) {
  const fixture = await open(options);
  return {
    ...fixture,
    siggnal: caller(`${fixture.emulator.url}/screens/siggnal`),
    ark: caller(`${fixture.emulator.url}/screens/signal-ark`),
  };
}

describe('Siggnal', () => {
  test('a webhook is added, changed and removed; the secret token is not shown', async () => {
    const { siggnal, receiver } = await setUp();
    const added = await siggnal('POST', '/webhooks', { url: receiver.url, secret_token: 'S' });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({
      id: 'wh_1',
      url: receiver.url,
      projects: [],
      priorities: ['high', 'medium', 'low'],
      has_secret_token: true,
      created_at: expect.any(String),
    });
    const changed = await siggnal('PUT', '/webhooks/wh_1', { priorities: ['high'] });
    expect(changed.body).toEqual({ ...added.body, priorities: ['high'] });
    expect((await siggnal('GET', '/webhooks')).body.webhooks).toEqual([changed.body]);
    expect((await siggnal('GET', '/webhooks/wh_1')).body).toEqual(changed.body);
    expect((await siggnal('DELETE', '/webhooks/wh_1')).status).toBe(204);
    expect((await siggnal('GET', '/webhooks/wh_1')).body.code).toBe('not_found');
  });

  test.each([
    [{}, 'url'],
    [{ url: 'no url' }, 'url'],
    [{ url: 'http://a.example' }, 'url'],
    [{ url: 'https://a.example', projects: 'x' }, 'projects'],
    [{ url: 'https://a.example', priorities: [] }, 'priorities'],
    [{ url: 'https://a.example', priorities: ['urgent'] }, 'priorities'],
    [{ url: 'https://a.example', secret_token: 5 }, 'secret_token'],
    ['{', 'url'],
  ])('%j is refused', async (form, field) => {
    const { siggnal } = await setUp();
    const refused = await siggnal('POST', '/webhooks', form);
    expect(refused.status).toBe(422);
    expect(refused.body.code).toBe('invalid_request');
    expect(Object.keys(refused.body.errors ?? {})).toEqual([field]);
  });

  test.each([
    'http://localhost/x',
    'https://127.0.0.1/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::ffff:127.0.0.1]/x',
    'https://app.localhost/x',
    'https://0.0.0.0/x',
  ])('%s is this machine, and refused unless allowed', async (url) => {
    const strict = await setUp({ allowLoopback: false, allowHttp: true });
    expect((await strict.siggnal('POST', '/webhooks', { url })).body.errors?.url).toContain(
      'localhost',
    );
    const relaxed = await setUp();
    expect((await relaxed.siggnal('POST', '/webhooks', { url })).status).toBe(201);
  });

  test('HTTP can be allowed everywhere', async () => {
    const { siggnal } = await setUp({ allowLoopback: false, allowHttp: true });
    const url = 'http://a.example/x';
    expect((await siggnal('POST', '/webhooks', { url })).status).toBe(201);
  });

  test('“Send test” sends one signed sample, saved or not', async () => {
    const { siggnal, emulator, receiver } = await setUp();
    await siggnal('POST', '/webhooks', { url: receiver.url, secret_token: 'S' });
    receiver.script([200, 204]);
    const tested = await siggnal('POST', '/webhooks/wh_1/test');
    expect(tested.body).toMatchObject({ status: 'delivered', event_type: 'test' });
    const form = { url: receiver.url, secret_token: 'T' };
    const unsaved = await siggnal('POST', '/tests', form);
    // 204 is not "exactly 200", and nobody waits for retries.
    expect(unsaved.body).toMatchObject({ status: 'failed', attempts: [{ status: 204 }] });
    const [first, second] = receiver.posts;
    expect(first?.headers['x-siggnal-signature']).toBe(hmacHex('S', first?.body as Buffer));
    expect(second?.headers['x-siggnal-signature']).toBe(hmacHex('T', second?.body as Buffer));
    expect(emulator.hooks('siggnal')).toHaveLength(1);
    expect((await siggnal('POST', '/tests', {})).status).toBe(422);
    const log = await siggnal('GET', '/webhooks/wh_1/deliveries');
    expect(log.body.deliveries).toHaveLength(1);
  });

  test('projects and priorities filter', async () => {
    const { siggnal, emulator, receiver } = await setUp();
    const form = { url: receiver.url, projects: ['p1'], priorities: ['high', 'low'] };
    await siggnal('POST', '/webhooks', form);
    const hits = (project_id: string, priority: string) =>
      emulator.fire('siggnal', 'signal', { payload: { signal_id: 's', project_id, priority } })
        .length;
    expect([hits('p1', 'high'), hits('p1', 'low')]).toEqual([1, 1]);
    expect([hits('p1', 'medium'), hits('p2', 'high')]).toEqual([0, 0]);
  });
});

describe('Signal Ark', () => {
  test('a destination is added once its ping was answered, signed with the workspace’s secret', async () => {
    const { ark, emulator, receiver } = await setUp();
    const { body: before } = await ark('GET', '/signing-secret');
    const added = await ark('POST', '/destinations', { url: receiver.url });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      destination: { id: 'dest_1', url: receiver.url },
      signing_secret: before.signing_secret,
      ping: { event_type: 'ping', status: 'delivered' },
    });
    const [ping] = receiver.posts;
    expect(ping?.headers['x-signalark-signature']).toBe(
      hmacHex(String(before.signing_secret), ping?.body as Buffer),
    );
    expect(JSON.parse(String(ping?.body)).event).toBe('ping');
    for (const type of ['signal.promoted', 'signal.play_matched', 'social.lead_promoted']) {
      expect(emulator.fire('signal-ark', type)).toHaveLength(1);
    }
    await emulator.idle();
    expect((await ark('GET', '/destinations/dest_1/deliveries')).body.deliveries).toHaveLength(4);
    expect((await ark('GET', '/destinations')).body.destinations).toHaveLength(1);
    expect((await ark('DELETE', '/destinations/dest_1')).status).toBe(204);
    expect((await ark('DELETE', '/destinations/dest_1')).status).toBe(404);
  });

  test.each([400, 500, 'reset'] as const)('it is not added if the ping gets %s', async (reply) => {
    const { ark, emulator, receiver } = await setUp();
    receiver.script([reply]);
    const refused = await ark('POST', '/destinations', { url: receiver.url });
    expect(refused).toMatchObject({ status: 422, body: { code: 'ping_failed' } });
    expect(receiver.posts).toHaveLength(1);
    expect(emulator.hooks('signal-ark')).toEqual([]);
  });

  test('the secret can be given, and rotated', async () => {
    const { ark, receiver } = await setUp({ accounts: { signalArk: { signingSecret: 'mine' } } });
    expect((await ark('GET', '/signing-secret')).body.signing_secret).toBe('mine');
    const { body } = await ark('POST', '/signing-secret/rotate');
    await ark('POST', '/destinations', { url: receiver.url });
    const [ping] = receiver.posts;
    expect(ping?.headers['x-signalark-signature']).toBe(
      hmacHex(String(body.signing_secret), ping?.body as Buffer),
    );
  });

  test('HTTPS only, nothing unreadable, nothing unknown', async () => {
    const { ark } = await setUp();
    expect((await ark('POST', '/destinations', { url: 'http://a.example' })).status).toBe(422);
    expect((await ark('POST', '/destinations', '{')).status).toBe(422);
    expect((await ark('GET', '/nowhere')).body.code).toBe('not_found');
    expect((await ark('GET', '/destinations/%E0%A4%A')).body.code).toBe('body_unreadable');
  });
});

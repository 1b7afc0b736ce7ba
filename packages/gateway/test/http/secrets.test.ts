import { until } from '../../../../test/support/until.ts';
import {
  type Fake,
  type Harness,
  signalsSettings,
  startFake,
  startHarness,
  startSignals,
} from './harness.ts';

const OWN_SECRET = 'siggnal-secret-0123456789';
const BEARER = 'Bearer passed-by-the-provider-42';

describe('secrets', () => {
  let harness: Harness;
  let signals: Awaited<ReturnType<typeof startSignals>>;
  let subscriber: Fake;

  beforeAll(async () => {
    harness = await startHarness({ deliver: true });
    signals = await startSignals();
    subscriber = await startFake(() => [200]);
  });
  afterAll(() => Promise.all([harness.close(), signals.close(), subscriber.close()]));

  test('are shown at most once, and never logged', async () => {
    const admin = await harness.token('admin');
    const seen: string[] = [];
    const call = async (method: string, path: string, body?: unknown) => {
      const reply = await harness.call(method, path, {
        token: admin,
        ...(body === undefined ? {} : { body }),
      });
      expect({ path, status: reply.status < 300, text: reply.text }).toMatchObject({
        path,
        status: true,
      });
      seen.push(reply.text);
      return reply.json;
    };
    const given = await call('POST', '/v1/sources', {
      provider: 'siggnal',
      secrets: [OWN_SECRET],
      authorization: [BEARER],
    });
    expect(given.secret).toBeNull();
    const settings = signalsSettings(signals);
    const registered = await call('POST', '/v1/sources', { provider: 'signals', settings });
    expect(registered.secret).toBeNull();
    expect(registered.settings).toEqual({ base_url: signals.url });
    await call('GET', `/v1/sources/${registered.id}/registration`);
    await call('POST', `/v1/sources/${registered.id}/rotate-secret`, {});
    await call('PATCH', `/v1/sources/${registered.id}`, { events: ['user.created'] });

    // What is made here is shown in the answer that makes it: those answers are looked at apart.
    const made = (await harness.call('POST', '/v1/sources', { body: { provider: 'siggnal' } }))
      .json;
    const rotated = (await harness.call('POST', `/v1/sources/${made.id}/rotate-secret`)).json;
    const hook = { target_url: `${subscriber.url}/private-path-77`, source_id: given.id };
    const subscribed = (await harness.call('POST', '/v1/subscriptions', { body: hook })).json;
    const renewed = (await harness.call('POST', `/v1/subscriptions/${subscribed.id}/rotate-secret`))
      .json;

    const { event_id: eventId } = await call('POST', `/v1/sources/${given.id}/test`);
    await call('POST', `/v1/subscriptions/${subscribed.id}/test`);
    await until(
      () => harness.call('GET', '/v1/deliveries?status=delivered'),
      ({ json }) => json.data.length === 1,
    );
    for (const path of [
      ...['/v1/me', '/v1/providers', '/v1/sources', '/v1/subscriptions', '/v1/deliveries'],
      ...[`/v1/sources/${given.id}`, `/v1/sources/${made.id}`, `/v1/sources/${registered.id}`],
      ...[`/v1/subscriptions/${subscribed.id}`, `/v1/events/${eventId}`, '/v1/events'],
      ...[`/v1/sources/${given.id}/rejections`, '/openapi.json', '/metrics'],
    ]) {
      await call('GET', path);
    }
    await harness.call('PATCH', `/v1/sources/${registered.id}`, {
      body: { settings: { api_token: 'a-wrong-api-token-99' } },
    });
    await call('DELETE', `/v1/sources/${registered.id}`);

    const secrets = [
      ...[OWN_SECRET, BEARER, 'passed-by-the-provider-42', 'signals-made-secret'],
      ...['signals-api-token-1234', 'a-wrong-api-token-99', admin],
      ...[made.secret, rotated.secret, subscribed.secret, renewed.secret],
    ];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(10);
      expect(seen.join('\n')).not.toContain(secret);
      expect(harness.logged()).not.toContain(secret);
    }
    // Nor is what only the parties know: targets, addresses of APIs, contents.
    for (const text of ['private-path-77', signals.url, subscriber.url, 'Ромашка']) {
      expect(harness.logged()).not.toContain(text);
    }
    expect(harness.logged()).toContain('provider asked');
  });
});

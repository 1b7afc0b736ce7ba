import {
  type Fake,
  type FakeAnswer,
  type Harness,
  signalsSettings,
  startFake,
  startHarness,
} from '../../http/harness.ts';
import { failureOf } from './failure.ts';

describe('a provider that does not play along', () => {
  let harness: Harness;
  let fake: Fake;
  let answer: (method: string) => FakeAnswer | Promise<FakeAnswer>;
  beforeAll(async () => {
    harness = await startHarness({ providerTimeoutMs: 300 });
    fake = await startFake(({ method }) => answer(method));
  });
  afterAll(() => Promise.all([harness.close(), fake.close()]));

  const add = () =>
    harness.services.sources.add({ provider: 'signals', settings: signalsSettings(fake) });

  test.each<[string, FakeAnswer, string, string | undefined]>([
    ['401', [401, {}], 'provider_refused', 'provider_unauthorized'],
    ['403', [403, {}], 'provider_refused', 'provider_forbidden'],
    ['404', [404, {}], 'provider_refused', 'provider_not_found'],
    ['422', [422, { message: 'The url is taken.' }], 'provider_refused', 'provider_invalid'],
    ['429', [429, {}], 'provider_refused', 'provider_rate_limited'],
    ['500', [500, {}], 'provider_unavailable', 'provider_unavailable'],
    ['a redirect', [302, {}], 'provider_refused', 'provider_unexpected'],
    ['a cut connection', null, 'provider_unavailable', undefined],
  ])('%s leaves nothing behind', async (_words, given, code, provider) => {
    answer = (method) => (method === 'GET' && given !== null ? [200, { webhooks: [] }] : given);
    const failure = await failureOf(add());
    expect(failure.code).toBe(code);
    if (provider) expect(failure.provider).toBe(provider);
    expect(failure.message).toMatch(/SIGNALS|API token/);
    expect(harness.directory.sources()).toEqual([]);
  });

  test('one that never answers is given up', async () => {
    answer = () => new Promise(() => undefined);
    const failure = await failureOf(add());
    expect(failure.code).toBe('provider_unavailable');
    expect(failure.message).toContain('did not answer in time');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a page', '<html>'],
    ['another shape', { webhooks: { a: 1 } }],
    ['lists of nulls', { webhooks: [null, 1, 'x'] }],
    ['far too much', { webhooks: ['x'.repeat(3_000_000)] }],
  ])('%s in its list is no exception', async (_words, list) => {
    answer = (method) => [method === 'GET' ? 200 : 201, method === 'GET' ? list : {}];
    expect(await failureOf(add())).toMatchObject({
      code: 'provider_refused',
      provider: 'provider_unexpected',
    });
    expect(harness.directory.sources()).toEqual([]);
  });

  test('what was made half is taken back', async () => {
    let made: Record<string, unknown>[] = [];
    fake.requests.length = 0;
    answer = (method) => {
      if (method === 'GET') return [200, { webhooks: made }];
      if (method === 'DELETE') {
        made = [];
        return [204];
      }
      const { url, events } = JSON.parse(fake.requests.at(-1)?.body ?? '');
      made = [{ id: 7, url, events, is_active: true }];
      // The secret is missing, so that the webhook is of no use.
      return [201, { webhook: { id: 7 } }];
    };
    expect(await failureOf(add())).toMatchObject({ provider: 'provider_unexpected' });
    expect(made).toEqual([]);
  });

  test('addresses inside the network are not asked', async () => {
    const settings = { api_token: 'x' };
    const reachable = await startHarness({ publicUrl: 'https://hooks.example.com' });
    for (const base_url of [
      'https://10.0.0.1',
      'http://signals.example.com',
      'file:///etc',
      '//',
    ]) {
      const attempt = reachable.services.sources.add({
        provider: 'signals',
        settings: { ...settings, base_url },
      });
      expect(await failureOf(attempt)).toMatchObject({ code: 'target_forbidden' });
    }
    await reachable.close();
  });
});

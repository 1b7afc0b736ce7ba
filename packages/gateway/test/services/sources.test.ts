import { generateKeyPairSync } from 'node:crypto';
import type { NewSource } from '../../src/services/sources.ts';
import {
  type Fake,
  type FakeAnswer,
  type Harness,
  signalsSettings,
  startFake,
  startHarness,
  startSignals,
} from '../http/harness.ts';

/** The code and, if any, the provider's own, of what an attempt ended with. */
async function failureOf(
  attempt: Promise<unknown>,
): Promise<{ code: string; provider?: string; message: string }> {
  const error = await attempt.then(
    () => new Error('it succeeded'),
    (each) => each,
  );
  return { code: error.code, provider: error.cause?.code, message: error.message };
}

describe('sources by hand', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ publicUrl: null });
  });
  afterAll(() => harness.close());

  test('get a secret made, unless there is one or none is wanted', async () => {
    const { sources } = harness.services;
    const made = await sources.add({ provider: 'siggnal' });
    expect(made.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(made.ready.secrets.secrets).toEqual([made.secret]);
    const given = await sources.add({ provider: 'siggnal', secrets: ['their-own'] });
    expect(given.secret).toBeNull();
    const unsigned = await sources.add({ provider: 'siggnal', unsigned: true });
    expect([unsigned.secret, unsigned.ready.secrets.secrets]).toEqual([null, []]);
    expect(await sources.test(unsigned.ready.source.id)).toMatchObject({ outcome: 'stored' });
  });

  test('with an API but nothing to register with hold nothing, and refuse everything', async () => {
    const { sources } = harness.services;
    const { ready, secret } = await sources.add({ provider: 'signals' });
    expect([secret, ready.secrets.secrets]).toEqual([null, []]);
    expect(await sources.test(ready.source.id)).toEqual({
      outcome: 'rejected',
      code: 'credential_missing',
    });
  });

  test('rotate: the old secret is accepted until its grace is over', async () => {
    const { sources } = harness.services;
    const { ready, secret: first } = await sources.add({ provider: 'siggnal' });
    const { id } = ready.source;
    const second = await sources.rotate(id, { graceHours: 2 });
    const third = await sources.rotate(id, { secret: 'a-given-one', graceHours: 1 });
    expect(second.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(third.secret).toBeNull();
    const { secrets } = third.ready;
    expect(secrets.secrets).toEqual(['a-given-one']);
    expect(secrets.retiring.map((each) => each.secret)).toEqual([second.secret, first]);
    harness.advance(1.5 * 3600_000);
    const fourth = await sources.rotate(id, { graceHours: 0 });
    expect(fourth.ready.secrets.retiring.map((each) => each.secret)).toEqual([first]);
    await expect(sources.rotate(id, { secret: ' x' })).rejects.toMatchObject({
      fields: [{ path: 'secret' }],
    });
  });

  test('get no secret made up that their provider would never sign with', async () => {
    const { sources } = harness.services;
    const ark = (await sources.add({ provider: 'signal-ark' })).ready.source.id;
    await expect(sources.rotate(ark)).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ path: 'secret', message: 'Copy the signing secret from Signal Ark and give it.' }],
    });
    const signals = (await sources.add({ provider: 'signals' })).ready.source.id;
    await expect(sources.rotate(signals)).rejects.toMatchObject({
      fields: [
        { path: 'secret', message: expect.stringMatching(/^Register the source at SIGNALS/) },
      ],
    });
    for (const id of [ark, signals]) {
      expect(await sources.get(id)).toMatchObject({ secrets: { secrets: [], retiring: [] } });
      const { ready } = await sources.rotate(id, { secret: 'copied-from-there' });
      expect(ready.secrets.secrets).toEqual(['copied-from-there']);
      await sources.remove(id, { force: false });
    }
  });

  test('send a ping or a chosen event for a test', async () => {
    const { sources } = harness.services;
    const { ready } = await sources.add({ provider: 'siggnal', authorization: ['Bearer abc'] });
    const { id } = ready.source;
    expect(await sources.test(id, { ping: true })).toEqual({ outcome: 'ping' });
    expect(await sources.test(id, { eventType: 'signal' })).toMatchObject({ outcome: 'stored' });
    expect(await failureOf(sources.test(id, { eventType: '__proto__' }))).toMatchObject({
      code: 'invalid_request',
    });
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
    const keyed = await sources.add({ provider: 'salesiq', publicKeys: [pem] });
    expect(await failureOf(sources.test(keyed.ready.source.id))).toMatchObject({
      code: 'conflict',
    });
    expect(await failureOf(sources.rotate(keyed.ready.source.id))).toMatchObject({
      code: 'conflict',
    });
  });

  test('take their subscriptions with them', async () => {
    const { sources, subscriptions } = harness.services;
    const { ready } = await sources.add({ provider: 'siggnal' });
    const { id } = ready.source;
    const targetUrl = 'https://hooks.example.com/x';
    const { subscription } = await subscriptions.create({ targetUrl, sourceId: id });
    const other = await subscriptions.create({ targetUrl });
    await sources.test(id);
    await sources.remove(id, { force: false });
    expect(await subscriptions.get(subscription.id)).toMatchObject({
      status: 'ended',
      statusReason: 'Its source was removed.',
    });
    expect((await subscriptions.get(other.subscription.id)).status).toBe('active');
    expect(await failureOf(sources.get(id))).toMatchObject({ code: 'source_not_found' });
    expect(await failureOf(sources.remove(id, { force: true }))).toMatchObject({
      code: 'source_not_found',
    });
  });

  test('cannot be registered while the public URL is not known', async () => {
    const { sources } = harness.services;
    const settings = { base_url: 'https://signals.example.com', api_token: 'x' };
    const failure = await failureOf(sources.add({ provider: 'signals', settings }));
    expect(failure.code).toBe('public_url_missing');
    expect(failure.message).toContain('SIGNAL_HOOKS_URL');
    expect(
      (await sources.list({ provider: 'signals' }, { cursor: null, limit: 9 })).items,
    ).toHaveLength(1);
  });
});

describe('what the provider would not learn of', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  test.each(['siggnal', 'signal-ark', 'sigsentry'])(
    'a choice of events at %s is refused: it always sends all',
    async (provider) => {
      const added = harness.services.sources.add({ provider, events: ['signal'] });
      await expect(added).rejects.toMatchObject({
        fields: [{ path: 'events', message: expect.stringMatching(/in the subscription/) }],
      });
    },
  );

  test('a new auth header is sent by SigSentry, and nothing else is taken for one', async () => {
    const { sources } = harness.services;
    const bodies: { credentials?: { authHeader?: string; hmacSecret: string } }[] = [];
    let channels: object[] = [];
    const sentry = await startFake(({ method, body }) => {
      if (method === 'GET') return [200, { success: true, data: channels }];
      const channel = JSON.parse(body);
      bodies.push(channel);
      channels = [{ id: 'c1', isActive: true, ...channel }];
      return [200, { success: true, data: { id: 'c1' } }];
    });
    const settings = { api_key: 'ss_secret_1', api_url: sentry.url, auth_header: 'Bearer one' };
    const { id } = (await sources.add({ provider: 'sigsentry', settings })).ready.source;
    const changed = await sources.update(id, { settings: { auth_header: 'Bearer two' } });
    expect(bodies.at(-1)?.credentials?.authHeader).toBe('Bearer two');
    expect(changed.secrets).toMatchObject({
      authorization: ['Bearer two'],
      secrets: [bodies.at(-1)?.credentials?.hmacSecret],
      retiring: [{ secret: bodies[0]?.credentials?.hmacSecret }],
    });
    const without = await sources.update(id, { settings: { auth_header: '' } });
    expect(bodies.at(-1)?.credentials).not.toHaveProperty('authHeader');
    expect(without.secrets.authorization).toEqual([]);
    await expect(sources.update(id, { authorization: ['Bearer x'] })).rejects.toMatchObject({
      fields: [{ path: 'authorization', message: expect.stringMatching(/settings.auth_header/) }],
    });
    await sentry.close();
  });
});

describe('sources with an API', () => {
  let harness: Harness;
  let signals: Awaited<ReturnType<typeof startSignals>>;
  beforeEach(async () => {
    harness = await startHarness();
    signals = await startSignals();
  });
  afterEach(() => Promise.all([harness.close(), signals.close()]));

  const add = (more: Partial<NewSource> = {}) =>
    harness.services.sources.add({
      provider: 'signals',
      settings: signalsSettings(signals),
      ...more,
    });

  test('are registered with all known events, once', async () => {
    const { sources } = harness.services;
    const { ready } = await add();
    const { id } = ready.source;
    expect(ready.secrets.secrets).toEqual(['signals-made-secret-1']);
    expect(signals.hooks.get(1)).toMatchObject({ url: `${harness.url}/in/${id}`, is_active: true });
    await Promise.all([sources.register(id), sources.register(id)]);
    expect(signals.hooks.size).toBe(1);
    expect(await sources.test(id)).toMatchObject({ outcome: 'stored' });
  });

  test('are switched on again', async () => {
    const { sources } = harness.services;
    const { id } = (await add()).ready.source;
    const hook = signals.hooks.get(1) as { is_active: boolean };
    hook.is_active = false;
    expect((await sources.status(id)).registration).toEqual({ id: '1', active: false });
    await sources.register(id);
    expect(signals.hooks.get(1)?.is_active).toBe(true);
  });

  test('rotate at the provider', async () => {
    const { sources } = harness.services;
    const { id } = (await add()).ready.source;
    const { ready, secret } = await sources.rotate(id);
    expect(secret).toBeNull();
    expect(ready.source.registrationId).toBe('2');
    expect(ready.secrets.secrets).toEqual(['signals-made-secret-2']);
    expect(ready.secrets.retiring).toMatchObject([{ secret: 'signals-made-secret-1' }]);
    expect([...signals.hooks.keys()]).toEqual([2]);
  });

  test('keep what is in force where rotating fails, and the next rotation works', async () => {
    const { sources } = harness.services;
    const { ready } = await add();
    const { id } = ready.source;
    signals.intercept = (method) => (method === 'POST' ? [503, {}] : undefined);
    expect(await failureOf(sources.rotate(id))).toMatchObject({ code: 'provider_unavailable' });
    expect([...signals.hooks.keys()]).toEqual([1]);
    expect(await sources.get(id)).toMatchObject({
      source: { registrationId: '1' },
      secrets: ready.secrets,
    });
    signals.intercept = () => undefined;
    expect((await sources.rotate(id)).ready.source.registrationId).toBe('2');
  });

  test.each([[500], [null]])(
    'keep the new secret where the old webhook cannot be removed (%j), and remove it the next time',
    async (status) => {
      const { sources } = harness.services;
      const { id } = (await add()).ready.source;
      signals.intercept = (method) => {
        if (method !== 'DELETE') return undefined;
        return status === null ? null : [status, {}];
      };
      const { ready } = await sources.rotate(id);
      expect(ready.secrets.secrets).toEqual(['signals-made-secret-2']);
      expect(harness.logged()).toContain('old registrations could not be removed');
      signals.intercept = () => undefined;
      await sources.register(id);
      expect([...signals.hooks.keys()]).toEqual([2]);
    },
  );

  test('replace a webhook that was made anew by hand: its secret is not the one held', async () => {
    const { sources } = harness.services;
    const { id } = (await add()).ready.source;
    signals.hooks.clear();
    signals.hooks.set(77, { url: `${harness.url}/in/${id}`, events: [], is_active: true });
    const ready = await sources.register(id);
    expect([...signals.hooks.keys()]).toEqual([2]);
    expect(ready.source.registrationId).toBe('2');
    expect(ready.secrets.secrets).toEqual(['signals-made-secret-2']);
  });

  test('lose nothing that another gateway changes while the provider is slow', async () => {
    const { sources } = harness.services;
    const elsewhere = harness.servicesElsewhere().sources;
    const { id } = (await add()).ready.source;
    let isFirst = true;
    signals.intercept = async (method) => {
      if (method !== 'PUT' || !isFirst) return undefined;
      isFirst = false;
      await elsewhere.rotate(id, { secret: 'rotated-elsewhere' });
      await elsewhere.update(id, { name: 'Renamed elsewhere' });
      return undefined;
    };
    const ready = await sources.update(id, { events: ['user.created'] });
    expect(isFirst).toBe(false);
    expect(ready.source).toMatchObject({ name: 'Renamed elsewhere', events: ['user.created'] });
    expect(ready.secrets.secrets).toEqual(['rotated-elsewhere']);
    expect(ready.secrets.retiring).toMatchObject([{ secret: 'signals-made-secret-1' }]);
  });

  test('that are rotated by two gateways at once take what either of them got', async () => {
    const elsewhere = harness.servicesElsewhere().sources;
    const { id } = (await add()).ready.source;
    await Promise.all([harness.services.sources.rotate(id), elsewhere.rotate(id)]);
    const ready = await harness.services.sources.get(id);
    if ('problem' in ready) throw new Error(ready.problem);
    const { secrets, retiring } = ready.secrets;
    expect([...secrets, ...retiring.map(({ secret }) => secret)].sort()).toEqual([
      'signals-made-secret-1',
      'signals-made-secret-2',
      'signals-made-secret-3',
    ]);
  });

  test.each(['http://127.0.0.1:8787', 'http://localhost:8787', 'https://192.168.1.10'])(
    'are not registered at %s, which the provider cannot reach',
    async (publicUrl) => {
      const inside = await startHarness({ publicUrl });
      const settings = { base_url: 'https://signals.example.com', api_token: 'x' };
      const attempt = inside.services.sources.add({ provider: 'signals', settings });
      expect(await failureOf(attempt)).toMatchObject({
        code: 'public_url_missing',
        message: expect.stringMatching(
          /^SIGNALS cannot reach this gateway at .* Set SIGNAL_HOOKS_URL/,
        ),
      });
      expect(await inside.store.accounts.listSources()).toEqual([]);
      await inside.close();
    },
  );

  test.each([
    [
      { events: ['user.creatd'] },
      'events.0',
      /^SIGNALS has no event "user.creatd". Did you mean "user.created"/,
    ],
    [{ events: ['user.created', 'constructor'] }, 'events.1', /no event "constructor"/],
  ])('are not asked for %j', async (input, path, message) => {
    const { sources } = harness.services;
    const { id } = (await add()).ready.source;
    const error = { fields: [{ path, message: expect.stringMatching(message) }] };
    await expect(sources.update(id, input)).rejects.toMatchObject(error);
    await expect(add(input)).rejects.toMatchObject(error);
  });

  test('change their events there too', async () => {
    const { sources } = harness.services;
    const { id } = (await add()).ready.source;
    const ready = await sources.update(id, { events: ['user.created', 'user.created'] });
    expect(ready.source).toMatchObject({ registrationId: '1', events: ['user.created'] });
    expect(ready.secrets.secrets).toEqual(['signals-made-secret-1']);
    expect([...signals.hooks]).toMatchObject([[1, { events: ['user.created'] }]]);
  });

  test('move to another installation: first there, then away from here', async () => {
    const { sources } = harness.services;
    const elsewhere = await startSignals();
    const { id } = (await add()).ready.source;
    elsewhere.hooks.set(0, { url: `${harness.url}/in/${id}`, events: [], is_active: false });
    const ready = await sources.update(id, { settings: { base_url: elsewhere.url } });
    // The webhook that is there already was not made here, so its secret is not known.
    expect([...elsewhere.hooks.keys()]).toEqual([1]);
    expect(ready.source.registrationId).toBe('1');
    expect(signals.hooks.size).toBe(0);
    await elsewhere.close();
  });

  test('stay as they are if the change is refused', async () => {
    const { sources } = harness.services;
    const { ready } = await add();
    const { id } = ready.source;
    const refused = sources.update(id, { settings: { api_token: 'wrong' } });
    expect(await failureOf(refused)).toMatchObject({
      code: 'provider_refused',
      provider: 'provider_unauthorized',
    });
    expect(await sources.get(id)).toMatchObject({ secrets: ready.secrets });
    await sources.register(id);
  });

  test('are removed there first; with force also if that fails', async () => {
    const { sources } = harness.services;
    const one = (await add()).ready.source.id;
    await sources.remove(one, { force: false });
    expect(signals.hooks.size).toBe(0);
    const two = (await add()).ready.source.id;
    await signals.close();
    const failure = await failureOf(sources.remove(two, { force: false }));
    expect(failure.code).toBe('provider_unavailable');
    expect(failure.message).toContain('force=true');
    await sources.get(two);
    await sources.remove(two, { force: true });
    expect(await failureOf(sources.get(two))).toMatchObject({ code: 'source_not_found' });
  });

  test('that are gone at the provider already count as removed', async () => {
    const { sources } = harness.services;
    const { id } = (await add()).ready.source;
    signals.hooks.clear();
    expect((await sources.unregister(id)).source.registrationId).toBeNull();
    expect((await sources.unregister(id)).source.registrationId).toBeNull();
  });
});

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

describe('SalesIQ', () => {
  const settingsAt = ({ url }: Fake) => ({
    screen_name: 'acme',
    client_id: 'id',
    client_secret: 'secret',
    refresh_token: 'refresh',
    api_url: url,
    accounts_url: url,
  });

  test('refuses brands for events that it does not have by brand', async () => {
    const zoho = await startFake(() => [200, { access_token: 'x', data: [] }]);
    const harness = await startHarness();
    const failure = await failureOf(
      harness.services.sources.add({
        provider: 'salesiq',
        events: ['operator.created'],
        settings: { ...settingsAt(zoho), app_ids: '19367000000002043' },
      }),
    );
    expect(failure).toMatchObject({ code: 'provider_refused', provider: 'provider_invalid' });
    expect(failure.message).toMatch(/Make a source without App IDs for them/);
    expect(harness.directory.sources()).toEqual([]);
    await harness.close();
    await zoho.close();
  });

  test('finds the ingest URL answering before it accepts it', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    let head = 0;
    const zoho = await startFake(async ({ method, path, headers, body }) => {
      if (path.startsWith('/oauth')) return [200, { access_token: 'zoho-access-token' }];
      if (headers.authorization !== 'Zoho-oauthtoken zoho-access-token') {
        return [200, { error: { code: 1008, message: 'bad token' } }];
      }
      if (method === 'GET') return [200, { data: [] }];
      if (path.endsWith('/keys')) return [200, { data: { public_keys: [{ id: '1', key }] } }];
      head = (await fetch(JSON.parse(body).url, { method: 'HEAD' })).status;
      if (head !== 200) return [200, { error: { code: 1006, message: 'Invalid URL' } }];
      return [200, { data: { id: '19367000000002043' } }];
    });
    const harness = await startHarness();
    const { ready } = await harness.services.sources.add({
      provider: 'salesiq',
      events: ['conversation.completed'],
      settings: settingsAt(zoho),
    });
    expect(head).toBe(200);
    expect(ready.source.registrationId).toBe('19367000000002043');
    expect(ready.secrets.publicKeys).toEqual([key]);
    await harness.close();
    await zoho.close();
  });
});

import type { NewSource } from '../../../src/services/sources/add.ts';
import { type Harness, signalsSettings, startHarness, startSignals } from '../../http/harness.ts';
import { failureOf } from './failure.ts';

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

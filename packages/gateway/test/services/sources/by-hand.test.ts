import { generateKeyPairSync } from 'node:crypto';
import { type Harness, startHarness } from '../../http/harness.ts';
import { failureOf } from './failure.ts';

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

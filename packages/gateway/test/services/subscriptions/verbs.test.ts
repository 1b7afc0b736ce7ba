import { until } from '../../../../../test/support/until.ts';
import { EVERY_DELIVERY } from '../../../src/store/store.ts';
import { type Fake, type Harness, startFake, startHarness } from '../../http/harness.ts';
import { claimOf } from '../../store/contract/fixtures.ts';

describe('SubscriptionService', () => {
  let harness: Harness;
  let subscriber: Fake;
  let status: number;
  let sourceId: string;

  beforeEach(async () => {
    status = 200;
    harness = await startHarness();
    subscriber = await startFake(() => [status]);
    sourceId = (await harness.services.sources.add({ provider: 'siggnal' })).ready.source.id;
  });
  afterEach(() => Promise.all([harness.close(), subscriber.close()]));

  const create = (more = {}) =>
    harness.services.subscriptions.create({ targetUrl: `${subscriber.url}/hook`, ...more });
  const deliveries = async (subscriptionId: string) =>
    (
      await harness.services.deliveries.list(
        { ...EVERY_DELIVERY, subscriptionId },
        { cursor: null, limit: 100 },
      )
    ).items;

  test('the same target may be subscribed twice', async () => {
    const one = await create();
    const two = await create();
    expect(one.subscription.id).not.toBe(two.subscription.id);
    expect(one.secret).not.toBe(two.secret);
    expect(one.subscription).toMatchObject({ status: 'active', format: 'standard', name: '' });
  });

  test('an event type that nobody sends is refused, until one has come', async () => {
    const { store } = harness;
    await expect(create({ eventTypes: ['signal', 'signall'] })).rejects.toMatchObject({
      fields: [
        {
          path: 'event_types.1',
          message: 'No provider has an event "signall". Did you mean "signal"?',
        },
      ],
    });
    await expect(create({ sourceId, eventTypes: ['user.created'] })).rejects.toMatchObject({
      fields: [{ path: 'event_types.0', message: 'Siggnal has no event "user.created".' }],
    });
    await create({ eventTypes: ['user.created', 'signal'] });
    await store.events.append([
      {
        ...{ id: 'evt_new', sourceId, type: 'signal.renamed', receivedAt: 1, headers: {} },
        ...{
          body: new Uint8Array(2),
          identity: 'i',
          payloadGone: null,
          identityWindowMs: null,
          deliveries: [],
        },
      },
    ]);
    const { subscription } = await create({ sourceId, eventTypes: ['signal.renamed'] });
    expect(subscription.eventTypes).toEqual(['signal.renamed']);
  });

  test('one that replaces ends those at the same target, and no other', async () => {
    const { subscriptions } = harness.services;
    const old = await create();
    const elsewhere = await create({ targetUrl: `${subscriber.url}/other` });
    const next = await create({ replace: true });
    expect(await subscriptions.get(old.subscription.id)).toMatchObject({
      status: 'ended',
      statusReason: `Replaced by ${next.subscription.id}.`,
    });
    for (const { subscription } of [elsewhere, next]) {
      expect((await subscriptions.get(subscription.id)).status).toBe('active');
    }
  });

  test('the secret of a subscriber that cannot learn another is not rotated', async () => {
    const { subscriptions } = harness.services;
    const { id } = (await create({ fixedSecret: true })).subscription;
    await expect(subscriptions.rotateSecret(id)).rejects.toMatchObject({
      code: 'conflict',
      message:
        'This subscriber cannot learn a new secret: it would refuse every later delivery. Let it subscribe anew instead; for a Zap, switch the Zap off and on in Zapier.',
    });
    await subscriptions.test(id);
    const headers = subscriber.requests.at(-1)?.headers;
    expect(String(headers?.['webhook-signature']).split(' ')).toHaveLength(1);
  });

  test('a secret may be brought along', async () => {
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    expect((await create({ secret })).secret).toBe(secret);
    const short = `whsec_${Buffer.alloc(23, 1).toString('base64')}`;
    await expect(create({ secret: short })).rejects.toMatchObject({ fields: [{ path: 'secret' }] });
  });

  test('unsubscribing cancels what is pending, and may be done twice', async () => {
    const { subscriptions, sources } = harness.services;
    const { subscription } = await create();
    await sources.test(sourceId);
    await subscriptions.end(subscription.id);
    await subscriptions.end(subscription.id);
    expect(await deliveries(subscription.id)).toMatchObject([{ status: 'cancelled' }]);
    expect((await subscriptions.get(subscription.id)).status).toBe('ended');
    for (const attempt of [
      subscriptions.update(subscription.id, { name: 'x' }),
      subscriptions.test(subscription.id),
      subscriptions.recover(subscription.id, null),
      subscriptions.rotateSecret(subscription.id),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'conflict' });
    }
    const [delivery] = await deliveries(subscription.id);
    await expect(harness.services.deliveries.replay(delivery?.id ?? '')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('what came while paused is delivered after resuming', async () => {
    const { subscriptions, sources } = harness.services;
    const { subscription } = await create();
    const { id } = subscription;
    const paused = await subscriptions.update(id, { status: 'paused' });
    expect(paused).toMatchObject({
      status: 'paused',
      statusReason: expect.stringMatching(/^Paused/),
    });
    const looks = jest.spyOn(harness.store.deliveries, 'nextDueAt');
    harness.dispatcher.start();
    await sources.test(sourceId);
    // The second look from now on begins after the event was stored.
    const before = looks.mock.calls.length;
    await until(
      () => looks.mock.calls.length,
      (count) => count >= before + 2,
    );
    expect(subscriber.requests).toHaveLength(0);
    const resumed = await subscriptions.update(id, { status: 'active' });
    expect(resumed).toMatchObject({ status: 'active', statusReason: null });
    await until(
      () => subscriber.requests.length,
      (count) => count === 1,
    );
  });

  test('a change of the filter counts from the next event on', async () => {
    const { subscriptions, sources } = harness.services;
    const { id } = (await create()).subscription;
    await sources.test(sourceId);
    await subscriptions.update(id, {
      conditions: [{ field: 'company_name', op: 'eq', value: 'somebody else' }],
      eventTypes: ['signal'],
      maxPerSecond: 2,
    });
    harness.advance(1);
    await sources.test(sourceId);
    expect(await deliveries(id)).toHaveLength(1);
    const row = await subscriptions.update(id, { maxPerSecond: null });
    expect(row).toMatchObject({ maxPerSecond: null, eventTypes: ['signal'] });
  });

  test('a field of another provider is none', async () => {
    const conditions = [{ field: 'signal_type', op: 'eq', value: 'x' }];
    await create({ conditions, sourceId });
    await create({ conditions });
    await expect(create({ conditions, provider: 'signals' })).rejects.toMatchObject({
      fields: [{ path: 'filter.0.field' }],
    });
  });

  test('after a rotation deliveries are signed twice, until the grace is over', async () => {
    const { subscriptions } = harness.services;
    const { id } = (await create()).subscription;
    const { secret } = await subscriptions.rotateSecret(id, { graceHours: 1 });
    expect(secret).toMatch(/^whsec_/);
    const signatures = async () => {
      expect(await subscriptions.test(id)).toMatchObject({ error: null, httpStatus: 200 });
      return String(subscriber.requests.at(-1)?.headers['webhook-signature']).split(' ').length;
    };
    expect(await signatures()).toBe(2);
    harness.advance(3600_000);
    expect(await signatures()).toBe(1);
  });

  test('a test tells what the target said', async () => {
    const { id } = (await create()).subscription;
    status = 503;
    expect(await harness.services.subscriptions.test(id)).toMatchObject({
      error: 'http_status',
      httpStatus: 503,
    });
    expect(await deliveries(id)).toEqual([]);
  });

  test('recovery re-enables, replays what failed and goes on with what is pending', async () => {
    const { subscriptions, sources } = harness.services;
    const { subscription } = await create();
    const { id } = subscription;
    await sources.test(sourceId);
    const [first] = await deliveries(id);
    const at = harness.now();
    const attempt = { deliveryId: first?.id ?? '', number: 1, at, durationMs: 1 };
    await claimOf(harness.store, id, at, at + 1000, 1);
    await harness.store.deliveries.record([
      {
        attempt: { ...attempt, httpStatus: 500, error: 'http_status', response: null },
        status: 'failed',
        dueAt: at,
      },
    ]);
    harness.advance(10);
    await sources.test(sourceId);
    const disabled = { ...subscription, status: 'disabled', failingSince: 1 } as const;
    await harness.store.accounts.putSubscription({ ...disabled, statusReason: 'It failed.' });
    const late = await subscriptions.recover(id, harness.now() + 1000);
    expect(late).toMatchObject({ replayed: 0, subscription: { status: 'active' } });
    const all = await subscriptions.recover(id, null);
    expect(all).toMatchObject({ replayed: 1, subscription: { failingSince: null } });
    harness.dispatcher.start();
    await until(
      () => deliveries(id),
      (rows) => rows.every((row) => row.status === 'delivered'),
    );
    expect(subscriber.requests).toHaveLength(2);
  });
});

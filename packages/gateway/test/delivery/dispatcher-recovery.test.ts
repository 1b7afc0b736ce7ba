import type { Subscription } from '../../src/domain.ts';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import { backfill, claimOf } from '../store/contract/fixtures.ts';
import { type Fixture, until, useDispatcher } from './fixture.ts';

const DAY = 24 * 3_600_000;

describe('Dispatcher, when things go wrong', () => {
  const { startDelivering, startIdle, target } = useDispatcher();
  const count = async (
    { deliveries }: Fixture,
    subscription: Subscription,
    status: string,
  ): Promise<number> =>
    (await deliveries(subscription)).filter((each) => each.status === status).length;

  test('410 ends the subscription and cancels what is pending', async () => {
    const { url, seen } = await target((response) => response.writeHead(410).end());
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 1 });
    await gateway.publish(5, subscription);
    await until(async () => (await count(gateway, subscription, 'cancelled')) === 5);
    const row = await gateway.row(subscription.id);
    expect(row).toMatchObject({ status: 'ended', statusReason: expect.stringContaining('410') });
    expect(gateway.directory.subscription(subscription.id)?.subscription.status).toBe('ended');
    expect(seen).toHaveLength(1);
  });

  test('long failure disables and keeps the deliveries; recovery delivers them', async () => {
    let works = false;
    const { url } = await target((response) => response.writeHead(works ? 200 : 500).end());
    let ahead = 0;
    const gateway = await startDelivering({
      now: () => Date.now() + ahead,
      elapsed: () => performance.now() + ahead,
      recordFailuresAfterMs: 0,
    });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(2, subscription);
    // In the directory, by which the next failure is judged: the row is in the store a moment before.
    const noted = () => gateway.directory.subscription(subscription.id)?.subscription;
    await until(() => typeof noted()?.failingSince === 'number');
    expect((await gateway.row(subscription.id)).status).toBe('active');

    ahead = 5 * DAY;
    gateway.dispatcher.wake();
    await until(async () => (await gateway.row(subscription.id)).status === 'disabled');
    const row = await gateway.row(subscription.id);
    expect(row.statusReason).toMatch(/^Every attempt has failed since 20.*"http_status 500"/);
    expect(gateway.logged.join('')).toContain('subscription disabled');
    expect(await count(gateway, subscription, 'pending')).toBe(2);

    works = true;
    await gateway.store.accounts.putSubscription({
      ...row,
      status: 'active',
      statusReason: null,
      failingSince: null,
    });
    await gateway.directory.refresh();
    await until(async () => (await count(gateway, subscription, 'delivered')) === 2);
    expect((await gateway.row(subscription.id)).failingSince).toBeNull();
  });

  test('a clock that jumps ahead disables nothing', async () => {
    const { url } = await target((response) => response.writeHead(500).end());
    let ahead = 0;
    const gateway = await startDelivering({
      now: () => Date.now() + ahead,
      recordFailuresAfterMs: 0,
    });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(2, subscription);
    await until(async () => (await gateway.row(subscription.id)).failingSince !== null);
    const before = (await gateway.row(subscription.id)).failingSince;
    ahead = 6 * DAY;
    gateway.dispatcher.wake();
    // All attempts of both: ten each, at once by that clock or after waits of up to 86 s.
    await until(async () => {
      ahead += DAY;
      gateway.dispatcher.wake();
      return (await count(gateway, subscription, 'failed')) === 2;
    });
    expect(await gateway.row(subscription.id)).toMatchObject({
      status: 'active',
      failingSince: before,
    });
  });

  test('the log says when failing begins, what is given up, and when it is over', async () => {
    let works = false;
    const { url, port } = await target((response) => response.writeHead(works ? 200 : 500).end());
    const gateway = await startDelivering({ schedule: { retryWaitsMs: [1], timeScale: 0.001 } });
    const subscription = await gateway.subscribe({ targetUrl: url, name: 'Sales' });
    await gateway.publish(3, subscription);
    await until(async () => (await count(gateway, subscription, 'failed')) === 3);
    works = true;
    await gateway.publish(3, subscription);
    await until(async () => (await count(gateway, subscription, 'delivered')) === 3);
    const told = gateway.logged
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ level }) => level !== 20 && level !== 'debug');
    const who = { subscriptionId: subscription.id, name: 'Sales', host: `127.0.0.1:${port}` };
    expect(told).toMatchObject([
      { ...who, msg: 'deliveries to a subscriber fail', error: 'http_status 500' },
      { ...who, msg: 'deliveries are given up: their attempts are used up', attempts: 2 },
      { ...who, msg: 'deliveries to a subscriber arrive again', failures: 6 },
    ]);
    expect(gateway.logged.join('')).not.toContain('hidden');
  });

  test('a success ends the count of failure', async () => {
    const { url } = await target((response, _seen, at) =>
      response.writeHead(at === 1 ? 500 : 200).end(),
    );
    const gateway = await startDelivering({ recordFailuresAfterMs: 0 });
    const subscription = await gateway.subscribe({ targetUrl: url });
    const notes: (number | null)[] = [];
    const change = gateway.store.accounts.changeSubscription.bind(gateway.store.accounts);
    gateway.store.accounts.changeSubscription = async (id, compute) => {
      const row = await change(id, compute);
      notes.push(row?.failingSince ?? null);
      return row;
    };
    await gateway.publish(1, subscription);
    await until(() => notes.length === 2);
    expect(notes).toEqual([expect.any(Number), null]);
    await gateway.publish(5, subscription);
    await until(async () => (await count(gateway, subscription, 'delivered')) === 6);
    expect(notes).toHaveLength(2);
  });

  test('failures that are over soon are not written down', async () => {
    const { url } = await target((response, _seen, at) =>
      response.writeHead(at % 2 === 1 ? 500 : 200).end(),
    );
    const gateway = await startDelivering({ schedule: { retryWaitsMs: Array(20).fill(1) } });
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 1 });
    const before = await gateway.store.accounts.version();
    await gateway.publish(10, subscription);
    await until(async () => (await count(gateway, subscription, 'delivered')) === 10);
    expect(await gateway.store.accounts.version()).toBe(before);
  });

  test('a change of the subscription meanwhile is kept', async () => {
    const { url } = await target((response) => response.writeHead(500).end());
    const gateway = await startDelivering({ recordFailuresAfterMs: 0 });
    const subscription = await gateway.subscribe({ targetUrl: url });
    // By another process: the directory does not know it yet.
    await gateway.store.accounts.putSubscription({ ...subscription, name: 'Renamed' });
    await gateway.publish(1, subscription);
    await until(async () => (await gateway.row(subscription.id)).failingSince !== null);
    expect((await gateway.row(subscription.id)).name).toBe('Renamed');
  });

  test('a stop waits for attempts under way', async () => {
    let answer = (): void => undefined;
    const { url, seen } = await target((response) => {
      answer = () => void response.end();
    });
    const gateway = await startDelivering({ stopGraceMs: 5000 });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(1, subscription);
    await until(() => seen.length === 1);
    const stopped = gateway.dispatcher.stop();
    await gateway.publish(1, subscription);
    answer();
    await stopped;
    expect(await count(gateway, subscription, 'delivered')).toBe(1);
    expect(seen).toHaveLength(1);
  });

  test('a stop cuts short what takes too long and gives it back, due at once', async () => {
    const { url, seen } = await target((response, _seen, at) => {
      if (at > 3) response.end();
    });
    const gateway = await startDelivering({ stopGraceMs: 20 });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(3, subscription);
    await until(() => seen.length === 3);
    await gateway.dispatcher.stop();
    expect(await count(gateway, subscription, 'pending')).toBe(3);
    expect((await gateway.deliveries(subscription)).map(({ attempts }) => attempts)).toEqual([
      0, 0, 0,
    ]);

    const next = gateway.another();
    next.start();
    await until(async () => (await count(gateway, subscription, 'delivered')) === 3);
    expect(seen).toHaveLength(6);
    await next.stop();
  });

  test('the deliveries of a dead process are taken over when their lease has run out', async () => {
    const { url, seen } = await target();
    const gateway = await startIdle();
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(3, subscription);
    // Claims and is never heard of again.
    const now = Date.now();
    const leaseUntil = now + 300;
    expect(await claimOf(gateway.store, subscription.id, now, leaseUntil, 10)).toHaveLength(3);
    gateway.dispatcher.start();
    await until(async () => (await count(gateway, subscription, 'delivered')) === 3);
    expect(Date.now()).toBeGreaterThanOrEqual(leaseUntil);
    expect(seen).toHaveLength(3);
  });

  test('an outcome that cannot be written leads to a repeat, not to a loss', async () => {
    const { url, seen } = await target();
    let ahead = 0;
    const gateway = await startDelivering({ now: () => Date.now() + ahead });
    const subscription = await gateway.subscribe({ targetUrl: url });
    const record = gateway.store.deliveries.record.bind(gateway.store.deliveries);
    let calls = 0;
    gateway.store.deliveries.record = (outcomes) => {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('disk full')) : record(outcomes);
    };
    await gateway.publish(1, subscription);
    await until(() => calls === 1);
    // Its lease runs out.
    ahead = 30_000;
    await until(async () => (await count(gateway, subscription, 'delivered')) === 1);
    expect(seen).toHaveLength(2);
    expect(seen[1]?.headers['webhook-id']).toBe(seen[0]?.headers['webhook-id']);
  });

  test('goes on when the store fails for a while', async () => {
    const { url } = await target();
    const gateway = await startIdle();
    const subscription = await gateway.subscribe({ targetUrl: url });
    const { store } = gateway;
    const due = store.deliveries.dueSubscriptions.bind(store.deliveries);
    const claim = store.deliveries.claim.bind(store.deliveries);
    let looks = 0;
    let claims = 0;
    store.deliveries.dueSubscriptions = async (now) => {
      looks += 1;
      if (looks < 3) throw new Error('locked');
      return due(now);
    };
    store.deliveries.claim = async (...args) => {
      claims += 1;
      if (claims < 3) throw new Error('locked');
      return claim(...args);
    };
    gateway.dispatcher.start();
    await gateway.publish(5, subscription);
    await until(async () => (await count(gateway, subscription, 'delivered')) === 5);
    expect(gateway.logged.join('')).toContain('cannot look for due deliveries');
  });

  test('two gateways on one store deliver everything once', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    const store = new SqliteStore(gateway.path);
    await store.open();
    const other = gateway.another({ store });
    other.start();
    const ids = await gateway.publish(200, subscription);
    await until(async () => (await count(gateway, subscription, 'delivered')) === 200);
    expect(seen).toHaveLength(200);
    expect(new Set(seen.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(ids));
    await other.stop();
    await store.close();
  });

  test('finds what another process added, without being woken', async () => {
    const { url } = await target();
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url, status: 'paused' });
    const ids = await gateway.publish(1);
    await gateway.store.accounts.putSubscription({ ...subscription, status: 'active' });
    await backfill(gateway.store, subscription.id, ids, Date.now());
    await until(async () => (await count(gateway, subscription, 'delivered')) === 1);
  });

  test('the lease must be longer than the time-out', async () => {
    const gateway = await startDelivering();
    expect(() => gateway.another({ leaseMs: 100, timeoutMs: 100 })).toThrow(RangeError);
  });
});

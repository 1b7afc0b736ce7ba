import { SqliteStore } from '../../src/store/sqlite/store.ts';
import { EVERY_DELIVERY } from '../../src/store/store.ts';
import { type Fixture, type Seen, until, useDispatcher } from './fixture.ts';

/** The events that arrived, in order, attempts that failed included. */
const arrived = (seen: readonly Seen[]): string[] =>
  seen.map(({ headers }) => String(headers['webhook-id']));

describe('a subscription that gets one at a time', () => {
  const { startDelivering, startIdle, target } = useDispatcher();

  const receive = async (
    gateway: Fixture,
    subscription: Parameters<Fixture['receive']>[1],
    times: number,
  ): Promise<string[]> => {
    const ids: string[] = [];
    for (let at = 0; at < times; at += 1) {
      const { eventId, deliveries, stored } = await gateway.receive({}, subscription as never);
      // None goes from memory: what comes first is known to the log alone.
      expect(deliveries.map(({ leaseUntil }) => leaseUntil)).toEqual([null]);
      stored();
      ids.push(eventId);
    }
    return ids;
  };

  test('gets everything in the order of arrival, also within a millisecond', async () => {
    const { url, seen } = await target((response) => void setImmediate(() => response.end()));
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 1 });
    const ids = await receive(gateway, subscription, 60);
    await until(() => seen.length === 60);
    expect(arrived(seen)).toEqual(ids);
  });

  test('an event that fails holds back the others until it is delivered', async () => {
    // The second event fails three times.
    let failures = 3;
    const { url, seen } = await target((response, _, count) => {
      const fails = count > 1 && failures > 0;
      if (fails) failures -= 1;
      response.writeHead(fails ? 500 : 204).end();
    });
    const gateway = await startDelivering({
      schedule: { retryWaitsMs: [30, 30, 30], jitter: 0 },
      pollMs: 5000,
    });
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 1 });
    const ids = await receive(gateway, subscription, 6);
    await until(() => seen.length === 9);
    const [first, second, ...rest] = ids;
    expect(arrived(seen)).toEqual([first, second, second, second, second, ...rest]);
  });

  test('one that is given up lets the next ones go', async () => {
    const { url, seen } = await target((response, _, count) =>
      response.writeHead(count <= 2 ? 500 : 204).end(),
    );
    const gateway = await startDelivering({
      schedule: { retryWaitsMs: [20], jitter: 0 },
      pollMs: 5000,
    });
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 1 });
    const [first, ...rest] = await receive(gateway, subscription, 4);
    await until(() => seen.length === 5);
    expect(arrived(seen)).toEqual([first, first, ...rest]);
    const statuses = async () =>
      (await gateway.deliveries(subscription)).map(({ status }) => status).join(' ');
    await until(async () => (await statuses()) === 'delivered delivered delivered failed');
  });

  test('what a process that died had begun comes first', async () => {
    const { url, seen } = await target();
    const gateway = await startIdle();
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 1 });
    const ids = await receive(gateway, subscription, 3);
    const now = Date.now();
    const died = await gateway.store.deliveries.claimInOrder(subscription.id, now, now + 150);
    expect(died.delivery?.eventId).toBe(ids[0]);
    gateway.dispatcher.start();
    const later = await receive(gateway, subscription, 2);
    await until(() => seen.length === 5);
    expect(arrived(seen)).toEqual([...ids, ...later]);
  });

  test('two gateways make one attempt at a time, in order', async () => {
    let [underWay, most] = [0, 0];
    const { url, seen } = await target((response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        response.end();
      }, 3);
    });
    const gateway = await startDelivering();
    const store = new SqliteStore(gateway.path);
    await store.open();
    const other = gateway.another({ store });
    other.start();
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 1 });
    const ids = await receive(gateway, subscription, 40);
    await until(() => seen.length === 40);
    expect([arrived(seen), most]).toEqual([ids, 1]);
    await other.stop();
    await store.close();
  });

  test('paused, its events are kept; resumed, it gets them in the order of arrival', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering();
    const paused = { targetUrl: url, maxConcurrency: 1, status: 'paused' } as const;
    const subscription = await gateway.subscribe(paused);
    const ids = await receive(gateway, subscription, 20);
    const query = {
      ...EVERY_DELIVERY,
      subscriptionId: subscription.id,
      status: 'pending',
    } as const;
    const { items } = await gateway.store.deliveries.list(query, { cursor: null, limit: 100 });
    expect([items.length, seen.length]).toEqual([20, 0]);
    await gateway.store.accounts.putSubscription({ ...subscription, status: 'active' });
    await gateway.directory.refresh();
    gateway.dispatcher.wake();
    await until(() => seen.length === 20);
    expect(arrived(seen)).toEqual(ids);
  });
});

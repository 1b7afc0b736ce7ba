import { type Fixture, lasted, until, useDispatcher } from './fixture.ts';

/** Longer than any test: whoever is not woken stays where it is. */
const NEVER_MS = 24 * 3600_000;
const HOUR = 3600_000;

describe('deliveries that are kept in memory', () => {
  const { startDelivering, startIdle, target } = useDispatcher();
  const idOf = ({ headers }: { headers: NodeJS.Dict<string | string[]> }): string =>
    String(headers['webhook-id']);
  /** Events that are stored, and whose deliveries begin. */
  const receive = async (
    gateway: Fixture,
    count: number,
    ...to: Parameters<Fixture['receive']>[1][]
  ): Promise<{ readonly ids: string[]; readonly leased: number }> => {
    const ids: string[] = [];
    let leased = 0;
    for (let at = 0; at < count; at += 1) {
      const { eventId, stored, deliveries } = await gateway.receive({}, ...to);
      ids.push(eventId);
      leased += deliveries.filter(({ leaseUntil }) => leaseUntil !== null).length;
      stored();
    }
    return { ids, leased };
  };

  test('go back to the log if too little of their lease is left', async () => {
    const underWay: (() => void)[] = [];
    let isHeldBack = false;
    const { url, seen } = await target((response) => {
      if (isHeldBack) underWay.push(() => void response.end());
      else response.end();
    });
    let ahead = 0;
    const gateway = await startDelivering({
      ...{ pollMs: NEVER_MS, leaseMs: HOUR, now: () => Date.now() + ahead },
    });
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 2 });
    await gateway.catchUp(subscription);
    const already = seen.length;
    const release = jest.spyOn(gateway.store.deliveries, 'release');
    isHeldBack = true;
    const { ids, leased } = await receive(gateway, 3, subscription);
    expect(leased).toBe(3);
    await until(() => underWay.length === 2);
    isHeldBack = false;
    // The third one's turn comes when its lease leaves less than the 15 s that an attempt may take.
    ahead = HOUR - 14_000;
    for (const end of underWay) end();
    // From there it is taken at once: nobody looks by himself.
    await until(() => seen.length === already + 3);
    expect(release).toHaveBeenCalledTimes(1);
    expect(seen.slice(already).map(idOf).sort()).toEqual([...ids].sort());
  });

  test('are there again in the middle of a steady stream, after the log was caught up with', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    let isLeased = false;
    const storing: Promise<unknown>[] = [];
    // At every moment there is one on its way into the store.
    await until(async () => {
      storing.push(
        gateway.receive({}, subscription).then(({ stored, deliveries }) => {
          isLeased ||= deliveries.some(({ leaseUntil }) => leaseUntil !== null);
          stored();
        }),
      );
      await storing.at(-2);
      return isLeased;
    });
    await Promise.all(storing);
    await until(() => seen.length === storing.length);
  });

  test('of several subscriptions take turns where there is no room for all', async () => {
    const finish: (() => void)[] = [];
    let isHeldBack = false;
    const answer: Parameters<typeof target>[0] = (response) => {
      if (isHeldBack) finish.push(() => void response.end());
      else response.end();
    };
    const [busy, calm] = [await target(answer), await target(answer)];
    const gateway = await startDelivering({ maxInFlight: 4 });
    const one = await gateway.subscribe({ targetUrl: busy.url, maxConcurrency: 100 });
    const other = await gateway.subscribe({ targetUrl: calm.url, maxConcurrency: 100 });
    for (const each of [one, other]) await gateway.catchUp(each);
    const already = [busy.seen.length, calm.seen.length] as const;
    const counts = (): number[] => [busy.seen.length - already[0], calm.seen.length - already[1]];
    isHeldBack = true;
    await receive(gateway, 20, one);
    await receive(gateway, 20, other);
    await until(() => finish.length === 4);
    for (let at = 5; at <= 20; at += 1) {
      finish.shift()?.();
      await until(() => counts().reduce((sum, count) => sum + count, 0) === at);
    }
    expect(Math.abs((counts()[0] ?? 0) - (counts()[1] ?? 0))).toBeLessThanOrEqual(4);
    isHeldBack = false;
    for (const each of finish) each();
    await until(() => counts().every((count) => count === 20));
  });

  test('keep to a rate, without a look at the log', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering({ pollMs: NEVER_MS });
    const limits = { targetUrl: url, maxPerSecond: 50, rateGroup: 'shared' };
    const one = await gateway.subscribe(limits);
    const other = await gateway.subscribe(limits);
    for (const each of [one, other]) await gateway.catchUp(each);
    const already = seen.length;
    const { ids } = await receive(gateway, 10, one, other);
    await until(() => seen.length === already + 2 * ids.length);
    const all = (await Promise.all([one, other].map(gateway.deliveries))).flat();
    const wanted = all.filter(({ eventId }) => ids.includes(eventId));
    // A burst of 5, then 15 at 50 a second.
    expect(await lasted(gateway, wanted)).toBeGreaterThanOrEqual(15 / 0.05 - 60);
  });

  test('give their place back though the outcome cannot be written', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering({ memory: { deliveries: 4 } });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.catchUp(subscription);
    const already = seen.length;
    const record = jest.spyOn(gateway.store.deliveries, 'record');
    record.mockRejectedValue(new Error('disk full'));
    for (let at = 1; at <= 12; at += 1) {
      const { leased } = await receive(gateway, 1, subscription);
      expect(leased).toBe(1);
      await until(() => seen.length === already + at);
    }
  });

  test('leave room for others when their outcome is written, which are then taken at once', async () => {
    const { url, seen } = await target();
    const gateway = await startIdle({ memory: { deliveries: 1 }, pollMs: NEVER_MS });
    const subscription = await gateway.subscribe({ targetUrl: url });
    const { deliveries } = gateway.store;
    const looks = jest.spyOn(deliveries, 'nextDueAt');
    const record = deliveries.record.bind(deliveries);
    // The answer wakes whoever looks for room; the outcome is written after that look.
    jest.spyOn(deliveries, 'record').mockImplementationOnce(async (outcomes) => {
      const before = looks.mock.calls.length;
      await until(() => looks.mock.calls.length > before, 'a look in vain');
      await record(outcomes);
    });
    await gateway.publish(2, subscription);
    gateway.dispatcher.start();
    await until(() => seen.length === 2);
  });

  test('share what is sent of their event, which is mapped once', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering();
    const subscriptions = [];
    for (let at = 0; at < 5; at += 1) {
      const subscription = await gateway.subscribe({ targetUrl: url });
      await gateway.catchUp(subscription);
      subscriptions.push(subscription);
    }
    const raw = await gateway.subscribe({ targetUrl: url, format: 'raw' });
    await gateway.catchUp(raw);
    const already = seen.length;
    const stringify = jest.spyOn(JSON, 'stringify');
    const { deliveries, stored, eventId } = await gateway.receive({}, ...subscriptions, raw);
    const records = stringify.mock.calls.filter(
      ([value]) => (value as { data?: { event_id?: string } })?.data?.event_id === eventId,
    );
    stringify.mockRestore();
    expect(records).toHaveLength(1);
    expect(deliveries.every(({ leaseUntil }) => leaseUntil !== null)).toBe(true);
    stored();
    await until(() => seen.length === already + 6);
    expect(new Set(seen.slice(already).map(({ body }) => body)).size).toBe(2);
  });

  test('two gateways share what waits in the log', async () => {
    const { url, seen } = await target((response) => {
      setTimeout(() => response.end(), 5);
    });
    const gateway = await startDelivering({ version: 'one' });
    const other = gateway.another({ version: 'two' });
    other.start();
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 2 });
    await gateway.publish(300, subscription);
    await until(() => seen.length === 300);
    const byOne = seen.filter(({ headers }) => headers['user-agent'] === 'Signal-Hooks/one').length;
    expect(byOne).toBeGreaterThan(60);
    expect(byOne).toBeLessThan(240);
    expect(new Set(seen.map(idOf)).size).toBe(300);
    await other.stop();
  });
});

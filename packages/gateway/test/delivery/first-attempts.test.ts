import type { NewDelivery, Subscription } from '../../src/domain.ts';
import { type Fixture, until, useDispatcher } from './fixture.ts';

const isLeased = ({ leaseUntil }: NewDelivery): boolean => leaseUntil !== null;

describe('first attempts from memory', () => {
  const { startDelivering, startIdle, target } = useDispatcher();
  const count = async (
    { deliveries }: Fixture,
    subscription: Subscription,
    status: string,
  ): Promise<number> =>
    (await deliveries(subscription)).filter((each) => each.status === status).length;

  test('are made without a look at the log, and written there', async () => {
    const { url, seen } = await target((response) => response.end('thanks'));
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.catchUp(subscription);
    const claim = jest.spyOn(gateway.store.deliveries, 'claim');
    const before = Date.now();
    const { deliveries, stored, eventId } = await gateway.receive({}, subscription);
    const [planned] = deliveries;
    expect(planned?.leaseUntil).toBeGreaterThanOrEqual(before + 30_000);
    stored();
    const read = () => gateway.store.deliveries.get(planned?.id ?? '');
    await until(async () => (await read())?.status === 'delivered');
    expect(await read()).toMatchObject({ attempts: 1, eventId });
    expect(await gateway.store.deliveries.listAttempts(planned?.id ?? '')).toEqual([
      expect.objectContaining({ number: 1, httpStatus: 200, response: 'thanks' }),
    ]);
    expect(seen.at(-1)?.headers).toMatchObject({
      'webhook-id': eventId,
      'signal-hooks-delivery': planned?.id,
      'signal-hooks-attempt': '1',
    });
    expect(JSON.parse(seen.at(-1)?.body ?? '')).toMatchObject({ data: { event_id: eventId } });
    expect(claim).not.toHaveBeenCalled();
  });

  test('fail like others, and are tried again from the log', async () => {
    let fails = false;
    const { url, seen } = await target((response) => {
      response.writeHead(fails ? 500 : 200).end();
      fails = false;
    });
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.catchUp(subscription);
    const already = seen.length;
    fails = true;
    const { stored, deliveries } = await gateway.receive({}, subscription);
    expect(deliveries.every(isLeased)).toBe(true);
    stored();
    await until(() => seen.length === already + 2);
    expect(seen.slice(already).map(({ headers }) => headers['signal-hooks-attempt'])).toEqual([
      '1',
      '2',
    ]);
  });

  test('of a process that died before them are made by another one when the lease is over', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering({ timeoutMs: 100, leaseMs: 400 });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.catchUp(subscription);
    const already = seen.length;
    // It was stored, and that is all.
    const { deliveries, eventId } = await gateway.receive({}, subscription);
    expect(deliveries.every(isLeased)).toBe(true);
    const other = gateway.another();
    other.start();
    await until(() => seen.length === already + 1);
    expect(Date.now()).toBeGreaterThanOrEqual(deliveries[0]?.leaseUntil ?? Number.NaN);
    expect(seen.at(-1)?.headers['webhook-id']).toBe(eventId);
    await other.stop();
  });

  test('are not made before deliveries are started', async () => {
    const gateway = await startIdle();
    const subscription = await gateway.subscribe({});
    const { deliveries, stored } = await gateway.receive({}, subscription);
    stored();
    expect(deliveries.some(isLeased)).toBe(false);
  });

  test('what cannot be stored, or was stored before, takes no room', async () => {
    const { url } = await target();
    const gateway = await startDelivering({ memory: { deliveries: 3 } });
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 2 });
    await gateway.catchUp(subscription);
    for (let at = 0; at < 10; at += 1) {
      const { deliveries, notStored } = await gateway.receive({}, subscription);
      expect(deliveries.every(isLeased)).toBe(true);
      notStored();
    }
    const sent = await gateway.receive({}, subscription);
    expect(sent.deliveries.every(isLeased)).toBe(true);
    sent.stored();
  });

  test('what has no room in memory goes by the log, and all arrives once', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering({ memory: { deliveries: 10 } });
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 2 });
    await gateway.catchUp(subscription);
    const already = new Set(seen.map(({ headers }) => headers['webhook-id']));
    const all = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const received = await gateway.receive({}, subscription);
        received.stored();
        return received;
      }),
    );
    const leased = all.flatMap(({ deliveries }) => deliveries).filter(isLeased).length;
    expect(leased).toBeGreaterThan(0);
    expect(leased).toBeLessThanOrEqual(10);
    await until(async () => (await count(gateway, subscription, 'pending')) === 0);
    const ids = seen.map(({ headers }) => headers['webhook-id']).filter((id) => !already.has(id));
    expect(ids.sort()).toEqual(all.map(({ eventId }) => eventId).sort());
  });

  test('bodies that are larger than what may be kept go by the log', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering({ memory: { bytes: 100_000 } });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.catchUp(subscription);
    const body = Buffer.from(JSON.stringify({ signal_id: 'large', text: 'x'.repeat(100_000) }));
    const { deliveries, stored, eventId } = await gateway.receive({ body }, subscription);
    expect(deliveries.some(isLeased)).toBe(false);
    stored();
    await until(() => seen.at(-1)?.headers['webhook-id'] === eventId);
  });

  test('a subscription that is paused gets nothing more of what waits in memory', async () => {
    const open: (() => void)[] = [];
    let isHeldBack = false;
    const { url, seen } = await target((response) => {
      if (isHeldBack) open.push(() => void response.end());
      else response.end();
    });
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 2 });
    await gateway.catchUp(subscription);
    const already = seen.length;
    isHeldBack = true;
    for (let at = 0; at < 5; at += 1) {
      const { deliveries, stored } = await gateway.receive({}, subscription);
      expect(deliveries.every(isLeased)).toBe(true);
      stored();
    }
    await until(() => open.length === 2);
    await gateway.store.accounts.putSubscription({ ...subscription, status: 'paused' });
    await gateway.directory.refresh();
    for (const end of open) end();
    await until(async () => (await count(gateway, subscription, 'pending')) === 3);
    // Given back: due since they were, and leased to nobody.
    await gateway.store.accounts.putSubscription(subscription);
    isHeldBack = false;
    await gateway.directory.refresh();
    gateway.dispatcher.wake();
    await until(() => seen.length === already + 5);
  });

  test('a stop gives back what waits in memory, due at once', async () => {
    let isHeldBack = false;
    const { url, seen } = await target((response) => {
      if (!isHeldBack) response.end();
    });
    const gateway = await startDelivering({ stopGraceMs: 20 });
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 2 });
    await gateway.catchUp(subscription);
    const already = seen.length;
    isHeldBack = true;
    const received = [];
    for (let at = 0; at < 4; at += 1) received.push(await gateway.receive({}, subscription));
    for (const { stored } of received.slice(0, 3)) stored();
    await until(() => seen.length === already + 2);
    await gateway.dispatcher.stop();
    // Stored a moment too late.
    received[3]?.stored();
    isHeldBack = false;
    const next = gateway.another();
    next.start();
    await until(() => seen.length === already + 6);
    await next.stop();
  });
});

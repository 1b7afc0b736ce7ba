import { createHmac } from 'node:crypto';
import { verifyTestMark } from '@signal-hooks/catalogue';
import type { Delivery, Subscription } from '../../src/domain.ts';
import { type Fixture, lasted, SECRET, type Seen, until, useDispatcher } from './fixture.ts';

describe('Dispatcher', () => {
  const { startDelivering, target } = useDispatcher();
  const settled = async (
    { deliveries }: Fixture,
    subscription: Subscription,
    status: Delivery['status'],
    count = 1,
  ): Promise<readonly Delivery[]> => {
    const now = async (): Promise<readonly Delivery[]> =>
      (await deliveries(subscription)).filter((each) => each.status === status);
    await until(async () => (await now()).length === count, `${count} ${status}`);
    return now();
  };

  test('delivers signed events, once each, and keeps the attempt', async () => {
    const { url, seen } = await target((response) => response.end('thanks'));
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    const ids = await gateway.publish(20, subscription);
    const done = await settled(gateway, subscription, 'delivered', 20);
    expect(seen.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort());
    for (const { headers, body } of seen) {
      expect(JSON.parse(body)).toMatchObject({ type: 'signal', data: { provider: 'siggnal' } });
      expect(headers['user-agent']).toBe('Signal-Hooks/1.2.3');
      expect(headers['signal-hooks-attempt']).toBe('1');
      expect(headers['webhook-signature']).toBe(signatureOf(headers, body));
    }
    expect(await gateway.store.deliveries.listAttempts(done[0]?.id ?? '')).toEqual([
      expect.objectContaining({ number: 1, httpStatus: 200, error: null, response: 'thanks' }),
    ]);
  });

  test('sends the record flat, and the provider’s bytes raw', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering();
    const flat = await gateway.subscribe({ targetUrl: url, format: 'flat' });
    await gateway.publish(1, flat);
    await settled(gateway, flat, 'delivered');
    const raw = await gateway.subscribe({ targetUrl: url, format: 'raw' });
    const [id = ''] = await gateway.publish(1, raw);
    await settled(gateway, raw, 'delivered');
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ event_type: 'signal' });
    expect(seen[1]?.body).toBe(
      Buffer.from((await gateway.store.events.get(id))?.body ?? []).toString(),
    );
    expect(seen[1]?.headers['x-siggnal-signature']).toBe('aa'.repeat(32));
    expect(seen[1]?.headers.authorization).toBeUndefined();
  });

  test('tries again until it is delivered, with a fresh signature and the same id', async () => {
    const { url, seen } = await target((response, _seen, count) =>
      response.writeHead(count < 3 ? 500 : 200).end(),
    );
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(1, subscription);
    const [done] = await settled(gateway, subscription, 'delivered');
    expect(done).toMatchObject({ attempts: 3 });
    expect(seen.map(({ headers }) => headers['signal-hooks-attempt'])).toEqual(['1', '2', '3']);
    expect(new Set(seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const { headers, body } of seen) {
      expect(headers['webhook-signature']).toBe(signatureOf(headers, body));
    }
  });

  test('gives up when the waits are used up', async () => {
    const { url, seen } = await target((response) => response.writeHead(404).end());
    const eventsUrl = 'https://hooks.example.com/console/events/';
    const gateway = await startDelivering({ eventsUrl, schedule: { retryWaitsMs: [1, 1] } });
    const subscription = await gateway.subscribe({ targetUrl: url });
    const [id] = await gateway.publish(1, subscription);
    const [failed] = await settled(gateway, subscription, 'failed');
    expect(failed).toMatchObject({ attempts: 3, finishedAt: expect.any(Number) });
    const told = seen.map(({ headers }) => headers['signal-hooks-last-attempt']);
    expect(told).toEqual(['false', 'false', 'true']);
    const urls = seen.map(({ headers }) => headers['signal-hooks-event-url']);
    expect(urls).toEqual(Array(3).fill(`https://hooks.example.com/console/events/${id}`));
  });

  test('a Retry-After puts the retry off', async () => {
    const { url, seen } = await target((response) =>
      response.writeHead(429, { 'retry-after': '600' }).end(),
    );
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(1, subscription);
    await until(async () => (await gateway.deliveries(subscription))[0]?.attempts === 1);
    const [waiting] = await gateway.deliveries(subscription);
    expect((waiting?.dueAt ?? 0) - Date.now()).toBeGreaterThan(590_000);
    expect(seen).toHaveLength(1);
  });

  test('a redirect is not followed; the next attempt goes to the same place', async () => {
    const elsewhere = await target();
    const { url, seen } = await target((response, _seen, count) =>
      count === 1
        ? response.writeHead(308, { location: elsewhere.url }).end()
        : response.writeHead(200).end(),
    );
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(1, subscription);
    const [done] = await settled(gateway, subscription, 'delivered');
    expect(seen).toHaveLength(2);
    expect(elsewhere.connections()).toBe(0);
    expect((await gateway.store.deliveries.listAttempts(done?.id ?? ''))[0]).toMatchObject({
      httpStatus: 308,
      error: 'redirect',
      response: null,
    });
  });

  test('an internal address is never connected to, and is tried again', async () => {
    const { port, connections } = await target();
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({
      targetUrl: `http://[::ffff:127.0.0.2]:${port}/`,
    });
    await gateway.publish(1, subscription);
    await until(async () => ((await gateway.deliveries(subscription))[0]?.attempts ?? 0) >= 2);
    const [delivery] = await gateway.deliveries(subscription);
    const [first] = await gateway.store.deliveries.listAttempts(delivery?.id ?? '');
    expect(first).toMatchObject({ error: 'address_forbidden', httpStatus: null });
    expect(connections()).toBe(0);
  });

  test('a slow subscriber stalls nobody', async () => {
    const slow = await target(() => undefined);
    const fast = await target();
    const gateway = await startDelivering({ maxInFlight: 8 });
    const stalled = await gateway.subscribe({ targetUrl: slow.url, maxConcurrency: 100 });
    const lively = await gateway.subscribe({ targetUrl: fast.url });
    await gateway.publish(40, stalled, lively);
    await settled(gateway, lively, 'delivered', 40);
    expect((await gateway.deliveries(stalled)).every(({ status }) => status === 'pending')).toBe(
      true,
    );
    // Half of all room is the most that one subscription gets.
    expect(slow.seen).toHaveLength(4);
  });

  test('keeps to a subscription’s concurrency', async () => {
    let under = 0;
    let most = 0;
    const { url } = await target((response) => {
      under += 1;
      most = Math.max(most, under);
      setImmediate(() => {
        under -= 1;
        response.end();
      });
    });
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url, maxConcurrency: 3 });
    await gateway.publish(30, subscription);
    await settled(gateway, subscription, 'delivered', 30);
    expect(most).toBeLessThanOrEqual(3);
  });

  test('keeps to a subscription’s rate', async () => {
    const { url } = await target();
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url, maxPerSecond: 40 });
    await gateway.publish(20, subscription);
    const done = await settled(gateway, subscription, 'delivered', 20);
    // A burst of 4, then 16 at 40 a second.
    expect(await lasted(gateway, done)).toBeGreaterThanOrEqual(16 / 0.04 - 60);
  });

  test('keeps to the rate that the subscriptions of a group share', async () => {
    const { url } = await target();
    const gateway = await startDelivering();
    const limits = { targetUrl: url, maxPerSecond: 40, rateGroup: 'one token' };
    const one = await gateway.subscribe(limits);
    const other = await gateway.subscribe(limits);
    await gateway.publish(10, one, other);
    const done = [
      ...(await settled(gateway, one, 'delivered', 10)),
      ...(await settled(gateway, other, 'delivered', 10)),
    ];
    // A burst of 4, then 16 at 40 a second.
    expect(await lasted(gateway, done)).toBeGreaterThanOrEqual(16 / 0.04 - 60);
  });

  test('paused and disabled subscriptions keep their deliveries; active again, they get them', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering();
    const paused = await gateway.subscribe({ targetUrl: url, status: 'paused' });
    const disabled = await gateway.subscribe({ targetUrl: url, status: 'disabled' });
    const active = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(2, paused, disabled, active);
    await settled(gateway, active, 'delivered', 2);
    for (const subscription of [paused, disabled]) {
      await settled(gateway, subscription, 'pending', 2);
      await gateway.store.accounts.putSubscription({ ...subscription, status: 'active' });
    }
    await gateway.directory.refresh();
    await settled(gateway, paused, 'delivered', 2);
    await settled(gateway, disabled, 'delivered', 2);
    expect(seen).toHaveLength(6);
  });

  test('deliveries of ended subscriptions are cancelled', async () => {
    const { url, seen } = await target();
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url, status: 'ended' });
    await gateway.publish(3, subscription);
    await settled(gateway, subscription, 'cancelled', 3);
    expect(seen).toHaveLength(0);
  });

  test('an event that cannot be read fails with a code and holds up nothing', async () => {
    const { url } = await target();
    const gateway = await startDelivering({ schedule: { retryWaitsMs: [] } });
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.store.events.append([
      {
        id: 'evt_broken',
        sourceId: 'src_test',
        type: 'signal',
        receivedAt: 1,
        headers: {},
        body: Buffer.from('{"no'),
        payloadGone: null,
        identity: 'broken',
        identityWindowMs: null,
        deliveries: [{ id: 'dlv_broken', subscriptionId: subscription.id, leaseUntil: null }],
      },
    ]);
    await gateway.publish(1, subscription);
    await settled(gateway, subscription, 'delivered');
    const [failed] = await settled(gateway, subscription, 'failed');
    expect(await gateway.store.deliveries.listAttempts(failed?.id ?? '')).toEqual([
      expect.objectContaining({ error: 'event_unreadable', httpStatus: null, response: null }),
    ]);
  });

  test('a target that is no URL fails with a code', async () => {
    const gateway = await startDelivering({ schedule: { retryWaitsMs: [] } });
    const subscription = await gateway.subscribe({ targetUrl: 'hidden words' });
    await gateway.publish(1, subscription);
    const [failed] = await settled(gateway, subscription, 'failed');
    const [attempt] = await gateway.store.deliveries.listAttempts(failed?.id ?? '');
    expect(attempt).toMatchObject({ error: 'internal' });
  });

  test('sends a test that leaves no trace', async () => {
    const { url, seen } = await target((response) => response.writeHead(202).end('ok'));
    const gateway = await startDelivering({ eventsUrl: 'https://hooks.example.com/events/' });
    const subscription = await gateway.subscribe({
      targetUrl: url,
      sourceId: 'src_test',
      format: 'raw',
    });
    const result = await gateway.dispatcher.sendTest(subscription);
    expect(result).toMatchObject({ httpStatus: 202, error: null, response: 'ok' });
    const body = seen[0]?.body ?? '';
    expect(seen[0]?.headers['signal-hooks-last-attempt']).toBe('true');
    expect(seen[0]?.headers).not.toHaveProperty('signal-hooks-event-url');
    expect(seen[0]?.headers['x-siggnal-signature']).toBe(
      createHmac('sha256', 's').update(body).digest('hex'),
    );
    expect(verifyTestMark([SECRET], seen[0]?.headers ?? {}, Math.floor(Date.now() / 1000))).toBe(
      true,
    );
    expect(await gateway.deliveries(subscription)).toEqual([]);
    const unreachable = { ...subscription, targetUrl: 'http://10.0.0.1/' };
    expect((await gateway.dispatcher.sendTest(unreachable)).error).toBe('address_forbidden');
  });

  test('logs ids and codes, nothing of bodies, secrets or queries', async () => {
    const { url } = await target((response, _seen, count) =>
      response.writeHead(count === 1 ? 500 : 200).end('answer text'),
    );
    const gateway = await startDelivering();
    const subscription = await gateway.subscribe({ targetUrl: url });
    await gateway.publish(1, subscription);
    await settled(gateway, subscription, 'delivered');
    const text = gateway.logged.join('');
    expect(text).toContain(subscription.id);
    expect(text).not.toMatch(/hidden|whsec|answer text|7701234567/);
  });
});

/** By the specification of Standard Webhooks, with nothing of ours. */
function signatureOf(headers: Seen['headers'], body: string): string {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

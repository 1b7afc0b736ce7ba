import { until } from '../../../../../test/support/until.ts';
import type { GatewayError } from '../../../src/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import { EVERY_DELIVERY, EVERY_EVENT } from '../../../src/store/store.ts';
import {
  addAccounts,
  attempt,
  backfill,
  delivered,
  deliveryId,
  event,
  failed,
  type OpenStore,
  source,
  subscription,
  useStore,
} from './fixtures.ts';

const ALL = { cursor: null, limit: 1000, maxBytes: 1e9 };
const EVERY = EVERY_EVENT;

/** Several gateways on the same data, at the same time. */
export function concurrencyContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  let store: Store;
  let other: Store;
  beforeEach(async () => {
    store = opened.current.store;
    other = await opened.current.reopen();
    await addAccounts(store);
  });

  it('the same events, sent to both in opposite order, are stored once', async () => {
    const identities = Array.from({ length: 200 }, (_, at) => `id_${at}`);
    const send = (to: Store, name: string, order: readonly string[]) =>
      Promise.all(
        order.map(async (identity) => {
          const sourceId = identity.endsWith('7') ? 'src_b' : 'src_a';
          const given = { identity, sourceId, subscriptionIds: ['sub_1', 'sub_2'] };
          const [result] = await to.events.append([event(`${name}_${identity}`, given)]);
          return [identity, result] as const;
        }),
      );
    const [here, there] = await Promise.all([
      send(store, 'here', identities),
      send(other, 'there', [...identities].reverse()),
    ]);
    const held = new Map(there);
    for (const [identity, result] of here) {
      expect(held.get(identity)?.eventId).toBe(result?.eventId);
      expect([result?.duplicate, held.get(identity)?.duplicate].sort()).toEqual([false, true]);
    }
    expect((await store.events.list(EVERY, ALL)).items).toHaveLength(200);
    expect(await store.deliveries.countPending()).toEqual(
      new Map([
        ['sub_1', 200],
        ['sub_2', 200],
      ]),
    );
  });

  it('whole batches of the same events too', async () => {
    const batch = (name: string, order: readonly number[]) =>
      order.map((at) =>
        event(`${name}_${at}`, { identity: `id_${at}`, sourceId: at % 2 ? 'src_a' : 'src_b' }),
      );
    const up = Array.from({ length: 50 }, (_, at) => at);
    const down = [...up].reverse();
    const calls = [
      ...[store.events.append(batch('a', up)), other.events.append(batch('b', down))],
      ...[other.events.append(batch('c', up)), store.events.append(batch('d', down))],
    ];
    const results = (await Promise.all(calls)).flat();
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(50);
    expect(new Set(results.map(({ eventId }) => eventId)).size).toBe(50);
  });

  it('an identity whose window has passed is taken over once', async () => {
    await store.events.append([event('evt_old', { identity: 'x', receivedAt: 1000 })]);
    const later = (id: string) => event(id, { identity: 'x', identityWindowMs: 10 });
    const calls = [store, other, store, other].map((to, at) =>
      to.events.append([later(`evt_${at}`)]),
    );
    const results = (await Promise.all(calls)).flat();
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(results.map(({ eventId }) => eventId)).size).toBe(1);
    expect((await store.events.list(EVERY, ALL)).items).toHaveLength(2);
  });

  it('the newest event is the sign of life, whoever stored it', async () => {
    const times = Array.from({ length: 100 }, (_, at) => 1000 + at);
    await Promise.all(
      times.map((receivedAt) =>
        (receivedAt % 2 ? store : other).events.append([
          event(`evt_${receivedAt}`, { receivedAt }),
        ]),
      ),
    );
    // What another gateway has stored is noted a moment later.
    await until(
      () => store.accounts.listSources(),
      ([first]) => first?.lastEventAt === 1099,
    );
  });

  it('more calls than one transaction takes are all answered', async () => {
    const calls = Array.from({ length: 700 }, (_, at) => store.events.append([event(`evt_${at}`)]));
    const results = (await Promise.all(calls)).flat();
    expect(results.map(({ eventId }) => eventId)).toEqual(
      Array.from({ length: 700 }, (_, at) => `evt_${at}`),
    );
  });

  it('no change of a subscription is lost', async () => {
    await store.accounts.putSubscription(subscription('sub_1', { maxConcurrency: 1 }));
    await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        (at % 2 ? store : other).accounts.changeSubscription('sub_1', (held) => ({
          ...held,
          maxConcurrency: held.maxConcurrency + 1,
        })),
      ),
    );
    expect((await store.accounts.listSubscriptions())[0]).toMatchObject({ maxConcurrency: 31 });
    // 4 accounts, the subscription again, 30 changes.
    expect(await other.accounts.version()).toBe(35);
  });

  it('no change of a source is lost', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        (at % 2 ? store : other).accounts.changeSource('src_a', (held) => ({
          ...held,
          events: [...held.events, `e${at}`],
        })),
      ),
    );
    const [held] = await store.accounts.listSources();
    expect(held?.events).toHaveLength(31);
    expect(await store.accounts.changeSource('src_a', () => null)).toMatchObject({
      events: held?.events,
    });
    expect(await store.accounts.changeSource('src_none', (row) => row)).toBeNull();
    const failing = store.accounts.changeSource('src_a', () => {
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
  });

  it('a delivery is added once, however many add it', async () => {
    const ids = Array.from({ length: 40 }, (_, at) => `evt_${at}`);
    await store.events.append(ids.map((id) => event(id)));
    const backwards = [...ids].reverse();
    const added = await Promise.all([
      backfill(store, 'sub_1', ids, 1),
      backfill(other, 'sub_1', backwards, 1),
      backfill(store, 'sub_1', backwards, 1),
    ]);
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(await store.deliveries.countPending()).toEqual(new Map([['sub_1', 40]]));
  });

  it('of two outcomes of one delivery the second one sees the first', async () => {
    await store.events.append([event('evt_1', { subscriptionIds: ['sub_1', 'sub_2'] })]);
    const id = await deliveryId(store, 'evt_1');
    const retry = { attempt: attempt(id, { at: 6000 }), status: 'pending', dueAt: 7000 } as const;
    const second = { ...delivered(id), attempt: attempt(id, { at: 7000, number: 2 }) };
    const third = { ...retry, attempt: attempt(id, { at: 8000, number: 3 }) };
    await store.deliveries.record([retry, second, third]);
    expect(await store.deliveries.get(id)).toMatchObject({ status: 'delivered', attempts: 2 });
    expect((await store.deliveries.listAttempts(id)).map(({ number }) => number)).toEqual([
      1, 2, 3,
    ]);
    // The very same outcome once more, as after an answer that was lost.
    const next = await deliveryId(store, 'evt_1', 'sub_2');
    await Promise.all([
      store.deliveries.record([failed(next)]),
      other.deliveries.record([failed(next)]),
    ]);
    expect(await store.deliveries.listAttempts(next)).toHaveLength(1);
  });

  it('outcomes written in opposite order do not lock each other up', async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `evt_${at}`);
    await store.events.append(ids.map((id) => event(id, { subscriptionIds: ['sub_1'] })));
    const deliveries = await Promise.all(ids.map((id) => deliveryId(store, id)));
    await Promise.all([
      store.deliveries.record(deliveries.map(failed)),
      other.deliveries.record([...deliveries].reverse().map(delivered)),
      store.deliveries.cancel('sub_1', 1),
      other.deliveries.release([...deliveries].reverse()),
    ]);
    const query = { ...EVERY_DELIVERY, status: 'delivered' } as const;
    expect((await store.deliveries.list(query, ALL)).items).toHaveLength(60);
  });

  it('a source that is deleted while events come in leaves none of them behind', async () => {
    const calls = Array.from({ length: 60 }, (_, at) =>
      (at % 2 ? store : other).events.append([event(`evt_${at}`, { subscriptionIds: ['sub_1'] })]),
    );
    const deleting = store.accounts.deleteSource('src_a');
    const late = Array.from({ length: 60 }, (_, at) =>
      (at % 2 ? store : other).events.append([event(`evt_late_${at}`)]),
    );
    const results = await Promise.allSettled([...calls, ...late]);
    expect(await deleting).toBe(true);
    for (const result of results) {
      if (result.status === 'fulfilled') expect(result.value).toMatchObject([{ duplicate: false }]);
      else expect((result.reason as GatewayError).code).toBe('source_not_found');
    }
    expect((await store.events.list(EVERY, ALL)).items).toEqual([]);
    expect(await store.deliveries.countPending()).toEqual(new Map());
    await store.accounts.putSource(source('src_a'));
    expect((await store.events.list(EVERY, ALL)).items).toEqual([]);
  });

  it('what is pruned by both goes once, and what became pending meanwhile expires', async () => {
    const ids = Array.from({ length: 80 }, (_, at) => `evt_${at}`);
    await store.events.append(ids.map((id) => event(id, { subscriptionIds: ['sub_1'] })));
    const deliveries = await Promise.all(ids.map((id) => deliveryId(store, id)));
    await store.deliveries.record(deliveries.map(failed));
    const [here, there, ...replayed] = await Promise.all([
      store.events.prune(9000, 40, 9000),
      other.events.prune(9000, 40, 9000),
      ...deliveries.map((id, at) => (at % 2 ? store : other).deliveries.replay(id, 9)),
    ]);
    const kept = replayed.filter(Boolean).length;
    const gone = 80 - (await store.events.list(EVERY, ALL)).items.length;
    expect(here + there).toBe(gone);
    const query = { ...EVERY_DELIVERY, status: 'expired' } as const;
    const expired = (await store.deliveries.list(query, ALL)).items.length;
    expect(expired).toBeLessThanOrEqual(gone);
    expect(((await store.deliveries.countPending()).get('sub_1') ?? 0) + expired).toBe(kept);
  });
}

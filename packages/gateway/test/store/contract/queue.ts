import type { Store } from '../../../src/store/store.ts';
import {
  addAccounts,
  attempt,
  claimOf,
  delivered,
  dueIds,
  event,
  type OpenStore,
  plain,
  subscription,
  useStore,
} from './fixtures.ts';

/** Due deliveries: finding, claiming, leasing. */
export function queueContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  beforeEach(() => addAccounts(opened.current.store));

  /** Events received at the given times, one delivery each. */
  const append = (store: Store, to: string, ...times: number[]): Promise<unknown> =>
    store.events.append(
      times.map((receivedAt) =>
        event(`evt_${to}_${receivedAt}`, { receivedAt, subscriptionIds: [to] }),
      ),
    );
  const added = async (store: Store, id: string): Promise<Store> => {
    await store.accounts.putSubscription(subscription(id));
    return store;
  };
  const claim = async (store: Store, now: number, until: number, limit = 10): Promise<string[]> =>
    (await claimOf(store, 'sub_1', now, until, limit)).map(({ eventId }) => eventId);

  describe('what is due', () => {
    it('is told by subscription and by time', async () => {
      const { store } = opened.current;
      expect([await dueIds(store, 999), await store.deliveries.nextDueAt()]).toEqual([[], null]);
      await append(store, 'sub_1', 30, 20);
      await append(store, 'sub_2', 40);
      expect(await store.deliveries.nextDueAt()).toBe(20);
      expect(await dueIds(store, 19)).toEqual([]);
      expect(await store.deliveries.dueSubscriptions(20)).toEqual([{ id: 'sub_1', at: 20 }]);
      expect((await dueIds(store, 40)).sort()).toEqual(['sub_1', 'sub_2']);
    });

    it('leaves out subscriptions that nobody serves, however many there are', async () => {
      const { store } = opened.current;
      const ids = Array.from({ length: 30 }, (_, at) => `sub_more_${String(at).padStart(2, '0')}`);
      for (const id of ids) await append(await added(store, id), id, 10);
      await append(store, 'sub_2', 30);
      for (const [at, id] of ids.entries()) {
        const status = at % 2 === 0 ? 'paused' : 'disabled';
        if (at !== 17) await store.accounts.putSubscription(subscription(id, { status }));
      }
      expect(await dueIds(store, 20)).toEqual(['sub_more_17']);
      await store.accounts.putSubscription(subscription('sub_more_17', { status: 'paused' }));
      expect(await dueIds(store, 20)).toEqual([]);
      expect(await store.deliveries.nextDueAt()).toBe(30);
      expect([...(await store.deliveries.countPending()).values()]).toHaveLength(31);
      await store.accounts.putSubscription(subscription('sub_more_03'));
      await store.accounts.putSubscription(subscription('sub_more_29'));
      expect((await dueIds(store, 30)).sort()).toEqual(['sub_2', 'sub_more_03', 'sub_more_29']);
    });

    it('leaves out what is leased, until the lease ends', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 10);
      await claim(store, 10, 500);
      expect(await dueIds(store, 499)).toEqual([]);
      expect(await store.deliveries.nextDueAt()).toBe(500);
      expect(await dueIds(store, 500)).toEqual(['sub_1']);
      expect(await store.deliveries.countPending()).toEqual(new Map([['sub_1', 1]]));
    });
  });

  describe('claimDeliveries', () => {
    it('takes the oldest due ones of one subscription, with their events', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 30, 10, 20, 99);
      await append(store, 'sub_2', 5);
      const claimed = await claimOf(store, 'sub_1', 50, 500, 2);
      expect(claimed.map(({ eventId }) => eventId)).toEqual(['evt_sub_1_10', 'evt_sub_1_20']);
      expect(claimed[0]).toMatchObject({ status: 'pending', dueAt: 10, attempts: 0 });
      expect(plain(claimed[0]?.event ?? {})).toEqual({
        id: 'evt_sub_1_10',
        payloadGone: null,
        sourceId: 'src_a',
        type: 'analysis.complete',
        receivedAt: 10,
        headers: { 'content-type': 'application/json' },
        body: [...Buffer.from('{"id":"evt_sub_1_10"}')],
      });
      expect(await claim(store, 50, 500)).toEqual(['evt_sub_1_30']);
    });

    it('takes those of several subscriptions in their order, each with its own limit', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 30, 10, 20);
      await append(store, 'sub_2', 5, 6);
      const requests = [
        { subscriptionId: 'sub_2', limit: 1 },
        { subscriptionId: 'sub_none', limit: 5 },
        { subscriptionId: 'sub_1', limit: 5 },
      ];
      const { deliveries, isCut } = await store.deliveries.claim(requests, 50, 500, 1000);
      expect([deliveries.map(({ eventId }) => eventId), isCut]).toEqual([
        ['evt_sub_2_5', 'evt_sub_1_10', 'evt_sub_1_20', 'evt_sub_1_30'],
        false,
      ]);
      expect(await store.deliveries.claim([], 50, 500, 1000)).toEqual({
        deliveries: [],
        isCut: false,
      });
    });

    it('takes no more than there is room for, but one in any case, and counts an event once', async () => {
      const { store } = opened.current;
      const both = ['sub_1', 'sub_2'];
      const events = ['evt_a', 'evt_b', 'evt_c'].map((id, at) =>
        event(id, { receivedAt: at, body: Buffer.alloc(100, 120), subscriptionIds: both }),
      );
      await store.events.append(events);
      const requests = both.map((subscriptionId) => ({ subscriptionId, limit: 2 }));
      const claim = async (maxBytes: number): Promise<[string[], boolean]> => {
        const { deliveries, isCut } = await store.deliveries.claim(requests, 50, 500, maxBytes);
        return [deliveries.map((each) => `${each.eventId} ${each.subscriptionId}`), isCut];
      };
      expect(await claim(99)).toEqual([['evt_a sub_1'], true]);
      expect(await claim(299)).toEqual([['evt_b sub_1', 'evt_c sub_1'], true]);
      expect(await claim(200)).toEqual([['evt_a sub_2', 'evt_b sub_2'], false]);
      expect(await claim(100)).toEqual([['evt_c sub_2'], false]);
    });

    it('leaves what comes leased with its event to whoever stored it', async () => {
      const { store } = opened.current;
      const leased = { id: 'dlv_leased', subscriptionId: 'sub_1', leaseUntil: 900 };
      await store.events.append([event('evt_1', { receivedAt: 10, deliveries: [leased] })]);
      expect(await dueIds(store, 899)).toEqual([]);
      expect(await claim(store, 899, 9000)).toEqual([]);
      expect(await store.deliveries.get('dlv_leased')).toMatchObject({
        ...{ eventId: 'evt_1', subscriptionId: 'sub_1', status: 'pending' },
        ...{ attempts: 0, dueAt: 10, createdAt: 10 },
      });
      expect(await claim(store, 900, 9000)).toEqual(['evt_1']);
      await store.deliveries.release(['dlv_leased']);
      expect(await store.deliveries.dueSubscriptions(900)).toEqual([{ id: 'sub_1', at: 10 }]);
    });

    it('gives a delivery to nobody else before its lease ends, then again', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 10);
      expect(await claim(store, 10, 500)).toEqual(['evt_sub_1_10']);
      expect(await claim(store, 499, 900)).toEqual([]);
      expect(await claim(store, 500, 900)).toEqual(['evt_sub_1_10']);
    });

    it('gives a retry out when it is due, though its lease would still run', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 10);
      const [claimed] = await claimOf(store, 'sub_1', 10, 9000, 1);
      const made = attempt(claimed?.id ?? '');
      await store.deliveries.record([{ attempt: made, status: 'pending', dueAt: 100 }]);
      expect(await claim(store, 99, 9000)).toEqual([]);
      expect(await claim(store, 100, 9000)).toEqual(['evt_sub_1_10']);
    });

    it('never gives one delivery to two stores', async () => {
      const { store, reopen } = opened.current;
      const other = await reopen();
      const times = Array.from({ length: 60 }, (_, at) => at + 1);
      await append(store, 'sub_1', ...times);
      const claims = Array.from({ length: 20 }, (_, at) =>
        claim(at % 2 === 0 ? store : other, 100, 500, 5),
      );
      const taken = (await Promise.all(claims)).flat();
      expect(taken).toHaveLength(60);
      expect(new Set(taken).size).toBe(60);
    });
  });

  describe('drawBackDueTimes', () => {
    it('makes due what a clock that was ahead has put off, and nothing else', async () => {
      const { store } = opened.current;
      const [now, first, latest] = [1000, 1500, 5000];
      await append(store, 'sub_1', 900, 1400, 1501, 3000);
      await append(store, 'sub_2', 500, 600, 700);
      const claimed = await claimOf(store, 'sub_2', 1000, 1200, 3);
      const retries = [4000, 5001, 1100];
      await store.deliveries.record(
        claimed.map(({ id }, at) => {
          const made = attempt(id, { at: 1000 });
          return { attempt: made, status: 'pending', dueAt: retries[at] ?? 0 } as const;
        }),
      );
      expect(await store.deliveries.drawBackDueTimes(now, first, latest)).toBe(3);
      expect(await claim(store, now, 9000)).toEqual([
        'evt_sub_1_900',
        'evt_sub_1_1501',
        'evt_sub_1_3000',
      ]);
      const due = await claimOf(store, 'sub_2', now, 9000, 9);
      expect(due.map(({ eventId, dueAt }) => [eventId, dueAt])).toEqual([['evt_sub_2_600', now]]);
      // Nothing is beyond the longest wait any more but the leases of this test.
      expect(await store.deliveries.drawBackDueTimes(now, 9000, 9000)).toBe(0);
    });
  });

  describe('releaseDeliveries', () => {
    it('gives leased deliveries back, but no finished ones', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 10, 20);
      const claimed = await claimOf(store, 'sub_1', 50, 500, 2);
      const [first = '', second = ''] = claimed.map(({ id }) => id);
      await store.deliveries.record([delivered(first)]);
      await store.deliveries.release([first, second]);
      expect(await store.deliveries.dueSubscriptions(60)).toEqual([{ id: 'sub_1', at: 20 }]);
      expect(await claim(store, 60, 500)).toEqual(['evt_sub_1_20']);
      expect(await store.deliveries.get(first)).toMatchObject({ status: 'delivered' });
      expect(await store.deliveries.get(second)).toMatchObject({ attempts: 0, dueAt: 20 });
    });
  });

  describe('claiming in order', () => {
    const next = async (store: Store, now: number, until: number) => {
      const { delivery, nextAt } = await store.deliveries.claimInOrder('sub_1', now, until);
      return [delivery?.eventId ?? null, nextAt];
    };

    it('gives the next one only when the one before is finished, retries included', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 20, 10, 30);
      await append(store, 'sub_2', 5);
      expect(await next(store, 9, 500)).toEqual([null, null]);
      const { delivery } = await store.deliveries.claimInOrder('sub_1', 50, 500);
      expect(delivery?.eventId).toBe('evt_sub_1_10');
      expect(await next(store, 50, 500)).toEqual([null, 500]);
      const id = delivery?.id ?? '';
      await store.deliveries.record([{ attempt: attempt(id), status: 'pending', dueAt: 900 }]);
      expect(await next(store, 899, 2000)).toEqual([null, 900]);
      expect(await next(store, 900, 2000)).toEqual(['evt_sub_1_10', null]);
      // Given back, it is still the first; and so it is when a lease runs out.
      await store.deliveries.release([id]);
      expect(await next(store, 950, 2000)).toEqual(['evt_sub_1_10', null]);
      expect(await next(store, 2000, 3000)).toEqual(['evt_sub_1_10', null]);
      await store.deliveries.record([delivered(id)]);
      expect(await next(store, 2100, 3000)).toEqual(['evt_sub_1_20', null]);
    });

    it('puts what is replayed behind what waits', async () => {
      const { store } = opened.current;
      await append(store, 'sub_1', 10, 20);
      const { delivery } = await store.deliveries.claimInOrder('sub_1', 50, 500);
      await store.deliveries.record([delivered(delivery?.id ?? '')]);
      await store.deliveries.replay(delivery?.id ?? '', 60);
      expect(await next(store, 70, 500)).toEqual(['evt_sub_1_20', null]);
    });

    it('gives one at a time to all gateways together', async () => {
      const { store } = opened.current;
      const other = await opened.current.reopen();
      await append(store, 'sub_1', 10, 20, 30);
      const claims = await Promise.all(
        [store, other, store, other].map((each) => next(each, 50, 500)),
      );
      expect(claims.filter(([eventId]) => eventId !== null)).toEqual([['evt_sub_1_10', null]]);
    });
  });
}

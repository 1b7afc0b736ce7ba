import type { DeliveryQuery, Store } from '../../../src/store/store.ts';
import { EVERY_DELIVERY } from '../../../src/store/store.ts';
import {
  addAccounts,
  attempt,
  backfill,
  claimOf,
  delivered,
  deliveryId,
  event,
  failed,
  type OpenStore,
  readAll,
  useStore,
} from './fixtures.ts';

/** The log of deliveries: listing, replaying, adding, cancelling. */
export function deliveryContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  beforeEach(() => addAccounts(opened.current.store));

  /** Events received at the given times, one delivery each to `sub_1`. */
  const append = async (store: Store, ...times: number[]): Promise<string[]> => {
    const events = times.map((receivedAt) =>
      event(`evt_${receivedAt}`, { receivedAt, subscriptionIds: ['sub_1'] }),
    );
    await store.events.append(events);
    return Promise.all(events.map(({ id }) => deliveryId(store, id)));
  };

  describe('recordOutcomes', () => {
    it('writes the attempt and what it led to', async () => {
      const { store } = opened.current;
      const [first = '', second = '', third = ''] = await append(store, 1, 2, 3);
      await Promise.all([
        store.deliveries.record([delivered(first), failed(second)]),
        store.deliveries.record([{ attempt: attempt(third), status: 'pending', dueAt: 9000 }]),
      ]);
      expect(
        await Promise.all([first, second, third].map((id) => store.deliveries.get(id))),
      ).toMatchObject([
        { status: 'delivered', attempts: 1, finishedAt: 6250 },
        { status: 'failed', attempts: 1, finishedAt: 6250 },
        { status: 'pending', attempts: 1, finishedAt: null, dueAt: 9000 },
      ]);
      expect(await store.deliveries.listAttempts(second)).toEqual([
        {
          deliveryId: second,
          number: 1,
          at: 6000,
          durationMs: 250,
          httpStatus: 500,
          error: 'http_status',
          response: 'Oops',
        },
      ]);
    });

    it('lists attempts in the order they were made, also those before a replay', async () => {
      const { store } = opened.current;
      const [id = ''] = await append(store, 1);
      const steps = [
        { attempt: attempt(id, { at: 10, httpStatus: null }), status: 'pending', dueAt: 20 },
        { attempt: attempt(id, { at: 20, number: 2 }), status: 'failed', dueAt: 20 },
      ] as const;
      for (const step of steps) await store.deliveries.record([step]);
      await store.deliveries.replay(id, 30);
      await store.deliveries.record([
        { attempt: attempt(id, { at: 30 }), status: 'pending', dueAt: 40 },
      ]);
      const attempts = await store.deliveries.listAttempts(id);
      expect(attempts.map(({ at, number }) => [at, number])).toEqual([
        [10, 1],
        [20, 2],
        [30, 1],
      ]);
      expect(await store.deliveries.get(id)).toMatchObject({ attempts: 1, status: 'pending' });
    });

    it('does not undo what another gateway has finished, but takes a success', async () => {
      const { store } = opened.current;
      const [done = '', gone = ''] = await append(store, 1, 2);
      await store.deliveries.record([delivered(done)]);
      await store.deliveries.record([
        { attempt: attempt(done, { at: 7000 }), status: 'pending', dueAt: 9000 },
      ]);
      expect(await store.deliveries.get(done)).toMatchObject({
        status: 'delivered',
        finishedAt: 6250,
      });
      expect(await store.deliveries.listAttempts(done)).toHaveLength(2);
      await store.deliveries.cancel('sub_1', 5500);
      await store.deliveries.record([delivered(gone)]);
      expect(await store.deliveries.get(gone)).toMatchObject({
        status: 'delivered',
        finishedAt: 6250,
      });
    });

    it('ignores a delivery that went with its source', async () => {
      const { store } = opened.current;
      await store.deliveries.record([delivered('dlv_none')]);
      expect(await store.deliveries.listAttempts('dlv_none')).toEqual([]);
    });
  });

  describe('listDeliveries', () => {
    const EVERY: DeliveryQuery = EVERY_DELIVERY;

    it('lists newest first, by subscription, event and status', async () => {
      const { store } = opened.current;
      const [one = '', two = '', three = ''] = await append(store, 1, 2, 3);
      await backfill(store, 'sub_2', ['evt_2'], 4);
      const four = await deliveryId(store, 'evt_2', 'sub_2');
      await store.deliveries.record([failed(one), failed(four), delivered(two)]);
      const list = async (query: Partial<DeliveryQuery>): Promise<string[]> => {
        const page = await store.deliveries.list(
          { ...EVERY, ...query },
          { cursor: null, limit: 9 },
        );
        return page.items.map(({ id }) => id);
      };
      expect(await list({})).toEqual([four, three, two, one]);
      expect(await list({ subscriptionId: 'sub_1' })).toEqual([three, two, one]);
      expect(await list({ eventId: 'evt_2' })).toEqual([four, two]);
      expect(await list({ status: 'failed' })).toEqual([four, one]);
      expect(await list({ status: 'pending' })).toEqual([three]);
      expect(await list({ subscriptionId: 'sub_1', status: 'failed' })).toEqual([one]);
      expect(await list({ subscriptionId: 'sub_2', eventId: 'evt_1' })).toEqual([]);
    });

    it('finds them by what the last attempt came to, and by when they were made', async () => {
      const { store } = opened.current;
      const times = [1000, 2000, 3000, 4000];
      const [one = '', two = '', three = '', four = ''] = await append(store, ...times);
      const timeout = { httpStatus: null, error: 'timeout', response: null };
      await store.deliveries.record([
        failed(one),
        { attempt: attempt(two, timeout), status: 'pending', dueAt: 9000 },
        delivered(three),
      ]);
      const list = async (query: Partial<DeliveryQuery>): Promise<string[]> => {
        const page = { cursor: null, limit: 9 };
        const { items } = await store.deliveries.list({ ...EVERY_DELIVERY, ...query }, page);
        return items.map(({ id }) => id);
      };
      expect(await list({ httpStatus: 500 })).toEqual([one]);
      expect(await list({ httpStatus: 200 })).toEqual([three]);
      expect(await list({ error: 'timeout' })).toEqual([two]);
      expect(await list({ error: 'timeout', status: 'failed' })).toEqual([]);
      expect(await list({ error: 'http_status', subscriptionId: 'sub_1' })).toEqual([one]);
      expect(await list({ error: 'http_status', subscriptionId: 'sub_2' })).toEqual([]);
      expect(await list({ since: 2000 })).toEqual([four, three, two]);
      expect(await list({ since: 2000, until: 4000, subscriptionId: 'sub_1' })).toEqual([
        three,
        two,
      ]);
      expect(await store.deliveries.get(two)).toMatchObject({
        ...{ lastHttpStatus: null, lastError: 'timeout' },
      });
      // What it is once more, it was before: the last attempt stays known until the next one.
      await store.deliveries.replay(one, 9000);
      expect(await list({ httpStatus: 500 })).toEqual([one]);
      await store.deliveries.record([
        { ...delivered(one), attempt: attempt(one, { error: null, httpStatus: 204, at: 9000 }) },
      ]);
      expect(await list({ httpStatus: 500 })).toEqual([]);
      expect(await list({ httpStatus: 204 })).toEqual([one]);
    });

    it('looks at so many at a time, and goes on from there', async () => {
      const { store } = opened.current;
      const events = Array.from({ length: 20_010 }, (_, at) =>
        event(`evt_${at}`, { receivedAt: at + 1, subscriptionIds: ['sub_1'] }),
      );
      for (let at = 0; at < events.length; at += 1000) {
        await store.events.append(events.slice(at, at + 1000));
      }
      const first = await deliveryId(store, 'evt_0');
      await store.deliveries.record([delivered(first)]);
      const query = { ...EVERY_DELIVERY, status: 'delivered' } as const;
      const pages = await readAll((cursor) => store.deliveries.list(query, { cursor, limit: 5 }));
      expect(pages).toEqual([[], [first]]);
    });

    it('reads every delivery once in pages, over equal times', async () => {
      const { store } = opened.current;
      const events = ['a', 'b', 'c'].map((id) =>
        event(id, { subscriptionIds: ['sub_1', 'sub_2'] }),
      );
      await store.events.append(events);
      const pages = await readAll((cursor) => store.deliveries.list(EVERY, { cursor, limit: 4 }));
      expect(pages.map((page) => page.length)).toEqual([4, 2]);
      expect(new Set(pages.flat()).size).toBe(6);
    });

    it('refuses a cursor that is not its own', async () => {
      const listing = opened.current.store.deliveries.list(EVERY, { cursor: 'nonsense', limit: 1 });
      await expect(listing).rejects.toMatchObject({ code: 'invalid_request' });
    });
  });

  describe('replaying', () => {
    it('makes a finished delivery pending again, with no attempts', async () => {
      const { store } = opened.current;
      const [id = ''] = await append(store, 1);
      expect(await store.deliveries.replay(id, 50)).toBe(false);
      await store.deliveries.record([delivered(id)]);
      expect(await store.deliveries.replay(id, 50)).toBe(true);
      expect(await store.deliveries.get(id)).toMatchObject({
        status: 'pending',
        attempts: 0,
        dueAt: 50,
        finishedAt: null,
        replayedAt: 50,
      });
      expect(await store.deliveries.replay('dlv_none', 50)).toBe(false);
    });

    it('replays the failed ones of a subscription whose event is recent enough', async () => {
      const { store } = opened.current;
      const [old = '', recent = '', fine = ''] = await append(store, 10, 20, 30);
      await backfill(store, 'sub_2', ['evt_20'], 20);
      const other = await deliveryId(store, 'evt_20', 'sub_2');
      await store.deliveries.record([failed(old), failed(recent), delivered(fine), failed(other)]);
      expect(await store.deliveries.replayFailed('sub_1', 20, 99)).toBe(1);
      const states = await Promise.all(
        [old, recent, fine, other].map((id) => store.deliveries.get(id)),
      );
      expect(states.map((delivery) => delivery?.status)).toEqual([
        'failed',
        'pending',
        'delivered',
        'failed',
      ]);
      expect(states[1]).toMatchObject({ dueAt: 99, attempts: 0, replayedAt: 99 });
    });
  });

  it('recovers and cancels more than one transaction takes', async () => {
    const { store } = opened.current;
    const times = Array.from({ length: 4100 }, (_, at) => at + 1);
    const events = times.map((receivedAt) =>
      event(`evt_${receivedAt}`, { receivedAt, subscriptionIds: ['sub_1'] }),
    );
    await store.events.append(events);
    const claimed = await claimOf(store, 'sub_1', 5000, 6000, 5000);
    await store.deliveries.record(claimed.map(({ id }) => failed(id)));
    expect(await store.deliveries.replayFailed('sub_1', 101, 7000)).toBe(4000);
    expect(await store.deliveries.cancel('sub_1', 8000)).toBe(4000);
    expect(await store.deliveries.replayFailed('sub_1', 0, 9000)).toBe(100);
  });

  describe('cancelDeliveries', () => {
    it('cancels what is pending of one subscription, leased or not', async () => {
      const { store } = opened.current;
      const [done = '', leased = ''] = await append(store, 1, 2, 3);
      await backfill(store, 'sub_2', ['evt_1'], 1);
      await store.deliveries.record([delivered(done)]);
      await claimOf(store, 'sub_1', 100, 200, 1);
      expect(await store.deliveries.cancel('sub_1', 150)).toBe(2);
      expect(await store.deliveries.get(leased)).toMatchObject({
        status: 'cancelled',
        finishedAt: 150,
      });
      expect(await store.deliveries.get(done)).toMatchObject({ status: 'delivered' });
      expect(await store.deliveries.countPending()).toEqual(new Map([['sub_2', 1]]));
    });
  });
}

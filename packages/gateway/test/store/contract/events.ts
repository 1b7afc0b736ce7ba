import type { EventQuery, Store } from '../../../src/store/store.ts';
import { EVERY_DELIVERY, EVERY_EVENT } from '../../../src/store/store.ts';
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
  plain,
  readAll,
  useStore,
} from './fixtures.ts';

const EVERY: EventQuery = EVERY_EVENT;

/** Storing, finding and pruning events. */
export function eventContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  beforeEach(() => addAccounts(opened.current.store));

  const ids = async (store: Store, query: Partial<EventQuery> = {}): Promise<string[]> => {
    const request = { cursor: null, limit: 100, maxBytes: 1e9 };
    const page = await store.events.list({ ...EVERY, ...query }, request);
    return page.items.map(({ id }) => id);
  };

  describe('appendEvents', () => {
    it('stores an event whole, with a delivery due at once for each subscription', async () => {
      const { store } = opened.current;
      const body = Uint8Array.of(0, 255, 13, 10, 128);
      const headers = { 'x-signature': 'sha256=ab', 'content-type': 'text/plain' };
      const given = event('evt_1', { body, headers, subscriptionIds: ['sub_1', 'sub_2'] });
      expect(await store.events.append([given])).toEqual([{ eventId: 'evt_1', duplicate: false }]);

      expect(plain((await store.events.get('evt_1')) ?? {})).toEqual({
        id: 'evt_1',
        payloadGone: null,
        sourceId: 'src_a',
        type: 'analysis.complete',
        receivedAt: 5000,
        headers: { 'x-signature': 'sha256=ab', 'content-type': 'text/plain' },
        body: [0, 255, 13, 10, 128],
      });
      const id = await deliveryId(store, 'evt_1', 'sub_2');
      expect(await store.deliveries.get(id)).toEqual({
        id,
        eventId: 'evt_1',
        subscriptionId: 'sub_2',
        status: 'pending',
        attempts: 0,
        dueAt: 5000,
        createdAt: 5000,
        finishedAt: null,
        replayedAt: null,
        replayId: null,
        lastError: null,
        lastHttpStatus: null,
      });
      expect(await store.deliveries.countPending()).toEqual(
        new Map([
          ['sub_1', 1],
          ['sub_2', 1],
        ]),
      );
    });

    it('takes an empty batch and an empty body', async () => {
      const { store } = opened.current;
      expect(await store.events.append([])).toEqual([]);
      await store.events.append([event('evt_1', { body: new Uint8Array() })]);
      expect((await store.events.get('evt_1'))?.body).toHaveLength(0);
    });

    it('notes the newest event as a sign of life of its source', async () => {
      const { store } = opened.current;
      await store.events.append([
        event('evt_1', { receivedAt: 70 }),
        event('evt_2', { receivedAt: 60 }),
      ]);
      await store.events.append([event('evt_3', { receivedAt: 65 })]);
      const sources = await store.accounts.listSources();
      expect(sources.map(({ lastEventAt }) => lastEventAt)).toEqual([70, null]);
    });

    it('resolves after the commit: another process sees the events at once', async () => {
      const { store, reopen } = opened.current;
      const other = await reopen();
      const seen = await Promise.all(
        ['evt_1', 'evt_2', 'evt_3'].map(async (id) => {
          await store.events.append([event(id, { subscriptionIds: ['sub_1'] })]);
          return [(await other.events.get(id))?.id, await deliveryId(other, id)];
        }),
      );
      expect(seen.map(([id]) => id)).toEqual(['evt_1', 'evt_2', 'evt_3']);
    });
  });

  describe('a duplicate', () => {
    it('inside one batch, across batches and across concurrent calls is not stored', async () => {
      const { store } = opened.current;
      const same = (id: string) => event(id, { identity: 'x', subscriptionIds: ['sub_1'] });
      const first = { eventId: 'evt_1', duplicate: false };
      const repeat = { eventId: 'evt_1', duplicate: true };
      expect(await store.events.append([same('evt_1'), same('evt_2')])).toEqual([first, repeat]);
      expect(await store.events.append([same('evt_3')])).toEqual([repeat]);
      const calls = ['evt_4', 'evt_5', 'evt_6'].map((id) =>
        store.events.append([event(id, { identity: 'y' })]),
      );
      expect((await Promise.all(calls)).flat()).toEqual([
        { eventId: 'evt_4', duplicate: false },
        { eventId: 'evt_4', duplicate: true },
        { eventId: 'evt_4', duplicate: true },
      ]);
      expect((await ids(store)).sort()).toEqual(['evt_1', 'evt_4']);
      expect(await store.deliveries.countPending()).toEqual(new Map([['sub_1', 1]]));
    });

    it('is one across processes, in either direction', async () => {
      const { store, reopen } = opened.current;
      const other = await reopen();
      const add = async (to: Store, id: string, identity: string) =>
        (await to.events.append([event(id, { identity })]))[0];
      expect(await add(store, 'evt_1', 'x')).toEqual({ eventId: 'evt_1', duplicate: false });
      expect(await add(other, 'evt_2', 'x')).toEqual({ eventId: 'evt_1', duplicate: true });
      expect(await add(other, 'evt_3', 'y')).toEqual({ eventId: 'evt_3', duplicate: false });
      expect(await add(store, 'evt_4', 'y')).toEqual({ eventId: 'evt_3', duplicate: true });
    });

    it('is none if the source is another one', async () => {
      const { store } = opened.current;
      const results = await store.events.append([
        event('evt_1', { identity: 'x' }),
        event('evt_2', { identity: 'x', sourceId: 'src_b' }),
      ]);
      expect(results.map(({ duplicate }) => duplicate)).toEqual([false, false]);
    });

    it('is one only inside its window, counted from the event that holds the identity', async () => {
      const { store } = opened.current;
      const add = async (id: string, receivedAt: number, identityWindowMs: number | null) => {
        const given = event(id, { identity: 'x', receivedAt, identityWindowMs });
        return (await store.events.append([given]))[0];
      };
      expect(await add('evt_1', 1000, 100)).toEqual({ eventId: 'evt_1', duplicate: false });
      expect(await add('evt_2', 1100, 100)).toEqual({ eventId: 'evt_1', duplicate: true });
      expect(await add('evt_3', 1101, 100)).toEqual({ eventId: 'evt_3', duplicate: false });
      expect(await add('evt_4', 1201, 100)).toEqual({ eventId: 'evt_3', duplicate: true });
      expect(await add('evt_5', 9999, null)).toEqual({ eventId: 'evt_3', duplicate: true });
      expect(await ids(store)).toEqual(['evt_3', 'evt_1']);
    });

    it('is found in the order of the batch, also where windows pass inside it', async () => {
      const { store } = opened.current;
      const at = (id: string, receivedAt: number) =>
        event(id, { identity: 'x', receivedAt, identityWindowMs: 100, subscriptionIds: ['sub_1'] });
      const batch = [at('evt_1', 1000), at('evt_2', 1050), at('evt_3', 1101), at('evt_4', 1202)];
      expect(await store.events.append([...batch, at('evt_5', 1202), event('evt_6')])).toEqual([
        { eventId: 'evt_1', duplicate: false },
        { eventId: 'evt_1', duplicate: true },
        { eventId: 'evt_3', duplicate: false },
        { eventId: 'evt_4', duplicate: false },
        { eventId: 'evt_4', duplicate: true },
        { eventId: 'evt_6', duplicate: false },
      ]);
      expect(await ids(store)).toEqual(['evt_6', 'evt_4', 'evt_3', 'evt_1']);
      expect(await store.deliveries.countPending()).toEqual(new Map([['sub_1', 3]]));
    });

    it('may be the very same event again', async () => {
      const { store } = opened.current;
      const twice = [event('evt_1'), event('evt_1')];
      const first = { eventId: 'evt_1', duplicate: false };
      const repeat = { eventId: 'evt_1', duplicate: true };
      expect(await store.events.append(twice)).toEqual([first, repeat]);
      expect(await store.events.append(twice)).toEqual([repeat, repeat]);
    });

    it('of an event that was pruned is stored anew', async () => {
      const { store } = opened.current;
      await store.events.append([event('evt_1', { identity: 'x' })]);
      await store.events.prune(6000, 10, 9000);
      expect(await store.events.append([event('evt_2', { identity: 'x' })])).toEqual([
        { eventId: 'evt_2', duplicate: false },
      ]);
    });
  });

  describe('a call that cannot be stored', () => {
    it('stores nothing half, and does not harm the calls made at the same time', async () => {
      const { store } = opened.current;
      const results = await Promise.allSettled([
        store.events.append([event('evt_1', { subscriptionIds: ['sub_1'] })]),
        store.events.append([
          event('evt_2', { identity: 'x', subscriptionIds: ['sub_1'] }),
          event('evt_3', { sourceId: 'src_none' }),
        ]),
        store.events.append([event('evt_4', { subscriptionIds: ['sub_1', 'sub_none'] })]),
        store.events.append([event('evt_1', { identity: 'the id is taken' })]),
        store.events.append([event('evt_5', { identity: 'x' })]),
      ]);
      expect(
        results.map((result) =>
          result.status === 'fulfilled' ? result.value[0] : result.reason.code,
        ),
      ).toEqual([
        { eventId: 'evt_1', duplicate: false },
        'source_not_found',
        'subscription_not_found',
        'conflict',
        { eventId: 'evt_5', duplicate: false },
      ]);
      expect((await ids(store)).sort()).toEqual(['evt_1', 'evt_5']);
      expect(await store.deliveries.countPending()).toEqual(new Map([['sub_1', 1]]));
    });

    it('stores nothing of a batch in which one id is taken', async () => {
      const { store } = opened.current;
      await store.events.append([event('evt_1')]);
      const batch = [event('evt_2'), event('evt_1', { identity: 'other' }), event('evt_3')];
      await expect(store.events.append(batch)).rejects.toMatchObject({ code: 'conflict' });
      expect(await ids(store)).toEqual(['evt_1']);
    });

    it('makes one delivery for a subscription that is named twice', async () => {
      const { store } = opened.current;
      await store.events.append([event('evt_1', { subscriptionIds: ['sub_1', 'sub_1'] })]);
      expect(await store.deliveries.countPending()).toEqual(new Map([['sub_1', 1]]));
    });
  });

  describe('listEvents', () => {
    beforeEach(() =>
      opened.current.store.events.append([
        event('evt_1', { receivedAt: 10 }),
        event('evt_2', { receivedAt: 30, sourceId: 'src_b' }),
        event('evt_3', { receivedAt: 20, type: 'other' }),
        event('evt_4', { receivedAt: 20, sourceId: 'src_b', type: 'other' }),
      ]),
    );

    it('lists newest first, by source, type and time', async () => {
      const { store } = opened.current;
      expect(await ids(store)).toEqual(['evt_2', 'evt_4', 'evt_3', 'evt_1']);
      expect(await ids(store, { sourceIds: ['src_a'] })).toEqual(['evt_3', 'evt_1']);
      expect(await ids(store, { sourceIds: ['src_b', 'src_none'] })).toEqual(['evt_2', 'evt_4']);
      expect(await ids(store, { sourceIds: [] })).toEqual([]);
      expect(await ids(store, { types: ['other', 'none'] })).toEqual(['evt_4', 'evt_3']);
      expect(await ids(store, { since: 20 })).toEqual(['evt_2', 'evt_4', 'evt_3']);
      expect(await ids(store, { sourceIds: ['src_b'], types: ['other'], since: 21 })).toEqual([]);
    });

    it('lists those before a time, the oldest first too', async () => {
      const { store } = opened.current;
      expect(await ids(store, { until: 20 })).toEqual(['evt_1']);
      expect(await ids(store, { since: 20, until: 30 })).toEqual(['evt_4', 'evt_3']);
      const pages = await readAll((cursor) =>
        store.events.list(EVERY, { cursor, limit: 3, maxBytes: 1e9, oldestFirst: true }),
      );
      expect(pages).toEqual([['evt_1', 'evt_3', 'evt_4'], ['evt_2']]);
    });

    it('lists them by what became of them', async () => {
      const { store } = opened.current;
      await backfill(store, 'sub_1', ['evt_1', 'evt_2', 'evt_3'], 100);
      await backfill(store, 'sub_2', ['evt_1'], 100);
      await store.deliveries.record([
        failed(await deliveryId(store, 'evt_1')),
        delivered(await deliveryId(store, 'evt_2')),
      ]);
      expect(await ids(store, { state: 'failed' })).toEqual(['evt_1']);
      expect(await ids(store, { state: 'delivered' })).toEqual(['evt_2']);
      expect(await ids(store, { state: 'pending' })).toEqual(['evt_3', 'evt_1']);
      expect(await ids(store, { state: 'never_sent' })).toEqual(['evt_4']);
      expect(await ids(store, { state: 'pending', types: ['other'] })).toEqual(['evt_3']);
    });

    it('looks at so many for a page, and finds everything once all the same', async () => {
      const { store } = opened.current;
      // Few of `src_a` fit, and lie far back; those of `src_b` lie between them.
      const many = Array.from({ length: 6000 }, (_, at) =>
        event(`evt_many_${at}`, {
          receivedAt: 1000 + at,
          sourceId: at % 5 === 0 ? 'src_b' : 'src_a',
          subscriptionIds: at % 1000 === 0 || at === 3 ? ['sub_1'] : [],
        }),
      );
      for (let at = 0; at < many.length; at += 1000) {
        await store.events.append(many.slice(at, at + 1000));
      }
      const expected = [5000, 4000, 3000, 2000, 1000, 3, 0].map((at) => `evt_many_${at}`);
      for (const oldestFirst of [false, true]) {
        const query = { ...EVERY, since: 1000, state: 'pending' } as const;
        const pages = await readAll((cursor) =>
          store.events.list(query, { cursor, limit: 4, maxBytes: 1e9, oldestFirst }),
        );
        expect(pages.flat()).toEqual(oldestFirst ? expected.toReversed() : expected);
        // Some are short: they end where only so many were looked at.
        expect(pages.slice(0, -1).some((page) => page.length < 4)).toBe(true);
      }
    });

    it('reads every event once in pages, over equal times and while others arrive', async () => {
      const { store } = opened.current;
      const equal = ['evt_5', 'evt_6', 'evt_7', 'evt_8', 'evt_9'].map((id, at) =>
        event(id, { receivedAt: 20, sourceId: at % 2 === 0 ? 'src_a' : 'src_b' }),
      );
      await store.events.append(equal);
      const before = await ids(store);
      const pages = await readAll(async (cursor) => {
        const page = await store.events.list(EVERY, { cursor, limit: 2, maxBytes: 1e9 });
        await store.events.append([event(`evt_new_${page.items[0]?.id}`, { receivedAt: 40 })]);
        return page;
      });
      expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 2, 1]);
      expect(pages.flat()).toEqual(before);
      expect(before).toHaveLength(9);
    });

    it('ends without a cursor when a page takes the last one', async () => {
      const request = { cursor: null, limit: 4, maxBytes: 1e9 };
      const page = await opened.current.store.events.list(EVERY, request);
      expect([page.items.length, page.next]).toEqual([4, null]);
    });

    it('ends a page where the bodies become too much, but not before its first event', async () => {
      const { store } = opened.current;
      const sizes = [400, 3000, 500, 500, 1];
      await store.events.append(
        sizes.map((size, at) =>
          event(`large_${at}`, { receivedAt: 100 - at, body: Buffer.alloc(size, 'x') }),
        ),
      );
      const query = { ...EVERY, since: 90 };
      const pages = await readAll((cursor) =>
        store.events.list(query, { cursor, limit: 10, maxBytes: 1000 }),
      );
      expect(pages).toEqual([['large_0'], ['large_1'], ['large_2', 'large_3'], ['large_4']]);
    });

    it('gives a cursor for every item of a page', async () => {
      const { store } = opened.current;
      const request = { cursor: null, limit: 100, maxBytes: 1e9 };
      const { items, cursors, next } = await store.events.list(EVERY, request);
      expect([cursors.length, next]).toEqual([4, null]);
      for (const [at, cursor] of cursors.entries()) {
        const rest = await store.events.list(EVERY, { ...request, cursor });
        expect(rest.items).toEqual(items.slice(at + 1));
      }
    });

    it('refuses a cursor that is not its own', async () => {
      const { store } = opened.current;
      const other = Buffer.from('["deliveries","dlv_1"]').toString('base64url');
      const wrong = Buffer.from('["events",1,"2"]').toString('base64url');
      for (const cursor of ['', 'x', '!!!', 'bnVsbA', other, wrong]) {
        const listing = store.events.list(EVERY, { cursor, limit: 1, maxBytes: 1e9 });
        await expect(listing).rejects.toMatchObject({ code: 'invalid_request' });
      }
    });
  });

  describe('pruneEvents', () => {
    it('deletes the oldest first, up to the limit, and none received since', async () => {
      const { store } = opened.current;
      await store.events.append([
        event('evt_1', { receivedAt: 30 }),
        event('evt_2', { receivedAt: 10 }),
        event('evt_3', { receivedAt: 20, sourceId: 'src_b' }),
        event('evt_4', { receivedAt: 40 }),
      ]);
      expect(await store.events.prune(40, 2, 50)).toBe(2);
      expect(await ids(store)).toEqual(['evt_4', 'evt_1']);
      expect(await store.events.prune(40, 2, 50)).toBe(1);
      expect(await store.events.prune(40, 2, 50)).toBe(0);
      expect(await ids(store)).toEqual(['evt_4']);
    });

    it('deletes finished deliveries with their log; pending ones expire and stay', async () => {
      const { store } = opened.current;
      const both = ['sub_1', 'sub_2'];
      await store.events.append(
        ['evt_1', 'evt_2'].map((id) => event(id, { subscriptionIds: both })),
      );
      const gone = await deliveryId(store, 'evt_1', 'sub_1');
      await store.deliveries.record([
        delivered(gone),
        failed(await deliveryId(store, 'evt_1', 'sub_2')),
        delivered(await deliveryId(store, 'evt_2', 'sub_1')),
      ]);
      const waiting = await deliveryId(store, 'evt_2', 'sub_2');
      await store.deliveries.record([
        { attempt: attempt(waiting), status: 'pending', dueAt: 9500 },
      ]);
      expect(await store.events.prune(6000, 1, 9000)).toBe(1);
      expect(await store.events.prune(6000, 1, 9000)).toBe(1);
      expect(await store.events.prune(6000, 1, 9000)).toBe(0);
      expect(await ids(store)).toEqual([]);
      expect([await store.deliveries.get(gone), await store.deliveries.listAttempts(gone)]).toEqual(
        [null, []],
      );
      const query = EVERY_DELIVERY;
      expect((await store.deliveries.list(query, { cursor: null, limit: 9 })).items).toMatchObject([
        { id: waiting, eventId: 'evt_2', status: 'expired', finishedAt: 9000, attempts: 1 },
      ]);
      expect(await store.deliveries.listAttempts(waiting)).toHaveLength(1);
      const expired = { ...EVERY_DELIVERY, subscriptionId: 'sub_2', status: 'expired' } as const;
      const list = (cursor: string | null) => store.deliveries.list(expired, { cursor, limit: 1 });
      expect(await readAll(list)).toEqual([[waiting]]);
      expect([await store.deliveries.countPending(), await store.deliveries.nextDueAt()]).toEqual([
        new Map(),
        null,
      ]);
    });

    it('does not bring back what has expired', async () => {
      const { store } = opened.current;
      await store.events.append([event('evt_1', { subscriptionIds: ['sub_1'] })]);
      const id = await deliveryId(store, 'evt_1', 'sub_1');
      await store.events.prune(6000, 1, 9000);
      expect(await store.deliveries.replay(id, 9100)).toBe(false);
      expect(await store.deliveries.replayFailed('sub_1', 0, 9100)).toBe(0);
      expect(await backfill(store, 'sub_1', ['evt_1'], 9100)).toBe(0);
      // An attempt that was under way all the same is written down.
      await store.deliveries.record([delivered(id)]);
      expect(await store.deliveries.get(id)).toMatchObject({ status: 'expired' });
      expect(await store.deliveries.listAttempts(id)).toHaveLength(1);
      expect(await store.deliveries.pruneExpired(9000, 5)).toBe(0);
      expect(await store.deliveries.pruneExpired(9001, 5)).toBe(1);
      expect([await store.deliveries.get(id), await store.deliveries.listAttempts(id)]).toEqual([
        null,
        [],
      ]);
    });

    it('leaves an event that is just being delivered for the next time', async () => {
      const { store } = opened.current;
      await store.events.append([event('evt_1', { subscriptionIds: ['sub_1', 'sub_2'] })]);
      const [claimed] = await claimOf(store, 'sub_1', 9000, 9030, 1);
      expect(await store.events.prune(6000, 5, 9029)).toBe(0);
      await store.deliveries.record([delivered(claimed?.id ?? '')]);
      expect(await store.events.prune(6000, 5, 9029)).toBe(1);
    });
  });
}

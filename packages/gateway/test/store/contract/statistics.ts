import type { HourlyCount } from '../../../src/store/statistics.ts';
import { addAccounts, event, type OpenStore, useStore } from './fixtures.ts';

const HOUR = 3600_000;

const count = (hour: number, objectId: string, rest: Partial<HourlyCount> = {}): HourlyCount => ({
  ...{ hour: hour * HOUR, objectId, outcome: 'stored', count: 1 },
  ...rest,
});
const ALL = {
  outcomes: ['stored', 'rejected'],
  since: 0,
  until: 99 * HOUR,
  objectId: null,
} as const;

/** What is counted by the hour. */
export function statisticsContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  it('are added up, also by two at the same time', async () => {
    const { store, reopen } = opened.current;
    const other = await reopen();
    const many = { count: 2_500_000_000 };
    await Promise.all([
      store.statistics.add([count(1, 'src_b'), count(1, 'src_a', many), count(2, 'src_a')]),
      other.statistics.add([count(2, 'src_a'), count(1, 'src_a', many), count(1, 'src_b')]),
    ]);
    await store.statistics.add([]);
    expect(await other.statistics.list(ALL)).toEqual([
      count(1, 'src_a', { count: 5_000_000_000 }),
      count(1, 'src_b', { count: 2 }),
      count(2, 'src_a', { count: 2 }),
    ]);
  });

  it('are found by time, outcome and object', async () => {
    const { statistics } = opened.current.store;
    const rejected = count(2, 'src_a', { outcome: 'rejected', count: 7 });
    await statistics.add([count(1, 'src_a'), count(2, 'src_a'), rejected, count(3, 'src_b')]);
    const list = async (query: Partial<Parameters<typeof statistics.list>[0]>) =>
      await statistics.list({ ...ALL, ...query });
    expect(await list({ outcomes: ['rejected'] })).toEqual([rejected]);
    expect(await list({ outcomes: ['delivered', 'failed'] })).toEqual([]);
    expect(await list({ objectId: 'src_b' })).toEqual([count(3, 'src_b')]);
    expect(await list({ since: 2 * HOUR, until: 3 * HOUR })).toEqual([rejected, count(2, 'src_a')]);
    expect(await statistics.prune(3 * HOUR)).toBe(3);
    expect(await list({})).toEqual([count(3, 'src_b')]);
  });
}

/** What came last, of all sources. */
export function newestContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  it('events come without their bodies, the newest first', async () => {
    const { store } = opened.current;
    await addAccounts(store);
    await store.events.append([event('evt_1'), event('evt_2'), event('evt_3')]);
    const found = await store.newest.events(2);
    expect(found.map(({ id }) => id)).toEqual(['evt_3', 'evt_2']);
    expect(Object.keys(found[0] ?? {}).sort()).toEqual(['id', 'receivedAt', 'sourceId', 'type']);
  });

  it('rejections of all sources come in pages, the newest first', async () => {
    const { store } = opened.current;
    await addAccounts(store);
    const rejection = (id: string, sourceId: string, at: number) => ({
      ...{ id, sourceId, at, code: 'signature_mismatch', explanation: '', httpStatus: 401 },
      ...{ bodyBytes: 5, request: null },
    });
    await store.accounts.addRejections([rejection('rej_1', 'src_a', 10)], 50);
    await store.accounts.addRejections([rejection('rej_3', 'src_b', 20)], 50);
    await store.accounts.addRejections([rejection('rej_2', 'src_a', 20)], 50);
    const first = await store.newest.rejections({ cursor: null, limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['rej_3', 'rej_2']);
    const second = await store.newest.rejections({ cursor: first.next, limit: 2 });
    expect(second.items.map(({ id }) => id)).toEqual(['rej_1']);
    expect(second.next).toBeNull();
  });

  it('pings come with their times', async () => {
    const { store } = opened.current;
    await addAccounts(store);
    expect(await store.newest.pings()).toEqual([]);
    await store.accounts.touchSource('src_b', { pingAt: 77 });
    expect(await store.newest.pings()).toEqual([{ sourceId: 'src_b', at: 77 }]);
  });
}

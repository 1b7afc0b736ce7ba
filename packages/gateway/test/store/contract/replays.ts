import type { ReplayStep } from '../../../src/store/replays.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  addAccounts,
  claimOf,
  delivered,
  deliveryId,
  event,
  failed,
  type OpenStore,
  readAll,
  replay,
  subscription,
  useStore,
} from './fixtures.ts';

/** Bulk replays: the orders, and the deliveries that are made by them. */
export function replayContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  let store: Store;
  beforeEach(async () => {
    store = opened.current.store;
    await addAccounts(store);
  });

  const step = (fields: Partial<ReplayStep> = {}): ReplayStep => ({
    ...{ replayId: 'rpl_1', from: null, subscriptionId: null, statuses: [], events: [], dueAt: 70 },
    after: { position: 'p1', events: 1, reachedAt: 5000, withoutPayload: 0, leaseUntil: 900 },
    ...fields,
  });
  const stateOf = async (eventId: string, to = 'sub_1') =>
    store.deliveries.get(await deliveryId(store, eventId, to));

  it('keeps an order with everything in it', async () => {
    const full = replay('rpl_1', {
      ...{ subscriptionId: 'sub_1', sourceId: 'src_a', provider: 'siggnal', since: 5, until: 6 },
      ...{ eventTypes: ['a'], states: ['failed', 'never_sent'], maxPerSecond: 0.5 },
      conditions: [{ field: 'score', op: 'gte', value: 5 }],
    });
    await store.replays.add(full);
    expect(await store.replays.get('rpl_1')).toEqual(full);
    expect(await store.replays.get('rpl_2')).toBeNull();
  });

  it('lists them newest first, in pages', async () => {
    for (const id of ['rpl_1', 'rpl_3', 'rpl_2']) await store.replays.add(replay(id));
    const pages = await readAll((cursor) => store.replays.list({ cursor, limit: 2 }));
    expect(pages).toEqual([['rpl_3', 'rpl_2'], ['rpl_1']]);
  });

  it('gives a running one to one gateway at a time', async () => {
    const other = await opened.current.reopen();
    await store.replays.add(replay('rpl_1'));
    await store.replays.add(replay('rpl_2', { status: 'done' }));
    const claims = await Promise.all([
      store.replays.claim(100, 200),
      other.replays.claim(100, 200),
      store.replays.claim(100, 200),
    ]);
    expect(claims.filter((claim) => claim !== null)).toMatchObject([
      { id: 'rpl_1', leaseUntil: 200 },
    ]);
    expect(await other.replays.claim(199, 300)).toBeNull();
    expect(await other.replays.claim(200, 300)).toMatchObject({ id: 'rpl_1', leaseUntil: 300 });
    await other.replays.release('rpl_1');
    expect(await store.replays.claim(250, 400)).toMatchObject({ id: 'rpl_1' });
  });

  it('adds a delivery where a subscription has none, marked as asked for', async () => {
    await store.events.append([event('evt_1', { subscriptionIds: ['sub_1'] }), event('evt_2')]);
    await store.replays.add(replay('rpl_1'));
    const events = ['evt_1', 'evt_2', 'evt_none'].map((id) => ({ id, addTo: ['sub_1', 'sub_no'] }));
    expect(await store.replays.countWanted(step({ events }))).toEqual([0, 1, 0]);
    expect(await store.replays.advance(step({ events }))).toMatchObject({
      made: 1,
      replay: {
        position: 'p1',
        events: 1,
        deliveries: 1,
        reachedAt: 5000,
        withoutPayload: 0,
        leaseUntil: 900,
      },
    });
    expect(await stateOf('evt_2')).toMatchObject({
      ...{ status: 'pending', attempts: 0, dueAt: 70, createdAt: 70 },
      ...{ replayedAt: 70, replayId: 'rpl_1' },
    });
    expect(await stateOf('evt_1')).toMatchObject({ dueAt: 5000, replayId: null });
  });

  it('makes finished deliveries once more, by their state and to whom they go', async () => {
    await store.accounts.putSubscription(subscription('sub_over', { status: 'ended' }));
    const to = { subscriptionIds: ['sub_1', 'sub_2', 'sub_over'] };
    await store.events.append([event('evt_1', to), event('evt_2', to), event('evt_3', to)]);
    const ids = async (id: string) =>
      Promise.all(to.subscriptionIds.map((each) => deliveryId(store, id, each)));
    await store.deliveries.record((await ids('evt_1')).map(failed));
    await store.deliveries.record((await ids('evt_2')).map(delivered));
    await store.replays.add(replay('rpl_1'));
    const events = ['evt_1', 'evt_2', 'evt_3'].map((id) => ({ id, addTo: ['sub_1'] }));
    const count = (fields: Partial<ReplayStep>) => store.replays.countWanted(step(fields));
    expect(await count({ events, statuses: ['failed'] })).toEqual([2, 0, 0]);
    expect(await count({ events, statuses: ['failed', 'delivered'] })).toEqual([2, 2, 0]);
    const narrow = { events, statuses: ['failed'], subscriptionId: 'sub_2' } as const;
    expect(await count(narrow)).toEqual([1, 0, 0]);
    expect(await store.replays.advance(step(narrow))).toMatchObject({ made: 1 });
    expect(await stateOf('evt_1', 'sub_2')).toMatchObject({
      ...{ status: 'pending', attempts: 0, dueAt: 70, replayedAt: 70, replayId: 'rpl_1' },
      finishedAt: null,
    });
    expect(await stateOf('evt_1', 'sub_1')).toMatchObject({ status: 'failed', replayId: null });
  });

  it('delivers an event without an order: again, or for the first time', async () => {
    const to = { subscriptionIds: ['sub_1'] };
    await store.events.append([event('evt_1', to), event('evt_2', to)]);
    const [old, waiting] = await Promise.all(['evt_1', 'evt_2'].map((id) => deliveryId(store, id)));
    await store.deliveries.record([failed(old ?? '')]);
    const events = ['evt_1', 'evt_2', 'evt_none'].map((id) => ({ id, addTo: ['sub_1', 'sub_2'] }));
    const query = { events, subscriptionId: null, statuses: ['failed'] } as const;
    const ids = await store.replays.deliver(query, 70);
    const added = await Promise.all(['evt_1', 'evt_2'].map((id) => deliveryId(store, id, 'sub_2')));
    expect([...ids].sort()).toEqual([old, ...added].sort());
    for (const id of ids) {
      expect(await store.deliveries.get(id)).toMatchObject({
        ...{ status: 'pending', attempts: 0, dueAt: expect.any(Number), finishedAt: null },
        ...{ replayedAt: expect.any(Number), replayId: null },
      });
    }
    expect(await store.deliveries.get(waiting ?? '')).toMatchObject({ replayedAt: null });
    expect(await store.replays.deliver(query, 80)).toEqual([]);
  });

  it('takes each step once, whoever takes it, and none after the end', async () => {
    const other = await opened.current.reopen();
    await store.events.append([event('evt_1')]);
    await store.replays.add(replay('rpl_1'));
    const events = [{ id: 'evt_1', addTo: ['sub_1'] }];
    const taken = await Promise.all([
      store.replays.advance(step({ events })),
      other.replays.advance(step({ events })),
    ]);
    expect(taken.filter((progress) => progress !== null)).toHaveLength(1);
    expect(await store.replays.advance(step({ events: [] }))).toBeNull();
    const second = step({ from: 'p1', after: { ...step().after, position: 'p2' } });
    expect(await store.replays.advance(second)).toMatchObject({ made: 0 });
    const end = { status: 'done', statusReason: null } as const;
    expect(await store.replays.end('rpl_1', end, 99)).toMatchObject({
      ...{ status: 'done', finishedAt: 99, deliveries: 1 },
    });
    expect(await store.replays.end('rpl_1', end, 100)).toBeNull();
    const cancelled = { status: 'cancelled', statusReason: 'No.' } as const;
    expect(await store.replays.end('rpl_1', cancelled, 101)).toMatchObject(cancelled);
    expect(await store.replays.end('rpl_1', cancelled, 102)).toBeNull();
    expect(await store.replays.advance({ ...second, from: 'p2' })).toBeNull();
    expect(await store.replays.claim(9000, 9001)).toBeNull();
  });

  it('begins them in the order of arrival, old and new ones mixed', async () => {
    const names = ['evt_1', 'evt_2', 'evt_3', 'evt_4'];
    await store.events.append(
      names.map((id, at) => event(id, { subscriptionIds: at % 2 === 0 ? [] : ['sub_1'] })),
    );
    const old = await Promise.all(['evt_2', 'evt_4'].map((id) => deliveryId(store, id)));
    await store.deliveries.record(old.map(failed));
    await store.replays.add(replay('rpl_1'));
    const events = names.map((id) => ({ id, addTo: ['sub_1'] }));
    const dueAt = 8000;
    const progress = await store.replays.advance(step({ events, statuses: ['failed'], dueAt }));
    const claimed = await claimOf(store, 'sub_1', 8100, 9000, 9);
    expect(claimed.map(({ eventId }) => eventId)).toEqual(names);
    expect(progress?.lastDueAt).toBe(claimed.at(-1)?.dueAt);
  });

  it('takes back what was not tried: as if it had never been asked for', async () => {
    const to = { subscriptionIds: ['sub_1'] };
    await store.events.append([event('evt_1', to), event('evt_2', to), event('evt_3')]);
    await store.events.append([event('evt_4')]);
    const [one, two] = await Promise.all(['evt_1', 'evt_2'].map((id) => deliveryId(store, id)));
    await store.deliveries.record([failed(one ?? ''), delivered(two ?? '')]);
    await store.replays.add(replay('rpl_1'));
    const statuses = ['failed', 'delivered'] as const;
    const events = ['evt_1', 'evt_2', 'evt_3'].map((id) => ({ id, addTo: ['sub_1'] }));
    await store.replays.advance(step({ events, statuses }));
    await store.replays.add(replay('rpl_2'));
    const other = { replayId: 'rpl_2', events: [{ id: 'evt_4', addTo: ['sub_1', 'sub_2'] }] };
    await store.replays.advance(step(other));
    const [leased] = await claimOf(store, 'sub_2', 100, 200, 1);
    expect(await store.replays.countPending('rpl_1', 9)).toBe(3);
    expect(await store.replays.countPending('rpl_1', 2)).toBe(2);
    expect(await store.replays.takeBack('rpl_1', 80)).toBe(3);
    expect(await stateOf('evt_1')).toMatchObject({ status: 'failed', finishedAt: 80 });
    expect(await stateOf('evt_2')).toMatchObject({ status: 'delivered', finishedAt: 80 });
    await expect(stateOf('evt_3')).rejects.toThrow('No delivery');
    expect(await stateOf('evt_4')).toMatchObject({ status: 'pending' });
    // What is being attempted has a result, which is written.
    expect(await store.replays.takeBack('rpl_2', 90)).toBe(2);
    expect(await stateOf('evt_4', 'sub_2')).toMatchObject({ status: 'cancelled' });
    await store.deliveries.record([delivered(leased?.id ?? '')]);
    expect(await stateOf('evt_4', 'sub_2')).toMatchObject({ status: 'delivered' });
  });

  it('makes and takes back more than one transaction takes', async () => {
    const ids = Array.from({ length: 2300 }, (_, at) => `evt_${at}`);
    await store.events.append(ids.map((id) => event(id)));
    await store.replays.add(replay('rpl_1'));
    const events = ids.map((id) => ({ id, addTo: ['sub_1'] }));
    expect(await store.replays.advance(step({ events }))).toMatchObject({ made: 2300 });
    expect(await store.replays.takeBack('rpl_1', 80)).toBe(2300);
    expect(await store.deliveries.countPending()).toEqual(new Map());
  });

  it('forgets those that ended long ago', async () => {
    await store.replays.add(replay('rpl_1'));
    await store.replays.add(replay('rpl_2', { status: 'done', finishedAt: 50 }));
    expect(await store.replays.prune(50, 9)).toBe(0);
    expect(await store.replays.prune(51, 9)).toBe(1);
    expect(await store.replays.get('rpl_1')).not.toBeNull();
  });
}

import type { Store } from '../../../src/store/store.ts';
import {
  addAccounts,
  backfill,
  delivered,
  deliveryId,
  event,
  failed,
  type OpenStore,
  plain,
  useStore,
} from './fixtures.ts';

/** Payloads that go before their events do. */
export function payloadContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  let store: Store;
  beforeEach(async () => {
    store = opened.current.store;
    await addAccounts(store);
  });

  const seqs = async (): Promise<number[]> =>
    (await store.payloads.look(0, 100)).map(({ seq }) => seq);

  it('are looked at in order of arrival, with their sizes', async () => {
    const body = Buffer.alloc(300, 'x');
    await store.events.append([event('evt_1', { receivedAt: 2000, body })]);
    await store.events.append([event('evt_2', { receivedAt: 1000, body: Buffer.alloc(20_000) })]);
    const [first, second, ...rest] = await store.payloads.look(0, 100);
    expect(first).toMatchObject({ receivedAt: 2000, bytes: 300, isGone: false });
    expect(second).toMatchObject({ receivedAt: 1000, bytes: 20_000, isGone: false });
    expect(rest).toEqual([]);
    expect(await store.payloads.look(first?.seq ?? 0, 1)).toEqual([second]);
  });

  it('go, and the event stays and is recognised', async () => {
    await store.events.append([event('evt_1', { identity: 'x' }), event('evt_2')]);
    const [first = 0] = await seqs();
    expect(await store.payloads.expire([first])).toBe(1);
    expect(await store.payloads.expire([first])).toBe(0);
    expect(plain((await store.events.get('evt_1')) ?? {})).toEqual({
      ...{ id: 'evt_1', sourceId: 'src_a', type: 'analysis.complete', receivedAt: 5000 },
      ...{ headers: {}, body: [], payloadGone: 'expired' },
    });
    expect(await store.events.get('evt_2')).toMatchObject({ payloadGone: null });
    expect((await store.payloads.look(0, 1))[0]).toMatchObject({ bytes: 0, isGone: true });
    expect(await store.events.append([event('evt_3', { identity: 'x' })])).toEqual([
      { eventId: 'evt_1', duplicate: true },
    ]);
  });

  it('stay as long as a delivery is to be made', async () => {
    await store.events.append([event('evt_1', { subscriptionIds: ['sub_1', 'sub_2'] })]);
    await store.deliveries.record([failed(await deliveryId(store, 'evt_1', 'sub_1'))]);
    expect(await store.payloads.expire(await seqs())).toBe(0);
    expect((await store.events.get('evt_1'))?.body.length).toBeGreaterThan(0);
    await store.deliveries.record([delivered(await deliveryId(store, 'evt_1', 'sub_2'))]);
    expect(await store.payloads.expire(await seqs())).toBe(1);
  });

  it('are what replays need: without them nothing becomes pending again', async () => {
    await store.events.append([event('evt_1', { subscriptionIds: ['sub_1'] })]);
    const id = await deliveryId(store, 'evt_1');
    await store.deliveries.record([failed(id)]);
    await store.payloads.expire(await seqs());
    expect(await store.deliveries.replay(id, 9000)).toBe(false);
    expect(await store.deliveries.replayFailed('sub_1', 0, 9000)).toBe(0);
    const query = { subscriptionId: 'sub_1', statuses: ['failed'] as const };
    const events = [{ id: 'evt_1', addTo: ['sub_1', 'sub_2'] }];
    expect(await store.replays.countWanted({ ...query, events })).toEqual([0]);
    expect(await backfill(store, 'sub_2', ['evt_1'], 9000)).toBe(0);
    expect(await store.deliveries.get(id)).toMatchObject({ status: 'failed' });
    expect(await store.deliveries.nextDueAt()).toBeNull();
  });
}

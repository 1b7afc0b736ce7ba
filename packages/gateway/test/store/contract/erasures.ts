import type { Erasure } from '../../../src/domain.ts';
import { defaultsOf } from '../../../src/entities/columns.ts';
import { ERASURE } from '../../../src/entities/erasure.ts';
import type { ErasureStep } from '../../../src/store/erasures.ts';
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
  rejection,
  useStore,
} from './fixtures.ts';

const erasure = (id: string, rest: Partial<Erasure> = {}): Erasure => ({
  ...defaultsOf(ERASURE),
  ...{ id, field: 'email', valueHash: 'ab12', status: 'running', createdAt: 1000 },
  sealed: Uint8Array.of(1, 2, 3),
  ...rest,
});

/** The data of a person, deleted. */
export function erasureContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);
  let store: Store;
  beforeEach(async () => {
    store = opened.current.store;
    await addAccounts(store);
  });

  const step = (eventIds: readonly string[], rest: Partial<ErasureStep> = {}): ErasureStep => ({
    ...{ erasureId: 'ers_1', from: null, eventIds, value: 'ann@example.com', now: 8000 },
    after: { position: 'p1', events: 10, reachedAt: 5000, leaseUntil: 9000 },
    ...rest,
  });

  it('keeps an order with everything in it, and lists them newest first', async () => {
    const full = erasure('ers_2', { recipients: ['sub_1'], position: 'x', reachedAt: 5 });
    await store.erasures.add(full);
    const { sealed, ...stored } = (await store.erasures.get('ers_2')) as Erasure;
    expect({ ...stored, sealed: Uint8Array.from(sealed) }).toEqual(full);
    expect(await store.erasures.get('ers_9')).toBeNull();
    for (const id of ['ers_1', 'ers_3']) await store.erasures.add(erasure(id));
    const pages = await readAll((cursor) => store.erasures.list({ cursor, limit: 2 }));
    expect(pages).toEqual([['ers_3', 'ers_2'], ['ers_1']]);
  });

  it('gives a running one to one gateway at a time', async () => {
    await store.erasures.add(erasure('ers_1'));
    await store.erasures.add(erasure('ers_0', { status: 'done' }));
    expect(await store.erasures.claim(100, 200)).toMatchObject({ id: 'ers_1', leaseUntil: 200 });
    expect(await store.erasures.claim(199, 300)).toBeNull();
    expect(await store.erasures.claim(200, 300)).toMatchObject({ id: 'ers_1' });
    await store.erasures.release('ers_1');
    expect(await store.erasures.claim(200, 300)).toMatchObject({ id: 'ers_1' });
  });

  it('deletes content, deliveries and attempts, keeps the identity, and counts each once', async () => {
    await store.erasures.add(erasure('ers_1'));
    await store.events.append([
      event('evt_1', { identity: 'x', subscriptionIds: ['sub_1', 'sub_2'] }),
      event('evt_2', { identity: 'for Ann@example.com', subscriptionIds: ['sub_2'] }),
      event('evt_3', { subscriptionIds: ['sub_1'] }),
    ]);
    await store.deliveries.record([
      delivered(await deliveryId(store, 'evt_1', 'sub_1')),
      failed(await deliveryId(store, 'evt_3', 'sub_1')),
    ]);
    expect(await store.erasures.count(['evt_1', 'evt_2'])).toEqual({
      ...{ events: 2, deliveries: 3, attempts: 1 },
    });
    const progress = await store.erasures.erase(step(['evt_1', 'evt_2']));
    expect(progress).toMatchObject({
      isBusy: false,
      erasure: {
        ...{ position: 'p1', events: 10, reachedAt: 5000, leaseUntil: 9000 },
        ...{ erasedEvents: 2, erasedDeliveries: 3, erasedAttempts: 1, recipients: ['sub_1'] },
      },
    });
    const first = await store.events.get('evt_1');
    expect(first).toMatchObject({ payloadGone: 'erased', headers: {}, receivedAt: 5000 });
    expect(first?.body).toHaveLength(0);
    expect(await store.events.get('evt_3')).toMatchObject({ payloadGone: null });
    expect(await store.deliveries.nextDueAt()).toBeNull();
    // The first is recognised; the identity of the second was the person's own.
    expect(
      await store.events.append([
        event('evt_4', { identity: 'x' }),
        event('evt_5', { identity: 'for Ann@example.com' }),
      ]),
    ).toEqual([
      { eventId: 'evt_1', duplicate: true },
      { eventId: 'evt_5', duplicate: false },
    ]);
    expect(await store.erasures.erase(step(['evt_1']))).toBeNull();
    const again = await store.erasures.erase(step(['evt_1', 'evt_3'], { from: 'p1' }));
    expect(again?.erasure).toMatchObject({
      ...{ erasedEvents: 3, erasedDeliveries: 4, erasedAttempts: 2, recipients: ['sub_1'] },
    });
  });

  it('leaves what is just being sent for the same step once more', async () => {
    await store.erasures.add(erasure('ers_1'));
    await store.events.append([
      event('evt_1', { subscriptionIds: ['sub_1'] }),
      event('evt_2', { subscriptionIds: ['sub_2'] }),
    ]);
    await claimOf(store, 'sub_1', 6000, 8500, 10);
    const first = await store.erasures.erase(step(['evt_1', 'evt_2']));
    expect(first).toMatchObject({
      isBusy: true,
      erasure: { position: null, events: 0, leaseUntil: 9000, erasedEvents: 1 },
    });
    expect(await store.events.get('evt_1')).toMatchObject({ payloadGone: null });
    const second = await store.erasures.erase(step(['evt_1', 'evt_2'], { now: 8500 }));
    expect(second).toMatchObject({
      isBusy: false,
      erasure: { position: 'p1', events: 10, erasedEvents: 2, erasedDeliveries: 2 },
    });
  });

  it('ends with rejections, and forgets what was looked for', async () => {
    await store.erasures.add(erasure('ers_1'));
    await store.accounts.addRejections([rejection('rej_1', 10), rejection('rej_2', 20)], 50);
    const done = await store.erasures.finish('ers_1', ['rej_1', 'rej_9'], 7000);
    expect(done).toMatchObject({ status: 'done', finishedAt: 7000, erasedRejections: 1 });
    expect(done?.sealed).toHaveLength(0);
    expect(await store.erasures.finish('ers_1', ['rej_2'], 7000)).toBeNull();
    expect(await store.erasures.claim(9e12, 9e12)).toBeNull();
    const { items } = await store.accounts.listRejections('src_a', { cursor: null, limit: 9 });
    expect(items.map(({ id }) => id)).toEqual(['rej_2']);
    await store.erasures.scrub();
  });
}

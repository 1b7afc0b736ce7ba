import { randomBytes } from 'node:crypto';
import { addAccounts, event, type OpenStore, useStore } from './fixtures.ts';

/** What a store must say about its size. */
export function storageContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  it('knows of nothing in an empty database', async () => {
    const { store } = opened.current;
    const measure = await store.storage.measure(0);
    expect(measure).toMatchObject({ events: 0, recentEvents: 0, oldestAt: null });
    expect(measure.usedBytes).toBeLessThan(50_000);
    expect(measure.fileBytes).toBeGreaterThan(50_000);
  });

  it('counts events, those received since a time, and finds the oldest', async () => {
    const { store } = opened.current;
    await addAccounts(store);
    await store.events.append(
      [1000, 2000, 3000, 4000].map((receivedAt) => event(`evt_${receivedAt}`, { receivedAt })),
    );
    expect(await store.storage.measure(3000)).toMatchObject({
      ...{ events: 4, recentEvents: 2, oldestAt: 1000 },
    });
    expect(await store.storage.measure(4001)).toMatchObject({ events: 4, recentEvents: 0 });
    await store.events.prune(2001, 100, 9000);
    expect(await store.storage.measure(0)).toMatchObject({
      ...{ events: 2, recentEvents: 2, oldestAt: 3000 },
    });
  });

  it('counts as many bytes as bodies have and not much more, and fewer once they are deleted', async () => {
    const { store } = opened.current;
    await addAccounts(store);
    // It does not get smaller by compressing.
    const body = randomBytes(20_000);
    await store.events.append(
      Array.from({ length: 50 }, (_, at) => event(`evt_${at}`, { receivedAt: 1000 + at, body })),
    );
    const before = await store.storage.usedBytes();
    expect(before).toBeGreaterThan(900_000);
    expect(before).toBeLessThan(1_400_000);
    expect((await store.storage.measure(0)).usedBytes).toBe(before);
    await store.events.prune(1025, 100, 9000);
    const after = await store.storage.usedBytes();
    expect(after).toBeGreaterThan(before * 0.4);
    expect(after).toBeLessThan(before * 0.6);
  });
}

import { accountContract } from './contract/accounts.ts';
import { alertContract } from './contract/alerts.ts';
import { auditContract } from './contract/audit.ts';
import { concurrencyContract } from './contract/concurrency.ts';
import { deliveryContract } from './contract/deliveries.ts';
import { erasureContract } from './contract/erasures.ts';
import { eventContract } from './contract/events.ts';
import { addAccounts, dueIds, event, type OpenStore, useStore } from './contract/fixtures.ts';
import { payloadContract } from './contract/payloads.ts';
import { providerContract } from './contract/providers.ts';
import { queueContract } from './contract/queue.ts';
import { replayContract } from './contract/replays.ts';
import { sessionContract } from './contract/sessions.ts';
import { newestContract, statisticsContract } from './contract/statistics.ts';
import { storageContract } from './contract/storage.ts';
import { valueContract } from './contract/values.ts';

export type { OpenStore } from './contract/fixtures.ts';

/**
 * What every store must do, whatever it is built on.
 * @param open makes a store on empty data, ready for use
 */
export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  describe(name, () => {
    describe('accounts', () => accountContract(open));
    describe('providers', () => providerContract(open));
    describe('events', () => eventContract(open));
    describe('deliveries', () => deliveryContract(open));
    describe('replays', () => replayContract(open));
    describe('queue', () => queueContract(open));
    describe('alerts', () => alertContract(open));
    describe('audit log', () => auditContract(open));
    describe('sessions', () => sessionContract(open));
    describe('erasures', () => erasureContract(open));
    describe('payloads', () => payloadContract(open));
    describe('storage', () => storageContract(open));
    describe('statistics', () => statisticsContract(open));
    describe('what came last', () => newestContract(open));
    describe('values', () => valueContract(open));
    describe('several at once', () => concurrencyContract(open));
    describe('its life', () => lifeContract(open));
  });
}

function lifeContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  it('finds everything again after it was closed', async () => {
    const { store, reopen } = opened.current;
    await addAccounts(store);
    await store.events.append([event('evt_1', { identity: 'x', subscriptionIds: ['sub_1'] })]);
    await store.close();
    const again = await reopen();
    expect((await again.accounts.listSources()).map(({ id }) => id)).toEqual(['src_a', 'src_b']);
    expect((await again.events.get('evt_1'))?.receivedAt).toBe(5000);
    expect(await dueIds(again, 5000)).toEqual(['sub_1']);
    expect(await again.accounts.version()).toBe(4);
    expect(await again.events.append([event('evt_2', { identity: 'x' })])).toEqual([
      { eventId: 'evt_1', duplicate: true },
    ]);
  });

  it('finishes what is under way when it is closed', async () => {
    const { store, reopen } = opened.current;
    await addAccounts(store);
    const appending = store.events.append([event('evt_1')]);
    await Promise.all([store.close(), store.close()]);
    expect(await appending).toEqual([{ eventId: 'evt_1', duplicate: false }]);
    expect((await (await reopen()).events.get('evt_1'))?.id).toBe('evt_1');
  });

  it('refuses every call after it was closed', async () => {
    const { store } = opened.current;
    await store.close();
    const refused = { code: 'unavailable', message: 'The store is not open.' };
    await expect(store.events.append([])).rejects.toMatchObject(refused);
    await expect(store.events.get('evt_1')).rejects.toMatchObject(refused);
    await expect(store.check()).rejects.toMatchObject(refused);
    await expect(store.close()).resolves.toBeUndefined();
  });

  it('can be checked, and opened twice', async () => {
    const { store } = opened.current;
    await store.open();
    await expect(store.check()).resolves.toBeUndefined();
  });
}

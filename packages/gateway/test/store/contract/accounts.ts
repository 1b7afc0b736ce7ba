import { EVERY_DELIVERY, EVERY_EVENT } from '../../../src/store/store.ts';
import {
  addAccounts,
  event,
  type OpenStore,
  plain,
  readAll,
  rejection,
  source,
  subscription,
  useStore,
} from './fixtures.ts';

/** Sources, subscriptions, tokens, rejections and the version that counts their changes. */
export function accountContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  describe('sources', () => {
    it('come back as they were put, in the order they were made', async () => {
      const { store } = opened.current;
      const late = source('src_1', { createdAt: 2000, registrationId: 'wh_9', events: [] });
      const early = source('src_2', { lastEventAt: 5, lastPingAt: 6 });
      await store.accounts.putSource(late);
      await store.accounts.putSource(early);
      expect((await store.accounts.listSources()).map(plain)).toEqual([plain(early), plain(late)]);
    });

    it('are replaced, but keep the later sign of life', async () => {
      const { store } = opened.current;
      await store.accounts.putSource(source('src_a', { lastEventAt: 500, lastPingAt: null }));
      await store.accounts.putSource(
        source('src_a', { name: 'New', lastEventAt: 400, lastPingAt: 7 }),
      );
      expect(await store.accounts.listSources()).toMatchObject([
        { name: 'New', lastEventAt: 500, lastPingAt: 7 },
      ]);
    });

    it('note signs of life, the later time of each kind', async () => {
      const { store } = opened.current;
      await store.accounts.putSource(source('src_a'));
      await store.accounts.touchSource('src_a', { eventAt: 300 });
      await store.accounts.touchSource('src_a', { pingAt: 200 });
      await store.accounts.touchSource('src_a', { eventAt: 250, pingAt: 201 });
      expect(await store.accounts.listSources()).toMatchObject([
        { lastEventAt: 300, lastPingAt: 201 },
      ]);
    });

    it('go with their events, deliveries, attempts and rejections, and no others', async () => {
      const { store } = opened.current;
      await addAccounts(store);
      const many = Array.from({ length: 1500 }, (_, at) => event(`evt_${at}`));
      await store.events.append(many);
      await store.events.append([
        event('evt_gone', { subscriptionIds: ['sub_1'] }),
        event('evt_stays', { sourceId: 'src_b', subscriptionIds: ['sub_1'] }),
      ]);
      await store.accounts.addRejections([rejection('rej_gone', 1)], 10);
      await store.accounts.addRejections([rejection('rej_stays', 1, 'src_b')], 10);

      expect(await store.accounts.deleteSource('src_a')).toBe(true);

      expect((await store.accounts.listSources()).map(({ id }) => id)).toEqual(['src_b']);
      const page = { cursor: null, limit: 10, maxBytes: 1e9 };
      const events = await store.events.list(EVERY_EVENT, page);
      expect(events.items.map(({ id }) => id)).toEqual(['evt_stays']);
      expect(await store.events.get('evt_gone')).toBeNull();
      expect(await store.events.get('evt_0')).toBeNull();
      const all = EVERY_DELIVERY;
      const deliveries = await store.deliveries.list(all, page);
      expect(deliveries.items.map(({ eventId }) => eventId)).toEqual(['evt_stays']);
      expect((await store.accounts.listRejections('src_a', page)).items).toEqual([]);
      expect((await store.accounts.listRejections('src_b', page)).items).toHaveLength(1);
    });

    it('leave no identity behind when they go', async () => {
      const { store } = opened.current;
      await addAccounts(store);
      await store.events.append([event('evt_1', { identity: 'same' })]);
      await store.accounts.deleteSource('src_a');
      await store.accounts.putSource(source('src_a'));
      expect(await store.events.append([event('evt_2', { identity: 'same' })])).toEqual([
        { eventId: 'evt_2', duplicate: false },
      ]);
    });

    it('that do not exist are not deleted', async () => {
      expect(await opened.current.store.accounts.deleteSource('src_none')).toBe(false);
    });
  });

  describe('subscriptions and tokens', () => {
    it('come back as they were put last', async () => {
      const { store } = opened.current;
      const full = subscription('sub_1', {
        sourceId: 'src_a',
        provider: 'siggnal',
        eventTypes: ['a', 'b'],
        conditions: [{ field: 'priority', op: 'in', value: ['critical', 'high'] }],
        status: 'disabled',
        statusReason: 'Failed since Monday.',
        maxPerSecond: 0.5,
        rateGroup: 'zapier',
        fixedSecret: true,
        failingSince: 900,
      });
      await store.accounts.putSubscription(subscription('sub_1'));
      await store.accounts.putSubscription(full);
      await store.accounts.putSubscription(subscription('sub_0', { createdAt: 2000 }));
      expect((await store.accounts.listSubscriptions()).map(plain)).toEqual([
        plain(full),
        plain(subscription('sub_0', { createdAt: 2000 })),
      ]);
    });

    it('keep a token until it is revoked, and after', async () => {
      const { store } = opened.current;
      const token = { id: 'tok_1', name: 'CI', scopes: ['events:read'], createdAt: 1 };
      await store.accounts.putToken({ ...token, expiresAt: null, revokedAt: null });
      await store.accounts.putToken({ ...token, expiresAt: 50, revokedAt: 40 });
      expect(await store.accounts.listTokens()).toEqual([
        { ...token, expiresAt: 50, revokedAt: 40 },
      ]);
    });
  });

  describe('the version', () => {
    it('changes a subscription without undoing what another process changes', async () => {
      const { store, reopen } = opened.current;
      const other = await reopen();
      await store.accounts.putSubscription(subscription('sub_1'));
      const changes = await Promise.all([
        store.accounts.changeSubscription('sub_1', (held) => ({ ...held, name: 'Renamed' })),
        other.accounts.changeSubscription('sub_1', (held) => ({ ...held, failingSince: 5000 })),
        store.accounts.changeSubscription('sub_1', (held) => ({ ...held, maxConcurrency: 3 })),
      ]);
      expect(changes).toHaveLength(3);
      expect(await store.accounts.listSubscriptions()).toEqual([
        subscription('sub_1', { name: 'Renamed', failingSince: 5000, maxConcurrency: 3 }),
      ]);
    });

    it('leaves a subscription as it is where its change says so, or throws', async () => {
      const { store } = opened.current;
      await store.accounts.putSubscription(subscription('sub_1'));
      const before = await store.accounts.version();
      expect(await store.accounts.changeSubscription('sub_1', () => null)).toEqual(
        subscription('sub_1'),
      );
      expect(await store.accounts.changeSubscription('sub_none', (held) => held)).toBeNull();
      const refusal = new Error('no');
      const refused = store.accounts.changeSubscription('sub_1', () => {
        throw refusal;
      });
      await expect(refused).rejects.toBe(refusal);
      expect(await store.accounts.version()).toBe(before);
    });

    it('counts changes of sources, subscriptions and tokens, for every process', async () => {
      const { store, reopen } = opened.current;
      const other = await reopen();
      const versions = [await other.accounts.version()];
      const note = async (): Promise<unknown> => versions.push(await other.accounts.version());
      await store.accounts.putSource(source('src_a'));
      await note();
      await store.accounts.putSubscription(subscription('sub_1'));
      await note();
      const token = { id: 'tok_1', name: 'CI', scopes: [], createdAt: 1 };
      await store.accounts.putToken({ ...token, expiresAt: null, revokedAt: null });
      await note();
      await store.accounts.deleteSource('src_a');
      await note();
      expect(versions).toEqual([0, 1, 2, 3, 4]);
    });

    it('does not count events, signs of life, rejections and deletions of nothing', async () => {
      const { store } = opened.current;
      await addAccounts(store);
      await store.events.append([event('evt_1', { subscriptionIds: ['sub_1'] })]);
      await store.accounts.touchSource('src_a', { pingAt: 9 });
      await store.accounts.addRejections([rejection('rej_1', 1)], 10);
      await store.accounts.deleteSource('src_none');
      await store.check();
      expect(await store.accounts.version()).toBe(4);
    });
  });

  describe('rejections', () => {
    it('are listed newest first, in pages, also over equal times', async () => {
      const { store } = opened.current;
      await addAccounts(store);
      for (const [id, at] of [
        ['b', 10],
        ['a', 10],
        ['c', 30],
        ['d', 10],
        ['e', 5],
      ] as const) {
        await store.accounts.addRejections([rejection(`rej_${id}`, at)], 100);
      }
      await store.accounts.addRejections([rejection('rej_other', 10, 'src_b')], 100);
      const list = (cursor: string | null) =>
        store.accounts.listRejections('src_a', { cursor, limit: 2 });
      expect(await readAll(list)).toEqual([['rej_c', 'rej_d'], ['rej_b', 'rej_a'], ['rej_e']]);
      expect((await list(null)).items[0]).toEqual(rejection('rej_c', 30));
    });

    it('keep only the newest of their source', async () => {
      const { store } = opened.current;
      await addAccounts(store);
      await store.accounts.addRejections([rejection('rej_other', 1, 'src_b')], 2);
      for (const at of [1, 2, 3, 4])
        await store.accounts.addRejections([rejection(`rej_${at}`, at)], 2);
      const list = (id: string) => store.accounts.listRejections(id, { cursor: null, limit: 10 });
      expect((await list('src_a')).items.map(({ id }) => id)).toEqual(['rej_4', 'rej_3']);
      expect((await list('src_b')).items.map(({ id }) => id)).toEqual(['rej_other']);
    });

    it('are found by their id, with their request; lists go without', async () => {
      const { store } = opened.current;
      await addAccounts(store);
      const request = new Uint8Array([0, 1, 255]);
      await store.accounts.addRejections([{ ...rejection('rej_1', 1), request }], 10);
      const found = await store.accounts.getRejection('rej_1');
      expect({ ...found, request: [...(found?.request ?? [])] }).toEqual({
        ...rejection('rej_1', 1),
        request: [0, 1, 255],
      });
      const { items } = await store.accounts.listRejections('src_a', { cursor: null, limit: 10 });
      expect(items).toEqual([rejection('rej_1', 1)]);
      expect(await store.accounts.getRejection('rej_2')).toBeNull();
    });

    it('of an unknown source are refused', async () => {
      const adding = opened.current.store.accounts.addRejections(
        [rejection('rej_1', 1, 'src_none')],
        2,
      );
      await expect(adding).rejects.toMatchObject({ code: 'source_not_found' });
    });
  });

  describe('pruneSubscriptions', () => {
    it('deletes those that ended long ago and have no deliveries any more', async () => {
      const { store } = opened.current;
      await addAccounts(store);
      await store.accounts.putSubscription(subscription('sub_used'));
      await store.events.append([event('evt_1', { subscriptionIds: ['sub_used'] })]);
      for (const id of ['sub_1', 'sub_used']) {
        await store.accounts.changeSubscription(id, (held) => ({ ...held, status: 'ended' }));
      }
      const ids = async () => (await store.accounts.listSubscriptions()).map(({ id }) => id).sort();
      expect(await store.accounts.pruneSubscriptions(50, 100)).toBe(0);
      expect(await store.accounts.pruneSubscriptions(100, 200)).toBe(0);
      const version = await store.accounts.version();
      expect(await store.accounts.pruneSubscriptions(101, 200)).toBe(1);
      expect(await ids()).toEqual(['sub_2', 'sub_used']);
      expect(await store.accounts.version()).toBe(version + 1);
      await store.accounts.deleteSource('src_a');
      expect(await store.accounts.pruneSubscriptions(101, 200)).toBe(1);
      expect(await ids()).toEqual(['sub_2']);
    });
  });
}

import type { AlertChannel } from '../../../src/domain.ts';
import { ALERT_CHANNEL } from '../../../src/entities/alert-channel.ts';
import { ALERT_RULE } from '../../../src/entities/alert-rule.ts';
import { defaultsOf } from '../../../src/entities/columns.ts';
import type { UnnumberedAlert } from '../../../src/store/alerts.ts';
import { addAccounts, event, type OpenStore, plain, readAll, useStore } from './fixtures.ts';

const HOUR = 3600_000;

const alert = (id: string, rest: Partial<UnnumberedAlert> = {}): UnnumberedAlert => ({
  id,
  rule: 'subscription_failing',
  objectKind: 'subscription',
  objectId: id.replace('alr', 'sub'),
  objectName: 'Ümlaut 😀',
  title: 'Deliveries fail',
  explanation: 'Every attempt has failed.',
  action: 'Look at the receiver.',
  command: null,
  since: 500,
  openedAt: 1000,
  closedAt: null,
  eventsStored: 0,
  ...rest,
});

const channel = (id: string, rest: Partial<AlertChannel> = {}): AlertChannel => ({
  ...defaultsOf(ALERT_CHANNEL),
  id,
  kind: 'slack',
  createdAt: 1000,
  sentThrough: 7,
  sealed: Uint8Array.of(0, 1, 255),
  ...rest,
});

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Alerts, their rules and channels. */
export function alertContract(open: () => Promise<OpenStore>): void {
  const opened = useStore(open);

  it('come back as they were put, each change with the next number', async () => {
    const { store, reopen } = opened.current;
    const { alerts } = store;
    expect(await alerts.lastChange()).toBe(0);
    const [one, two] = [alert('alr_1'), alert('alr_2', { command: 'signal-hooks doctor' })];
    await alerts.put([one, two]);
    const closed = { ...one, closedAt: 3000, eventsStored: 1 };
    await alerts.put([closed]);
    const other = (await reopen()).alerts;
    expect(await other.get('alr_1')).toEqual({ ...closed, change: 3 });
    expect(await other.get('alr_2')).toEqual({ ...two, change: 2 });
    expect(await other.get('alr_3')).toBeNull();
    expect(ids(await other.changedAfter(0, 10))).toEqual(['alr_2', 'alr_1']);
    expect(ids(await other.changedAfter(0, 1))).toEqual(['alr_2']);
    expect(ids(await other.changedAfter(2, 10))).toEqual(['alr_1']);
    expect(await other.lastChange()).toBe(3);
  });

  it('are live until they are closed and both events are stored', async () => {
    const { alerts } = opened.current.store;
    const one = alert('alr_1');
    await alerts.put([one]);
    await alerts.noteEvents('alr_1', 1);
    expect(await alerts.live()).toEqual([{ ...one, eventsStored: 1, change: 1 }]);
    await alerts.put([{ ...one, closedAt: 3000, eventsStored: 1 }]);
    expect(ids(await alerts.live())).toEqual(['alr_1']);
    await alerts.noteEvents('alr_1', 2);
    expect(await alerts.live()).toEqual([]);
    expect(await alerts.lastChange()).toBe(2);
    expect(ids(await alerts.closedSince(2999))).toEqual(['alr_1']);
    expect(await alerts.closedSince(3000)).toEqual([]);
  });

  it('of one rule and object are open once', async () => {
    const { alerts } = opened.current.store;
    await alerts.put([alert('alr_1', { objectId: 'sub_1' })]);
    const again = alert('alr_2', { objectId: 'sub_1' });
    await expect(alerts.put([alert('alr_3'), again])).rejects.toThrow();
    expect(ids(await alerts.live())).toEqual(['alr_1']);
    await alerts.put([{ ...alert('alr_1', { objectId: 'sub_1' }), closedAt: 2000 }]);
    await alerts.put([again]);
    expect(ids(await alerts.live())).toEqual(['alr_1', 'alr_2']);
  });

  it('are listed the latest first, in pages, open or closed ones alone', async () => {
    const { alerts } = opened.current.store;
    const times = [1000, 3000, 2000, 3000];
    await alerts.put(
      times.map((openedAt, at) =>
        alert(`alr_${at}`, { openedAt, closedAt: at === 2 ? 4000 : null }),
      ),
    );
    const pages = (state: 'open' | 'closed' | null): Promise<string[][]> =>
      readAll((cursor) => alerts.list({ state }, { cursor, limit: 2 }));
    expect(await pages(null)).toEqual([
      ['alr_3', 'alr_1'],
      ['alr_2', 'alr_0'],
    ]);
    expect(await pages('open')).toEqual([['alr_3', 'alr_1'], ['alr_0']]);
    expect(await pages('closed')).toEqual([['alr_2']]);
    const foreign = alerts.list({ state: null }, { cursor: 'AAAA', limit: 2 });
    await expect(foreign).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('that were closed long ago, and told, are deleted', async () => {
    const { alerts } = opened.current.store;
    await alerts.put([
      alert('alr_1', { closedAt: 2000, eventsStored: 2 }),
      alert('alr_2', { closedAt: 2000, eventsStored: 1 }),
      alert('alr_3', { closedAt: 3000, eventsStored: 2 }),
      alert('alr_4'),
    ]);
    expect(await alerts.prune(3000)).toBe(1);
    expect(ids((await alerts.list({ state: null }, { cursor: null, limit: 9 })).items)).toEqual([
      'alr_4',
      'alr_3',
      'alr_2',
    ]);
  });

  it('have rules with settings, which replace what was set before', async () => {
    const { store, reopen } = opened.current;
    const rule = { ...defaultsOf(ALERT_RULE), id: 'source_silent', threshold: 0.5 };
    await store.alerts.putRule(rule);
    const off = { ...rule, isOn: false, threshold: null, sourceIds: ['src_a'] };
    await store.alerts.putRule(off);
    expect(await (await reopen()).alerts.rules()).toEqual([off]);
  });

  it('have channels, which remember how sending goes', async () => {
    const { store, reopen } = opened.current;
    await store.alerts.addChannel(channel('ach_2', { createdAt: 2000 }));
    await store.alerts.addChannel(channel('ach_1'));
    const progress = {
      ...{ sentThrough: 9, lastSentAt: 4000, lastError: 'HTTP 500', failingSince: 5000 },
      ...{ failures: 2, retryAt: 6000 },
    };
    await store.alerts.noteSending('ach_1', progress);
    await store.alerts.noteSending('ach_none', progress);
    const channels = await (await reopen()).alerts.channels();
    expect(channels.map(plain)).toEqual([
      plain(channel('ach_1', progress)),
      plain(channel('ach_2', { createdAt: 2000 })),
    ]);
    expect(await store.alerts.deleteChannel('ach_1')).toBe(true);
    expect(await store.alerts.deleteChannel('ach_1')).toBe(false);
  });

  it('are sent by one gateway at a time: whoever has the lease, until it ends', async () => {
    const { store, reopen } = opened.current;
    const other = (await reopen()).alerts;
    const { alerts } = store;
    expect(await alerts.lease('alerts', 'one', 1000, 2000)).toBe(true);
    expect(await other.lease('alerts', 'other', 1500, 2500)).toBe(false);
    expect(await other.lease('something else', 'other', 1500, 2500)).toBe(true);
    expect(await alerts.lease('alerts', 'one', 1900, 2900)).toBe(true);
    expect(await other.lease('alerts', 'other', 2900, 3900)).toBe(true);
    await alerts.release('alerts', 'one');
    expect(await alerts.lease('alerts', 'one', 3000, 4000)).toBe(false);
    await other.release('alerts', 'other');
    expect(await alerts.lease('alerts', 'one', 3000, 4000)).toBe(true);
  });

  it('do not wait for a lease that a wrong clock has written', async () => {
    const { alerts } = opened.current.store;
    expect(await alerts.lease('alerts', 'one', 90 * 24 * HOUR, 91 * 24 * HOUR)).toBe(true);
    expect(await alerts.lease('alerts', 'other', 1000, 2000)).toBe(true);
  });

  it('know in which hours events of a source came', async () => {
    const { store } = opened.current;
    await addAccounts(store);
    const at = (id: string, receivedAt: number, sourceId = 'src_a') =>
      event(id, { receivedAt, sourceId });
    await store.events.append([
      at('evt_1', HOUR - 1),
      at('evt_2', HOUR + 5),
      at('evt_3', HOUR + 6),
      at('evt_4', 5 * HOUR),
      at('evt_5', 7 * HOUR, 'src_b'),
      at('evt_6', 6 * HOUR - 1),
    ]);
    expect(await store.alerts.arrivals('src_a', HOUR)).toEqual([HOUR + 5, 5 * HOUR]);
    expect(await store.alerts.arrivals('src_a', 0)).toEqual([HOUR - 1, HOUR + 5, 5 * HOUR]);
    expect(await store.alerts.arrivals('src_a', 6 * HOUR)).toEqual([]);
  });
}

import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { until } from '../../../test/support/until.ts';
import { CONFIRM_AFTER_MS, createClock } from '../src/clock.ts';
import type { AuditEntry } from '../src/domain.ts';
import { createLog } from '../src/log.ts';
import { startMaintenance } from '../src/maintenance.ts';
import { SqliteStore } from '../src/store/sqlite/store.ts';
import { EVERY_EVENT } from '../src/store/store.ts';
import { addAccounts, deliveryId, event } from './store/contract/fixtures.ts';

const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 3, 25);

describe('startMaintenance', () => {
  let folder: Folder;
  let store: SqliteStore;
  let wall: number;
  let elapsed: number;
  let rounds: number;
  let logged: string;
  let stop: () => Promise<void>;

  /** Waits until everything has been looked at again. */
  const nextRounds = async (): Promise<void> => {
    const seen = rounds;
    await until(
      () => rounds,
      (now) => now >= seen + 2,
    );
  };
  /** The parts that differ from test to test. */
  const start = (
    retentionBytes: number | null,
    payloadDays: number | null = null,
  ): (() => Promise<void>) =>
    startMaintenance({
      store,
      clock: createClock(
        () => wall,
        () => elapsed,
      ),
      log: createLog('info', sink()),
      ...{ retentionDays: 90, retentionBytes, payloadDays, auditDays: 365 },
    });
  const sink = (): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        logged += chunk;
        done();
      },
    });
  const storedIds = async (): Promise<string[]> => {
    const request = { cursor: null, limit: 100, maxBytes: 1e9 };
    const query = EVERY_EVENT;
    return (await store.events.list(query, request)).items.map(({ id }) => id);
  };

  beforeEach(async () => {
    folder = makeFolder();
    store = new SqliteStore(join(folder.path, 'g.db'));
    await store.open();
    await addAccounts(store);
    [wall, elapsed, rounds, logged] = [START, 0, 0, ''];
    const pruneSubscriptions = store.accounts.pruneSubscriptions.bind(store.accounts);
    // The last thing that a round does.
    jest.spyOn(store.accounts, 'pruneSubscriptions').mockImplementation(async (before, now) => {
      const count = await pruneSubscriptions(before, now);
      rounds += 1;
      return count;
    });
    const real = setTimeout;
    // Its minutes pass faster.
    jest
      .spyOn(global, 'setTimeout')
      .mockImplementation(((run: () => void, ms: number) => real(run, ms / 6000)) as never);
    stop = start(null);
  });
  afterEach(async () => {
    await stop();
    jest.restoreAllMocks();
    await store.close();
    folder.remove();
  });

  it('deletes nothing by a clock that is 91 days ahead, until it has been so for an hour', async () => {
    await store.events.append([event('evt_1', { receivedAt: START, subscriptionIds: ['sub_1'] })]);
    await nextRounds();
    wall += 91 * DAY;
    await nextRounds();
    expect(await storedIds()).toEqual(['evt_1']);
    expect(logged.match(/has jumped forward/g)).toHaveLength(1);
    wall += CONFIRM_AFTER_MS;
    elapsed += CONFIRM_AFTER_MS;
    await until(storedIds, (ids) => ids.length === 0);
    const delivery = await store.deliveries.get(await deliveryId(store, 'evt_1'));
    expect(delivery).toMatchObject({
      status: 'expired',
      finishedAt: START + 91 * DAY + CONFIRM_AFTER_MS,
    });
  });

  it('forgets entries of the audit log after a year, whatever becomes of events', async () => {
    const entry: Omit<AuditEntry, 'id' | 'at'> = {
      callerKind: 'local',
      callerId: null,
      callerName: 'root',
      operation: 'createToken',
      objectKind: 'token',
      objectId: 'tok_1',
      outcome: 'done',
      ...{ error: null, before: null, after: null },
    };
    await store.audit.add({ ...entry, id: 'aud_1', at: START - 366 * DAY });
    await store.audit.add({ ...entry, id: 'aud_2', at: START - 364 * DAY });
    const query = { since: null, until: null, objectKind: null, objectId: null, callerId: null };
    const left = await until(
      async () => (await store.audit.list(query, { cursor: null, limit: 10 })).items,
      (items) => items.length < 2,
    );
    expect(left.map(({ id }) => id)).toEqual(['aud_2']);
  });

  it('draws back what a clock has put off that was a day ahead', async () => {
    wall += DAY;
    await nextRounds();
    await store.events.append([event('evt_1', { receivedAt: wall, subscriptionIds: ['sub_1'] })]);
    wall -= DAY;
    expect(await store.deliveries.dueSubscriptions(wall)).toEqual([]);
    await until(
      () => store.deliveries.dueSubscriptions(wall),
      (ids) => ids.length > 0,
    );
    await until(
      () => logged,
      (text) => /"count":1,.*put off are due now/.test(text),
    );
  });

  it('keeps an event for its ninety days to the end, and an expired delivery for thirty more', async () => {
    await store.events.append([
      event('evt_kept', { receivedAt: START - 90 * DAY }),
      event('evt_old', { receivedAt: START - 90 * DAY - 1, subscriptionIds: ['sub_1'] }),
    ]);
    const id = await deliveryId(store, 'evt_old');
    const isLogged = async (): Promise<boolean> => (await store.deliveries.get(id)) !== null;
    /** The clock goes on, and nothing jumps. */
    const pass = async (ms: number): Promise<void> => {
      wall += ms;
      elapsed += ms;
      await nextRounds();
    };
    await until(storedIds, (ids) => ids.length === 1);
    expect(await storedIds()).toEqual(['evt_kept']);
    expect(await isLogged()).toBe(true);
    await pass(1);
    expect(await storedIds()).toEqual([]);
    await pass(30 * DAY - 1);
    expect(await isLogged()).toBe(true);
    await pass(1);
    expect(await isLogged()).toBe(false);
  });

  it('deletes everything that is too old, in pieces, and what has long expired', async () => {
    const old = Array.from({ length: 250 }, (_, at) =>
      event(`evt_${at}`, { receivedAt: 1000 + at }),
    );
    await store.events.append(old);
    await store.events.append([event('evt_new', { receivedAt: START })]);
    await until(storedIds, (ids) => ids.length === 1);
    expect(await storedIds()).toEqual(['evt_new']);
    await until(
      () => logged,
      (text) => /"events":250,.*older than it is to be kept/.test(text),
    );
  });

  it('deletes the oldest events, also those with deliveries to be made, until the rest has room; the file stays as large', async () => {
    await stop();
    const body = Buffer.alloc(100_000, 'x');
    const ids = Array.from({ length: 100 }, (_, at) => `evt_${String(at).padStart(3, '0')}`);
    await store.events.append(
      ids.map((id, at) =>
        event(id, { receivedAt: START - 1000 + at, body, subscriptionIds: ['sub_1'] }),
      ),
    );
    const oldest = await deliveryId(store, 'evt_000');
    const before = await store.storage.measure(0);
    expect(before.usedBytes).toBeGreaterThan(10_000_000);
    stop = start(5_000_000);
    await until(
      () => logged,
      (text) => /"events":\d+,"most":5000000,.*too many bytes/.test(text),
    );
    const after = await store.storage.measure(0);
    expect(after.usedBytes).toBeLessThanOrEqual(5_000_000);
    // A body of 100 kB takes 13 pages of 8 kB; and a piece of events is deleted at once.
    const kept = await storedIds();
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.toReversed()).toEqual(ids.slice(-kept.length));
    expect(await store.deliveries.get(oldest)).toMatchObject({ status: 'expired' });
    expect(after.fileBytes).toBe(before.fileBytes);
    expect(after.reusableBytes).toBeGreaterThan(4_000_000);
    await store.events.append([event('evt_new', { receivedAt: START, body })]);
    expect((await store.storage.measure(0)).fileBytes).toBe(before.fileBytes);
  });

  it('drops payloads in time, and those that were still to be delivered within an hour after that', async () => {
    await stop();
    await store.events.append([
      event('evt_old', { receivedAt: START - 30 * DAY - 1 }),
      event('evt_due', { receivedAt: START - 30 * DAY - 1, subscriptionIds: ['sub_1'] }),
      // By a clock that was wrong: it holds up nothing.
      event('evt_ahead', { receivedAt: START + 100 * DAY }),
      event('evt_late', { receivedAt: START - 30 * DAY - 1 }),
      event('evt_young', { receivedAt: START - 30 * DAY }),
    ]);
    const ids = ['evt_old', 'evt_due', 'evt_ahead', 'evt_late', 'evt_young'];
    const gone = async (): Promise<string[]> => {
      const events = await Promise.all(ids.map((id) => store.events.get(id)));
      return events.filter((each) => each?.payloadGone === 'expired').map((each) => each?.id ?? '');
    };
    stop = start(null, 30);
    await until(gone, (found) => found.length > 0);
    await nextRounds();
    expect(await gone()).toEqual(['evt_old', 'evt_late']);
    await store.deliveries.record([
      {
        attempt: {
          ...{ deliveryId: await deliveryId(store, 'evt_due'), number: 1, at: START },
          ...{ durationMs: 1, httpStatus: 200, error: null, response: 'ok' },
        },
        ...{ status: 'delivered' as const, dueAt: START },
      },
    ]);
    await nextRounds();
    expect(await gone()).toEqual(['evt_old', 'evt_late']);
    elapsed += 3600_000;
    wall += 3600_000;
    await until(gone, (found) => found.includes('evt_due'));
    expect(await gone()).toEqual(['evt_old', 'evt_due', 'evt_late', 'evt_young']);
    await until(
      () => logged,
      (text) => /"payloads":2,.*older than they are to be kept/.test(text),
    );
  });
});

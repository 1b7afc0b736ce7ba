import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendResult } from '../../src/domain.ts';
import { SqliteAccounts } from '../../src/store/sqlite/accounts.ts';
import { Connection } from '../../src/store/sqlite/connection.ts';
import { SqliteEvents } from '../../src/store/sqlite/events.ts';
import { GroupWriter, LEASE, OUTCOME, type Transactions } from '../../src/store/sqlite/writer.ts';
import { Targets } from '../../src/store/targets.ts';
import { event, source } from './contract/fixtures.ts';

describe('GroupWriter', () => {
  let folder: string;
  let connection: Connection;
  let events: SqliteEvents;
  let writer: GroupWriter;
  let commits: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signal-hooks-writer-'));
    connection = new Connection(join(folder, 'gateway.db'));
    const transactions: Transactions = {
      read: async (query) => query(connection),
      write: (change, mode) => writer.write(() => change(connection), mode),
    };
    events = new SqliteEvents(transactions);
    const hooks = {
      begin: () => events.begin(),
      beforeCommit: () => {
        events.beforeCommit(connection);
        commits += 1;
      },
    };
    writer = new GroupWriter(connection, hooks, 100);
    await new SqliteAccounts(transactions, new Targets(null)).putSource(source('src_a'));
    commits = 0;
  });
  afterEach(async () => {
    connection.close();
    await rm(folder, { recursive: true });
  });

  it('answers only after the log has been synced to the disk', async () => {
    let synced = 0;
    const sync = connection.sync.bind(connection);
    jest.spyOn(connection, 'sync').mockImplementation(async () => {
      expect(commits).toBe(1);
      await sync();
      synced += 1;
    });
    await writer.write(() => 1);
    expect(synced).toBe(1);
    // 1 is NORMAL: SQLite itself syncs at checkpoints only.
    expect(connection.db.pragma('synchronous', { simple: true })).toBe(1);
  });

  it('commits the changes of one turn together, in their order', async () => {
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((at) => writer.write(() => order.push(at))));
    expect([order, commits]).toEqual([[1, 2, 3], 1]);
  });

  it('writes outcomes with the events that come next, or after a while', async () => {
    const outcome = writer.write(() => 'outcome', OUTCOME);
    await new Promise((resolve) => setImmediate(resolve));
    expect(commits).toBe(0);
    await writer.write(() => 'event');
    expect([await outcome, commits]).toEqual(['outcome', 1]);
    expect(await writer.write(() => 'alone', OUTCOME)).toBe('alone');
    expect(commits).toBe(2);
  });

  it('tells of a lease before it is on disk, and syncs nothing for it alone', async () => {
    const sync = jest.spyOn(connection, 'sync');
    expect(await writer.write(() => 'lease', LEASE)).toBe('lease');
    expect([commits, sync.mock.calls.length]).toEqual([1, 0]);
    let synced = (): void => undefined;
    sync.mockImplementation(() => new Promise((resolve) => (synced = resolve)));
    const event = writer.write(() => 'event');
    expect(await writer.write(() => 'lease', LEASE)).toBe('lease');
    synced();
    expect(await event).toBe('event');
  });

  it('divides what is too much for one transaction', async () => {
    const changes = Array.from({ length: 600 }, (_, at) => writer.write(() => at));
    expect((await Promise.all(changes)).at(-1)).toBe(599);
    expect(commits).toBe(3);
  });

  it('takes changes that ask for further changes', async () => {
    const second = writer.write(() => 1).then((one) => writer.write(() => one + 1));
    expect(await second).toBe(2);
    await expect(writer.drain()).resolves.toBeUndefined();
  });

  it('stores nothing while the disk is full, and goes on when it is not', async () => {
    const append = (id: string): Promise<readonly AppendResult[]> =>
      events.append([event(id, { body: Buffer.alloc(50_000) })]);
    const pages = connection.db.pragma('page_count', { simple: true });
    connection.db.pragma(`max_page_count = ${pages}`);
    const results = await Promise.allSettled([append('evt_1'), append('evt_2')]);
    for (const result of results) {
      expect(result).toMatchObject({
        reason: { code: 'unavailable', cause: { code: 'SQLITE_FULL' } },
      });
    }
    connection.db.pragma('max_page_count = 100000');
    expect(await events.get('evt_1')).toBeNull();
    expect(await append('evt_1')).toEqual([{ eventId: 'evt_1', duplicate: false }]);
  });
});

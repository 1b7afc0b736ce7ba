import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { SqliteStore, type SqliteStoreOptions } from '../../src/store/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { Vault } from '../../src/vault.ts';
import { addAccounts, claimOf, event, source } from './contract/fixtures.ts';
import { type OpenStore, storeContract } from './store-contract.ts';

interface SqliteSetup extends OpenStore {
  readonly path: string;
}

async function openSqlite(options?: SqliteStoreOptions): Promise<SqliteSetup> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-hooks-store-'));
  const path = join(folder, 'gateway.db');
  const stores: SqliteStore[] = [];
  const reopen = async (): Promise<Store> => {
    const store = new SqliteStore(path, {
      sealer: new Vault(new Uint8Array(32).fill(7)),
      ...options,
    });
    stores.push(store);
    await store.open();
    return store;
  };
  const close = async (): Promise<void> => {
    for (const store of stores) await store.close();
    await rm(folder, { recursive: true });
  };
  return { path, store: await reopen(), reopen, close };
}

storeContract('SqliteStore', openSqlite);

describe('SqliteStore on a file', () => {
  let setup: SqliteSetup;
  beforeEach(async () => {
    setup = await openSqlite({ busyTimeoutMs: 100 });
    await addAccounts(setup.store);
  });
  afterEach(() => setup.close());

  it('reads the body of an event once for all its subscriptions', async () => {
    const { store } = setup;
    await store.events.append([event('evt_1', { subscriptionIds: ['sub_1', 'sub_2'] })]);
    const far = Number.MAX_SAFE_INTEGER;
    const [one] = await claimOf(store, 'sub_1', far - 1, far, 1);
    const [two] = await claimOf(store, 'sub_2', far - 1, far, 1);
    expect(one?.event.body).toBeInstanceOf(Uint8Array);
    expect(two?.event.body).toBe(one?.event.body);
  });

  it('counts more pending deliveries than one piece has, also of one time', async () => {
    const db = new SqliteDatabase(setup.path);
    db.exec(`WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 100003)
      INSERT INTO deliveries (id, event_id, subscription_id, status, attempts, due_at, visible_at,
        created_at)
      SELECT 'dlv_' || at, 'evt_' || at, iif(at > 100000, 'sub_2', 'sub_1'),
        iif(at = 100003, 'delivered', 'pending'), 0, 5000, 5000, 5000 FROM n`);
    db.close();
    const counts = await setup.store.deliveries.countPending();
    expect([...counts]).toEqual([
      ['sub_1', 100_000],
      ['sub_2', 2],
    ]);
  });

  it('waits while another process writes, then stores', async () => {
    const db = new SqliteDatabase(setup.path);
    db.exec('BEGIN IMMEDIATE');
    const appending = setup.store.events.append([event('evt_1')]);
    // The store has met the lock once when a turn of the event loop is over.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    db.exec('COMMIT');
    db.close();
    expect(await appending).toEqual([{ eventId: 'evt_1', duplicate: false }]);
  });

  it('is unavailable when another process does not stop writing, and recovers', async () => {
    const db = new SqliteDatabase(setup.path);
    db.exec('BEGIN IMMEDIATE');
    const appending = setup.store.events.append([event('evt_1')]);
    await expect(appending).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      cause: { code: 'SQLITE_BUSY' },
    });
    await expect(setup.store.check()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await setup.store.events.get('evt_1')).toBeNull();
    db.exec('ROLLBACK');
    db.close();
    expect(await setup.store.events.append([event('evt_1')])).toEqual([
      { eventId: 'evt_1', duplicate: false },
    ]);
  });

  it('is unavailable for a file that is no database', async () => {
    const path = `${setup.path}.txt`;
    await writeFile(path, 'This is not a database, however long one looks at it. '.repeat(100));
    await expect(new SqliteStore(path).open()).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: 'SQLITE_NOTADB' },
    });
  });

  it('is unavailable for a damaged file', async () => {
    await setup.store.close();
    const file = await readFile(setup.path);
    // Past the first page, which holds the header and the tables' definitions.
    await writeFile(setup.path, file.fill(0xee, 8192));
    const reading = setup.reopen().then((store) => store.accounts.listSources());
    await expect(reading).rejects.toMatchObject({
      code: 'unavailable',
      cause: { code: expect.stringMatching(/^SQLITE_CORRUPT/) },
    });
  });

  it('refuses the file of a newer release', async () => {
    const db = new SqliteDatabase(setup.path);
    db.pragma('user_version = 999');
    db.close();
    await expect(setup.reopen()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('may be opened by several processes at once while there are no tables', async () => {
    const path = `${setup.path}.new`;
    const stores = [new SqliteStore(path), new SqliteStore(path), new SqliteStore(path)];
    await Promise.all(stores.map((store) => store.open()));
    await Promise.all(stores.map((store, at) => store.accounts.putSource(source(`src_${at}`))));
    expect(await stores[0]?.accounts.version()).toBe(3);
    for (const store of stores) await store.close();
  });
});

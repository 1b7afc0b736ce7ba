import { inspect } from 'node:util';
import { describePostgres } from '../../../../test/support/describe-postgres.ts';
import { createDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { until } from '../../../../test/support/until.ts';
import { Database } from '../../src/store/postgres/database.ts';
import { PostgresStore, type PostgresStoreOptions } from '../../src/store/postgres/store.ts';
import { Vault } from '../../src/vault.ts';
import { addAccounts, event, source, subscription } from './contract/fixtures.ts';
import { type Network, startProxy } from './network.ts';

const KEY = new Uint8Array(32).fill(1);
const OTHER_KEY = new Uint8Array(32).fill(2);

describePostgres('a PostgreSQL server', () => {
  let database: TestDatabase;
  let proxy: Network;
  const stores: PostgresStore[] = [];
  const storeAt = (url: string, options: PostgresStoreOptions = {}): PostgresStore => {
    const store = new PostgresStore(url, options);
    stores.push(store);
    return store;
  };
  const openAt = async (url: string, options?: PostgresStoreOptions): Promise<PostgresStore> => {
    const store = storeAt(url, options);
    await store.open();
    return store;
  };

  beforeEach(async () => {
    database = await createDatabase();
    proxy = await startProxy(database.url);
  });
  afterEach(async () => {
    proxy.thaw();
    for (const store of stores.splice(0)) await store.close();
    await proxy.close();
    await database.drop();
  });

  describe('that is set up for the first time', () => {
    it('may be opened by several gateways at once', async () => {
      const opened = await Promise.all(
        [1, 2, 3, 4, 5].map(() => openAt(database.url, { keyCheck: KEY })),
      );
      await Promise.all(opened.map((store, at) => store.accounts.putSource(source(`src_${at}`))));
      expect(await opened[0]?.accounts.version()).toBe(5);
    });

    it('by a newer release is refused', async () => {
      await openAt(database.url);
      await database.run('UPDATE schema_version SET version = 999');
      await expect(openAt(database.url)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('is at version 999, this release knows'),
      });
    });

    it('with tables of another program is refused, and left as it is', async () => {
      await database.run('CREATE TABLE events (id integer)');
      const refused = { code: 'conflict', message: /tables of another program/ };
      await expect(openAt(database.url)).rejects.toMatchObject({
        ...refused,
        message: expect.stringMatching(refused.message),
      });
      const tables = await database.run(
        `SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = 'public'`,
      );
      expect(tables).toEqual([{ count: 1 }]);
    });

    it('in another encoding than UTF-8 is refused', async () => {
      await database.run(
        `CREATE DATABASE signal_hooks_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`,
      );
      const url = new URL(database.url);
      url.pathname = '/signal_hooks_latin';
      try {
        await expect(openAt(url.href)).rejects.toMatchObject({
          code: 'conflict',
          message: expect.stringContaining('encoding is LATIN1'),
        });
      } finally {
        await database.run('DROP DATABASE signal_hooks_latin WITH (FORCE)');
      }
    });

    it('with another key is refused: nobody could read its secrets', async () => {
      await openAt(database.url, { keyCheck: KEY });
      await openAt(database.url, { keyCheck: KEY });
      await expect(openAt(database.url, { keyCheck: OTHER_KEY })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(
          'Give every gateway and command the same SIGNAL_HOOKS_KEY',
        ),
      });
    });
  });

  it('gets no address in clear, and those it has are sealed', async () => {
    const plain = await openAt(database.url);
    await addAccounts(plain);
    const vault = new Vault(KEY);
    const store = await openAt(database.url, { sealer: vault });
    await store.accounts.putSubscription(subscription('sub_new'));
    const stored = await database.run('SELECT target_url FROM subscriptions');
    expect(stored.filter(({ target_url: url }) => !String(url).startsWith('sealed:'))).toEqual([]);
    const again = await openAt(database.url, { sealer: new Vault(KEY) });
    const urls = (await again.accounts.listSubscriptions()).map(({ targetUrl }) => targetUrl);
    expect(urls).toEqual(Array(3).fill('https://example.com/hook'));
  });

  it('that answers before a commit is on disk is told not to', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const settingOf = async (): Promise<unknown> => {
      const limits = { connections: 1, connectTimeoutMs: 5000, statementTimeoutMs: 5000 };
      const session = new Database(database.url, limits);
      const [row] = await session.rows<object>('SHOW synchronous_commit');
      await session.close();
      return row;
    };
    await database.run(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    expect(await database.run('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'off' }]);
    expect(await settingOf()).toEqual({ synchronous_commit: 'on' });
    // Stricter than need be is left alone.
    await database.run(`ALTER DATABASE ${name} SET synchronous_commit = remote_apply`);
    expect(await settingOf()).toEqual({ synchronous_commit: 'remote_apply' });
  });

  describe('out of reach', () => {
    it('is unavailable, and no error shows the password', async () => {
      const url = new URL(proxy.url);
      url.password = 'secret-of-the-database';
      await proxy.close();
      const opening = openAt(url.href).catch((error: unknown) => error);
      expect(await opening).toMatchObject({
        code: 'unavailable',
        message: `The database cannot be opened: connect ECONNREFUSED ${url.host}`,
      });
      expect(inspect(await opening, { depth: 9, showHidden: true })).not.toContain('secret-of');
    });

    it('says why, in the words of the server or the system', async () => {
      const url = (more: string): string => new URL(more, database.url).href;
      for (const [at, why] of [
        [url('/signal_hooks_none'), /: database "signal_hooks_none" does not exist$/],
        [url('?sslmode=verify-full&sslrootcert=/none/ca.pem'), /: ENOENT: .*ca\.pem'$/],
      ] as const) {
        await expect(openAt(at)).rejects.toMatchObject({
          code: 'unavailable',
          message: expect.stringMatching(why),
        });
      }
    });

    it('for lack of connections says how many are wanted, and where to set it', async () => {
      await database.run('CREATE ROLE signal_hooks_crowded LOGIN CONNECTION LIMIT 0');
      const url = new URL(database.url);
      url.username = 'signal_hooks_crowded';
      try {
        await expect(openAt(url.href, { connections: 7 })).rejects.toMatchObject({
          code: 'unavailable',
          message: expect.stringMatching(
            /too many connections for role .* up to 7 connections: .* SIGNAL_HOOKS_DATABASE_CONNECTIONS/,
          ),
        });
      } finally {
        await database.run('DROP ROLE signal_hooks_crowded');
      }
    });

    it('is found again after every connection was broken off', async () => {
      const store = await openAt(proxy.url);
      await addAccounts(store);
      for (const round of [1, 2, 3]) {
        const calls = Array.from({ length: 20 }, (_, at) =>
          store.events.append([event(`evt_${round}_${at}`)]),
        );
        await until(proxy.count, (count) => count > 0);
        proxy.cut();
        for (const result of await Promise.allSettled(calls)) {
          if (result.status === 'rejected') {
            expect(result.reason).toMatchObject({ code: 'unavailable', retryable: true });
          }
        }
        await until(
          () => store.check().then(Boolean, () => true),
          (failed) => !failed,
        );
        await store.events.append([event(`evt_${round}`)]);
        expect((await store.events.get(`evt_${round}`))?.id).toBe(`evt_${round}`);
      }
    });

    it('is found again after the server has ended every session', async () => {
      const store = await openAt(database.url);
      await addAccounts(store);
      await endSessions(database);
      await until(
        () => store.check().then(Boolean, () => true),
        (failed) => !failed,
      );
      expect(await store.events.append([event('evt_1')])).toEqual([
        { eventId: 'evt_1', duplicate: false },
      ]);
    });
  });

  it('that has taken no writes for a while is used again as soon as it does', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const store = await openAt(database.url);
    await addAccounts(store);
    // As after a fail-over: the sessions that are opened now can only read, and stay so.
    await database.run(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await endSessions(database);
    const calls: (() => Promise<unknown>)[] = [
      () => store.events.append([event('evt_1')]),
      () => store.accounts.putSource(source('src_c')),
      () => store.check(),
    ];
    for (const call of calls) {
      // At first it meets the sessions that have been ended.
      await until(
        () => call().catch(({ cause }) => cause?.code),
        (code) => code === '25006',
      );
    }
    await database.run(`BEGIN READ WRITE; ALTER DATABASE ${name} RESET ALL; COMMIT`);
    await store.check();
    await store.accounts.putSource(source('src_c'));
    expect(await store.events.append([event('evt_1')])).toEqual([
      { eventId: 'evt_1', duplicate: false },
    ]);
  });

  describe('that hangs', () => {
    it('is unavailable in time for every call that waits, and recovers', async () => {
      const store = await openAt(proxy.url, { statementTimeoutMs: 200, connectTimeoutMs: 200 });
      await addAccounts(store);
      proxy.freeze();
      const started = performance.now();
      const calls = [
        store.check(),
        store.accounts.listSources(),
        store.deliveries.record([]),
        ...Array.from({ length: 20_000 }, (_, at) => store.events.append([event(`evt_${at}`)])),
      ];
      const results = await Promise.allSettled(calls);
      // 512 calls are under way at once; the others must not wait for 40 such groups in turn.
      expect(performance.now() - started).toBeLessThan(10_000);
      const codes = results.map((result) => result.status === 'rejected' && result.reason.code);
      expect(new Set(codes.filter((_, at) => at !== 2))).toEqual(new Set(['unavailable']));
      proxy.thaw();
      await until(
        () => store.check().then(Boolean, () => true),
        (failed) => !failed,
      );
      expect(await store.events.append([event('evt_new')])).toEqual([
        { eventId: 'evt_new', duplicate: false },
      ]);
    });

    it('does not hold up the end', async () => {
      const store = await openAt(proxy.url, { statementTimeoutMs: 200, connectTimeoutMs: 200 });
      await addAccounts(store);
      await store.events.append([event('evt_1')]);
      proxy.freeze();
      await store.close();
    });

    it('over a source that another gateway is noting stores its events all the same', async () => {
      const store = await openAt(database.url, { statementTimeoutMs: 1000 });
      await addAccounts(store);
      const lock = `UPDATE sources SET last_event_at = 1 WHERE id = 'src_a'`;
      const holder = await holdLock(database.url, lock);
      const stored = await store.events.append([event('evt_1')]);
      await holder.close();
      expect(stored).toEqual([{ eventId: 'evt_1', duplicate: false }]);
      await store.events.append([event('evt_2', { receivedAt: 7000 })]);
      expect((await store.accounts.listSources())[0]).toMatchObject({
        id: 'src_a',
        lastEventAt: 7000,
      });
    });

    it('over a lock of somebody else gives the statement up, and goes on afterwards', async () => {
      const store = await openAt(database.url, { statementTimeoutMs: 200 });
      await addAccounts(store);
      const holder = await holdLock(database.url);
      await expect(store.events.append([event('evt_1')])).rejects.toMatchObject({
        code: 'unavailable',
        cause: { code: '57014' },
      });
      await holder.close();
      expect(await store.events.append([event('evt_1')])).toEqual([
        { eventId: 'evt_1', duplicate: false },
      ]);
    });
  });
});

async function endSessions(database: TestDatabase): Promise<void> {
  await database.run(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

/** A session that locks the events, or what else is said, until it is closed. */
async function holdLock(
  url: string,
  sql = 'LOCK TABLE events IN ACCESS EXCLUSIVE MODE',
): Promise<{ close(): Promise<void> }> {
  const limits = { connections: 1, connectTimeoutMs: 5000, statementTimeoutMs: 5000 };
  const database = new Database(url, limits);
  let release = (): void => undefined;
  let ended: Promise<void> | undefined;
  await new Promise<void>((locked, failed) => {
    ended = database.transaction(async (session) => {
      await session.change(sql);
      locked();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    ended.catch(failed);
  });
  return {
    close: async () => {
      release();
      await ended;
      await database.close();
    },
  };
}

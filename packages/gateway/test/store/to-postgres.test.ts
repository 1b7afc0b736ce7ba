import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describePostgres } from '../../../../test/support/describe-postgres.ts';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { createDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { type GatewayConfig, readConfig } from '../../src/config.ts';
import { type GatewayCore, openGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import { migrateToPostgres } from '../../src/store/to-postgres/index.ts';
import { addAccounts, event } from './contract/fixtures.ts';

const KEY = '5e'.repeat(32);
/** What each database has for itself. */
const OWN = ['config', 'probe', 'leases', 'gateways'];

interface Column {
  readonly name: string;
  readonly type: 'TEXT' | 'INTEGER' | 'REAL' | 'BLOB';
}

/** Rows by table. */
type Rows = Readonly<Record<string, readonly string[]>>;

/** Everything as it compares, whatever a database's driver makes of a number. */
const textOf = (row: object): string =>
  JSON.stringify(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('hex') : `${value}`])
      .sort(),
  );

describePostgres('migrating to PostgreSQL', () => {
  let folder: Folder;
  let database: TestDatabase;
  let config: GatewayConfig;
  let open: GatewayCore[];

  beforeEach(async () => {
    folder = makeFolder();
    database = await createDatabase();
    config = readConfig({ SIGNAL_HOOKS_KEY: KEY }, { dataDir: join(folder.path, 'data') });
    open = [];
  });
  afterEach(async () => {
    for (const gateway of open) await gateway.close();
    await database.drop();
    folder.remove();
  });

  const start = async (rest: Partial<GatewayConfig> = {}): Promise<GatewayCore> => {
    const core = await openGateway({ ...config, ...rest }, { log: createLog('silent') });
    open.push(core);
    return core;
  };
  const startOnPostgres = (): Promise<GatewayCore> => start({ databaseUrl: database.url });
  const closeAll = async (): Promise<void> => {
    for (const gateway of open.splice(0)) await gateway.close();
  };
  const file = (name = 'gateway.db'): string => join(config.dataDir, name);
  const migrate = (): ReturnType<typeof migrateToPostgres> =>
    migrateToPostgres(config, database.url);

  /** Some of everything that a gateway writes by itself. */
  async function fill(count = 3): Promise<void> {
    const { store } = await start();
    await addAccounts(store);
    for (let at = 1; at <= count; at += 1) {
      await store.events.append([event(`evt_${at}`, { subscriptionIds: ['sub_1', 'sub_2'] })]);
    }
    await closeAll();
  }

  /** Two rows in every table that there is, made from its columns alone. */
  async function fillEveryTable(): Promise<void> {
    await start();
    await closeAll();
    const db = new SqliteDatabase(file());
    db.pragma('foreign_keys = OFF');
    for (const table of tablesIn(db)) {
      const columns = db.pragma(`table_info(${table})`) as Column[];
      const parents = db.pragma(`foreign_key_list(${table})`) as { from: string; table: string }[];
      for (const at of [1, 2]) {
        const values = columns.map(({ name, type }) => {
          const parent = parents.find(({ from }) => from === name)?.table ?? `${table}.${name}`;
          const text = name === 'id' ? `${table}.${at}` : `${parent}.${at}`;
          return { TEXT: text, INTEGER: at, REAL: at + 0.5, BLOB: Buffer.from([0, 255, at]) }[type];
        });
        db.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(values);
      }
    }
    db.close();
  }

  const tablesIn = (db: SqliteDatabase.Database): string[] =>
    db
      .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
      .pluck()
      .all()
      .filter((name) => !name.startsWith('sqlite_') && !OWN.includes(name));

  function sqliteRows(): Rows {
    const db = new SqliteDatabase(file('gateway.db.migrated'), { readonly: true });
    try {
      return Object.fromEntries(
        tablesIn(db).map((name) => [
          name,
          db.prepare<[], object>(`SELECT * FROM ${name}`).all().map(textOf).sort(),
        ]),
      );
    } finally {
      db.close();
    }
  }

  async function postgresRows(): Promise<Rows> {
    const tables = await database.run(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version' ORDER BY 1`,
    );
    const names = tables.map(({ tablename }) => String(tablename));
    const rows: [string, string[]][] = [];
    for (const name of names.filter((each) => !OWN.includes(each))) {
      rows.push([name, (await database.run(`SELECT * FROM ${name}`)).map(textOf).sort()]);
    }
    return Object.fromEntries(rows);
  }

  test('copies every row of every table that there is', async () => {
    await fillEveryTable();
    const tables = await migrate();
    const rows = await postgresRows();
    expect(rows).toEqual(sqliteRows());
    expect(Object.keys(rows).length).toBeGreaterThan(6);
    expect(tables.map(({ name }) => name).sort()).toEqual(Object.keys(rows));
    for (const [name, found] of Object.entries(rows))
      expect([name, found.length]).toEqual([name, 2]);
  });

  test('texts that PostgreSQL does not take as they are come through', async () => {
    await fill(0);
    const core = await start();
    const texts = ['a\0b', 'a\u00100000b', 'a\ud800b', 'a\ufffdb', '🧨', ''];
    const events = texts.map((text, at) =>
      event(`evt_${at}`, { type: text, identity: text, headers: { odd: text } }),
    );
    await core.store.events.append(events);
    await closeAll();
    await migrate();
    const { store } = await startOnPostgres();
    for (const [at, text] of texts.entries()) {
      const found = await store.events.get(`evt_${at}`);
      expect(found).toMatchObject({ type: text, headers: { odd: text } });
    }
    const again = events.map((each) => ({ ...each, id: `${each.id}_again` }));
    expect(await store.events.append(again)).toEqual(
      texts.map((_, at) => ({ eventId: `evt_${at}`, duplicate: true })),
    );
  });

  test('goes on where it was interrupted, after each table', async () => {
    await fill();
    for (let kept = 1; ; kept += 1) {
      let copied = 0;
      const onCopied = (): void => {
        copied += 1;
        if (copied === kept) throw new Error('interrupted');
      };
      const ended = await migrateToPostgres(config, database.url, { onCopied }).catch(
        (error: Error) => error.message,
      );
      if (ended !== 'interrupted') break;
      await expect(startOnPostgres()).rejects.toThrow(
        /migration into this database is not finished/,
      );
      await expect(start()).rejects.toThrow(/is being migrated to PostgreSQL. Finish that/);
    }
    expect(await postgresRows()).toEqual(sqliteRows());
  });

  test('the gateway goes on there, and not where it was', async () => {
    await fill();
    await migrate();
    const { store } = await startOnPostgres();
    expect(await store.events.append([event('evt_again', { identity: 'evt_2' })])).toEqual([
      { eventId: 'evt_2', duplicate: true },
    ]);
    await store.events.append([event('evt_new')]);
    expect(await store.deliveries.countPending()).toEqual(
      new Map([
        ['sub_1', 3],
        ['sub_2', 3],
      ]),
    );
    await expect(start()).rejects.toThrow(
      /was migrated to PostgreSQL. Set SIGNAL_HOOKS_DATABASE_URL/,
    );
    await closeAll();
    await expect(migrate()).rejects.toThrow(/was migrated to PostgreSQL/);
  });

  test('the last step can be made up for', async () => {
    await fill();
    await migrate();
    await database.run('CREATE TABLE unfinished_migration (name text PRIMARY KEY, position text)');
    await expect(startOnPostgres()).rejects.toThrow(/not finished/);
    expect(await migrate()).toEqual([]);
    await startOnPostgres();
  });

  test('what is not the same afterwards is no success', async () => {
    await fill();
    const onCopied = (table: string): void => {
      if (table === 'events') throw new Error('interrupted');
    };
    await expect(migrateToPostgres(config, database.url, { onCopied })).rejects.toThrow(
      /interrupted/,
    );
    await database.run(`UPDATE events SET body = 'other' WHERE id = 'evt_2'`);
    await expect(migrate()).rejects.toThrow(
      /events is not the same in both databases \(3 and 3 rows\)/,
    );
    expect(existsSync(file('gateway.db.migrating'))).toBe(true);
  });

  test('refuses while anything has the database open, before anything is changed', async () => {
    await fill();
    const { store } = await start();
    await expect(migrate()).rejects.toThrow(
      /Another process is using the database. Stop the gateway/,
    );
    expect(await store.events.get('evt_1')).not.toBeNull();
    expect(await database.run(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
  });

  test('refuses a database that has data, another key or a gateway', async () => {
    await fill();
    const other = await startOnPostgres();
    await expect(migrate()).rejects.toThrow(/A gateway is running on the database/);
    await addAccounts(other.store);
    await closeAll();
    await expect(migrate()).rejects.toThrow(
      /already holds data \(subscriptions\). Give an empty one/,
    );
    await database.run(
      `DELETE FROM sources; DELETE FROM subscriptions; UPDATE config SET key_check = '\\x00'`,
    );
    await expect(migrate()).rejects.toThrow(/not the one this database was set up with/);
    // Nothing has happened to the gateway.
    await start();
  });

  test('refuses where there is nothing, and where deliveries wait', async () => {
    await expect(migrate()).rejects.toThrow(/There is no database in/);
    await fill();
    writeFileSync(file('deliveries-paused'), '');
    await expect(migrate()).rejects.toThrow(/Run signal-hooks resume/);
    const url = 'postgres://nobody:secret-password@127.0.0.1:1/none';
    const { message } = (await migrateToPostgres({ ...config, dataDir: config.dataDir }, url).catch(
      (error: Error) => error,
    )) as Error;
    expect(message).not.toContain('secret-password');
  });
});

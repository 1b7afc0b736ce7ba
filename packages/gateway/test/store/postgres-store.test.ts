import { describePostgres } from '../../../../test/support/describe-postgres.ts';
import { createDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { PostgresStore, type PostgresStoreOptions } from '../../src/store/postgres/store.ts';
import type { Store } from '../../src/store/store.ts';
import { Vault } from '../../src/vault.ts';
import { type OpenStore, storeContract } from './store-contract.ts';

describePostgres('on PostgreSQL', () => {
  let database: TestDatabase;
  let schemas = 0;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  /** Each store in a schema of its own. */
  async function openPostgres(options?: PostgresStoreOptions): Promise<OpenStore> {
    schemas += 1;
    const schema = `schema_${schemas}`;
    await database.run(`CREATE SCHEMA ${schema}`);
    const url = `${database.url}?options=-c%20search_path%3D${schema}`;
    const stores: PostgresStore[] = [];
    const reopen = async (): Promise<Store> => {
      const store = new PostgresStore(url, {
        sealer: new Vault(new Uint8Array(32).fill(7)),
        ...options,
      });
      stores.push(store);
      await store.open();
      return store;
    };
    const close = async (): Promise<void> => {
      for (const store of stores) await store.close();
    };
    return { store: await reopen(), reopen, close };
  }

  storeContract('PostgresStore', openPostgres);

  // A deadlock costs a second and one of the two transactions; it is made again, so nothing else shows it.
  it('has locked nobody up in all of this', async () => {
    const sql = `SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()`;
    expect(await database.run(sql)).toEqual([{ deadlocks: 0 }]);
  });
});

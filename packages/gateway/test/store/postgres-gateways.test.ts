import { describePostgres } from '../../../../test/support/describe-postgres.ts';
import { createDatabase, type TestDatabase } from '../../../../test/support/postgres.ts';
import { until } from '../../../../test/support/until.ts';
import type { GatewayStore } from '../../src/store/gateways.ts';
import { PostgresStore } from '../../src/store/postgres/store.ts';

describePostgres('which gateways are alive', () => {
  let database: TestDatabase;
  let store: PostgresStore;
  let gateways: GatewayStore;
  beforeAll(async () => {
    database = await createDatabase();
    store = new PostgresStore(database.url);
    await store.open();
    gateways = store.gateways;
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  test('are those that have written lately, by the clock of the database', async () => {
    expect(await gateways.beat({ id: 'a', shares: '' }, 60_000)).toEqual([{ id: 'a', shares: '' }]);
    await gateways.beat({ id: 'a', shares: 'x' }, 60_000);
    expect(await gateways.beat({ id: 'b', shares: '' }, 60_000)).toEqual([
      { id: 'a', shares: 'x' },
      { id: 'b', shares: '' },
    ]);
    const beat = () => gateways.beat({ id: 'b', shares: 'y' }, 500);
    expect(await until(beat, (alive) => alive.length === 1)).toEqual([{ id: 'b', shares: 'y' }]);
    await gateways.leave('b');
    expect(await gateways.beat({ id: 'c', shares: '' }, 500)).toEqual([{ id: 'c', shares: '' }]);
  });

  test('one whose time is ahead is not, until it writes again; one of days ago is forgotten', async () => {
    const day = 24 * 3600_000;
    await database.run(`DELETE FROM gateways`);
    await database.run(
      `INSERT INTO gateways VALUES ('ahead', '', ${Date.now() + day}), ('old', '', ${Date.now() - 2 * day})`,
    );
    expect(await gateways.beat({ id: 'a', shares: '' }, 5000)).toEqual([{ id: 'a', shares: '' }]);
    await gateways.leave('a');
    expect(await database.run('SELECT id FROM gateways')).toEqual([{ id: 'ahead' }]);
  });
});

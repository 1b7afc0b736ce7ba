import { startReplays } from '../../src/replay/worker.ts';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { type Fixture, until, useDispatcher } from '../delivery/fixture.ts';
import { replay } from '../store/contract/fixtures.ts';

const COUNT = 1200;

describe('bulk replays', () => {
  const { startIdle } = useDispatcher();
  let fixture: Fixture;
  const stops: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    fixture = await startIdle();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  const errors: object[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (fields: object) => void errors.push(fields),
  };
  const work = (store: Store = fixture.store) => {
    const { directory, dispatcher } = fixture;
    const times = { pollMs: 10, settleMs: 0, leaseMs: 300 };
    const stop = startReplays({ store, directory, dispatcher, log, now: Date.now, ...times });
    stops.push(stop);
    return stop;
  };
  const stored = async () => {
    const found = await fixture.store.replays.get('rpl_1');
    if (found === null) throw new Error('no replay');
    return found;
  };
  const order = async (): Promise<string> => {
    await fixture.publish(COUNT);
    const { id } = await fixture.subscribe({ status: 'paused' });
    const until = Date.now() + 1;
    await fixture.store.replays.add(replay('rpl_1', { subscriptionId: id, until }));
    return id;
  };
  const pending = async (): Promise<number> =>
    [...(await fixture.store.deliveries.countPending()).values()].reduce((a, b) => a + b, 0);

  test('several gateways make each delivery once', async () => {
    await order();
    const other = new SqliteStore(fixture.path);
    await other.open();
    work();
    work(other);
    await until(async () => (await stored()).status === 'done');
    expect(await stored()).toMatchObject({ events: COUNT, deliveries: COUNT });
    expect(await pending()).toBe(COUNT);
    for (const stop of stops.splice(0)) await stop();
    await other.close();
  });

  test('one that is stopped goes on where it was', async () => {
    await order();
    const stop = work();
    await until(async () => (await stored()).deliveries > 0);
    await stop();
    const half = await stored();
    expect(half).toMatchObject({ status: 'running', leaseUntil: 0 });
    expect(half.deliveries).toBeLessThan(COUNT);
    expect(await pending()).toBe(half.deliveries);
    work();
    await until(async () => (await stored()).status === 'done');
    expect([await pending(), (await stored()).deliveries]).toEqual([COUNT, COUNT]);
  });

  test('one whose gateway is gone, or whose store fails, goes on after the lease', async () => {
    await order();
    await fixture.store.replays.claim(Date.now(), Date.now() + 200);
    let failures = 3;
    const { replays } = fixture.store;
    const failing: Store = Object.create(fixture.store, {
      replays: {
        value: Object.assign(Object.create(replays), {
          advance: (step: never) => {
            failures -= 1;
            if (failures >= 0) return Promise.reject(new Error('no disk'));
            return replays.advance(step);
          },
          ...Object.fromEntries(
            (['claim', 'countWanted', 'end', 'release'] as const).map((name) => [
              name,
              replays[name].bind(replays),
            ]),
          ),
        }),
      },
    });
    work(failing);
    await until(async () => (await stored()).status === 'done');
    expect(errors.length).toBeGreaterThanOrEqual(3);
    expect(await pending()).toBe(COUNT);
  });

  test('an order whose filter is damaged delivers nothing', async () => {
    const id = await order();
    await fixture.store.replays.end('rpl_1', { status: 'done', statusReason: null }, 1);
    const db = new (jest.requireActual('better-sqlite3'))(fixture.path);
    await fixture.store.replays.add(replay('rpl_2', { subscriptionId: id }));
    db.exec(`UPDATE replays SET conditions = '[{' WHERE id = 'rpl_2'`);
    db.close();
    work();
    const found = async () => fixture.store.replays.get('rpl_2');
    await until(async () => (await found())?.status === 'cancelled');
    expect((await found())?.statusReason).toContain('damaged (conditions)');
    expect(await pending()).toBe(0);
  });
});

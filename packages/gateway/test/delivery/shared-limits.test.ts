import { SharedLimits } from '../../src/delivery/shared-limits.ts';
import { createLog } from '../../src/log.ts';
import type { GatewayStore, LiveGateway } from '../../src/store/gateways.ts';
import { until } from './fixture.ts';

const LIFE_MS = 400;
const LIMITS = { maxConcurrency: 4, maxPerSecond: null };
const log = createLog('silent');

/** Rows in memory, with one clock. */
class Rows implements GatewayStore {
  readonly rows = new Map<string, { shares: string; seenAt: number }>();
  /** Set while it does not answer. */
  outOfReach = false;
  readonly #of: Rows;

  /** @param of whose rows these are */
  constructor(of?: Rows) {
    this.#of = of ?? this;
  }

  async beat({ id, shares }: LiveGateway, lifeMs: number): Promise<readonly LiveGateway[]> {
    await until(() => !this.outOfReach, 'the store');
    const { rows } = this.#of;
    rows.set(id, { shares, seenAt: performance.now() });
    await new Promise((resolve) => setImmediate(resolve));
    return [...rows]
      .filter(([, { seenAt }]) => performance.now() - seenAt < lifeMs)
      .map(([id, { shares }]) => ({ id, shares }));
  }

  async leave(id: string): Promise<void> {
    await until(() => !this.outOfReach, 'the store');
    this.#of.rows.delete(id);
  }
}

describe('SharedLimits', () => {
  const open: SharedLimits[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.stop();
  });

  function start(gateways: GatewayStore, fits: () => boolean = () => true): SharedLimits {
    const shared = new SharedLimits({
      ...{ gateways, log, fits, lifeMs: LIFE_MS },
      onChange: () => undefined,
    });
    open.push(shared);
    shared.start();
    return shared;
  }

  const part = (shared: SharedLimits): number =>
    shared.partOf('sub_1', LIMITS, performance.now()).maxConcurrency;

  /** Waits, and looks all the time that both together have no more than there is. */
  async function untilParts(one: SharedLimits, two: SharedLimits, wanted: readonly number[]) {
    await until(() => {
      const parts = [part(one), part(two)] as const;
      if (parts[0] + parts[1] > LIMITS.maxConcurrency) throw new Error(`${parts.join(' and ')}`);
      return parts.join() === wanted.join();
    }, wanted.join(' and '));
  }

  test('one has all, two have halves, and what one leaves is the other’s', async () => {
    const rows = new Rows();
    const one = start(rows);
    expect(part(one)).toBe(0);
    await until(() => part(one) === 4);
    const two = start(new Rows(rows));
    await untilParts(one, two, [2, 2]);
    await two.stop();
    await untilParts(one, two, [4, 0]);
  });

  test('one that cannot write begins nothing before the other takes over, and comes back as a new one', async () => {
    const rows = new Rows();
    const [one, cut] = [start(rows), new Rows(rows)];
    const two = start(cut);
    await untilParts(one, two, [2, 2]);
    const before = new Set(rows.rows.keys());
    cut.outOfReach = true;
    await untilParts(one, two, [2, 0]);
    await untilParts(one, two, [4, 0]);
    cut.outOfReach = false;
    await untilParts(one, two, [2, 2]);
    expect([...rows.rows.keys()].filter((id) => !before.has(id))).toHaveLength(1);
  });

  test('as long as more is under way than its new part, the one that came waits', async () => {
    const rows = new Rows();
    let isOver = false;
    const one = start(rows, () => rows.rows.size < 2 || isOver);
    await until(() => part(one) === 4);
    const two = start(new Rows(rows));
    await until(() => part(one) === 2);
    const end = performance.now() + LIFE_MS;
    await until(() => {
      if (part(two) > 0) throw new Error('it did not wait');
      return performance.now() > end;
    });
    isOver = true;
    await untilParts(one, two, [2, 2]);
  });
});

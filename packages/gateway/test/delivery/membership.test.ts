import fc from 'fast-check';
import { Membership } from '../../src/delivery/membership.ts';
import type { LiveGateway } from '../../src/store/gateways.ts';

const LIMITS = { maxConcurrency: 10, maxPerSecond: 10 };
const NOTHING = { maxConcurrency: 0 };

/** Gateways on one table of rows; nothing is under way, so that each can keep to a new group at once. */
class World {
  readonly rows = new Map<string, string>();
  readonly members = new Map<string, Membership>();
  readonly #shares = new Map<string, string>();
  #now = 0;

  come(id: string): void {
    this.members.set(id, new Membership(id));
    this.#shares.set(id, '');
  }

  /** Writes what it keeps to. */
  write(id: string): void {
    if (this.members.has(id)) this.rows.set(id, this.#shares.get(id) ?? '');
  }

  /** Reads who is alive, and keeps to that. */
  read(id: string): void {
    const member = this.members.get(id);
    if (member === undefined || !this.rows.has(id)) return;
    this.#now += 1;
    const alive = [...this.rows].map(([id, shares]): LiveGateway => ({ id, shares }));
    member.update(alive, this.#now);
    this.#shares.set(id, member.newest);
  }

  beat(...ids: readonly string[]): void {
    for (const id of ids) {
      this.write(id);
      this.read(id);
    }
  }

  /** Is killed, and its life runs out. */
  die(id: string): void {
    this.members.delete(id);
    this.rows.delete(id);
  }

  part(id: string, subscriptionId = 'sub_1', limits = LIMITS): typeof LIMITS | undefined {
    const part = this.members.get(id)?.partOf(subscriptionId, limits);
    return part as typeof LIMITS | undefined;
  }
}

describe('Membership', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });

  test('one alone has all of every limit, as the same object', () => {
    world.come('a');
    expect(world.part('a')).toMatchObject(NOTHING);
    world.beat('a', 'a');
    expect(world.part('a')).toBe(LIMITS);
    expect(world.members.get('a')?.since).toBe(Number.NEGATIVE_INFINITY);
  });

  test('one that comes has nothing until all others keep to less, and then its part, without a burst', () => {
    world.come('a');
    world.beat('a', 'a');
    world.come('b');
    world.beat('b', 'b', 'b');
    expect(world.part('b')).toMatchObject(NOTHING);
    expect(world.part('a')).toBe(LIMITS);
    world.beat('a');
    expect(world.part('a')).toEqual({ maxConcurrency: 5, maxPerSecond: 5 });
    world.beat('b');
    expect(world.part('b')).toMatchObject(NOTHING);
    world.beat('a', 'b');
    expect(world.part('b')).toEqual({ maxConcurrency: 5, maxPerSecond: 5 });
    expect(world.members.get('b')?.since).toBeGreaterThan(0);
    expect(world.members.get('a')?.since).toBe(Number.NEGATIVE_INFINITY);
  });

  test('what one has left the others take over', () => {
    for (const id of ['a', 'b']) world.come(id);
    for (let round = 0; round < 4; round += 1) world.beat('a', 'b');
    expect(world.part('a')?.maxConcurrency).toBe(5);
    world.die('b');
    world.beat('a', 'a');
    expect(world.part('a')).toBe(LIMITS);
    expect(world.members.get('a')?.since).toBeGreaterThan(0);
  });

  test('what cannot be divided goes to other gateways for other subscriptions', () => {
    const ids = ['a', 'b', 'c'];
    for (const id of ids) world.come(id);
    for (let round = 0; round < 5; round += 1) world.beat(...ids);
    const partsOf = (subscriptionId: string, maxConcurrency: number) =>
      ids.map(
        (id) => world.part(id, subscriptionId, { ...LIMITS, maxConcurrency })?.maxConcurrency,
      );
    for (const most of [2, 3, 4, 5, 100]) {
      for (const subscriptionId of ['sub_1', 'sub_2', 'sub_3']) {
        const parts = partsOf(subscriptionId, most);
        expect(parts.reduce((sum = 0, part = 0) => sum + part)).toBe(most);
      }
    }
    const holders = ['sub_1', 'sub_2', 'sub_3'].map((id) => partsOf(id, 4).indexOf(2));
    expect(new Set(holders).size).toBe(3);
    // In order is what the log makes it.
    expect(partsOf('sub_1', 1)).toEqual([1, 1, 1]);
  });

  test('one whose part grows has to wait until the others keep to less', () => {
    for (const id of ['a', 'b', 'c']) world.come(id);
    for (let round = 0; round < 5; round += 1) world.beat('a', 'b', 'c');
    const limits = { ...LIMITS, maxConcurrency: 5 };
    const parts = () =>
      ['a', 'b', 'c'].map((id) => world.part(id, 'sub_6', limits)?.maxConcurrency);
    expect(parts()).toEqual([2, 2, 1]);
    world.come('d');
    world.beat('d', 'c');
    expect(parts()).toEqual([2, 2, 1]);
    for (let round = 0; round < 3; round += 1) world.beat('a', 'b', 'c', 'd');
    expect(parts()).toEqual([1, 1, 2]);
  });

  test('the parts never add up to more than the limit, whoever comes, dies and reads when', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const beats = ['beat', 'beat', 'beat', 'beat', 'beat'] as const;
    const step = fc.tuple(
      fc.constantFrom('come', 'come', ...beats, ...beats, ...beats, 'write', 'read', 'die'),
      fc.constantFrom(...ids),
    );
    let largest = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 100, maxLength: 150, size: 'max' }), (steps) => {
        const world = new World();
        let count = 0;
        const names = new Map<string, string>();
        for (const [what, id] of steps) {
          if (what === 'come' && world.members.has(names.get(id) ?? '')) continue;
          // Who comes again is a new one.
          count += 1;
          if (what === 'come') names.set(id, `${id}${count}`);
          world[what](names.get(id) ?? '');
          const limits = { maxConcurrency: 5, maxPerSecond: 5 };
          for (const subscriptionId of ['sub_1', 'sub_6']) {
            const parts = [...world.members.keys()]
              .map((one) => world.part(one, subscriptionId, limits))
              .filter((part) => part !== undefined && part.maxConcurrency > 0);
            const sum = (key: keyof typeof LIMITS) =>
              parts.reduce((total, part) => total + (part?.[key] ?? 0), 0);
            const most = Math.max(sum('maxConcurrency'), sum('maxPerSecond'));
            if (most > 5 + 1e-9) throw new Error(`${most} in all`);
            largest = Math.max(largest, parts.length);
          }
        }
      }),
      { numRuns: 200 },
    );
    // Else nothing was shown.
    expect(largest).toBeGreaterThan(2);
  });
});

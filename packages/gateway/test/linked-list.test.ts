import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ByteBudget } from '../src/http/byte-budget.ts';
import { type Linked, LinkedList } from '../src/linked-list.ts';

class Item implements Linked<Item> {
  next: Item | null = null;
  previous: Item | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

const namesOf = (list: LinkedList<Item>): string =>
  list
    .toArray()
    .map(({ name }) => name)
    .join('');

test('items keep their order, whichever of them is deleted', () => {
  const list = new LinkedList<Item>();
  const [a, b, c] = [new Item('a'), new Item('b'), new Item('c')];
  for (const item of [a, b, c]) list.add(item);
  expect(namesOf(list)).toBe('abc');
  list.delete(b);
  expect(namesOf(list)).toBe('ac');
  list.add(b);
  list.delete(a);
  expect(namesOf(list)).toBe('cb');
  expect(list.first?.name).toBe('c');
  list.delete(b);
  list.delete(c);
  expect(list.first).toBeNull();
  list.add(a);
  expect(namesOf(list)).toBe('a');
});

test('a deleted item keeps no other one alive', () => {
  const list = new LinkedList<Item>();
  const [a, b, c] = [new Item('a'), new Item('b'), new Item('c')];
  for (const item of [a, b, c]) list.add(item);
  list.delete(b);
  expect([b.next, b.previous]).toEqual([null, null]);
});

const AT_ONCE = 32;
const REQUESTS = 300_000;

/** Megabytes that are in use in the old generation. */
const oldGeneration = (): number =>
  (getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ??
    Number.NaN) / 1e6;

test('requests that come and go leave nothing in the old generation', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const budget = new ByteBudget({ bytes: 1e9, patienceMs: 2000, minBytesPerSecond: 10 });
  const held: (() => void)[] = [];
  const request = (at: number): void => {
    // What is evicted refers to all that its request has.
    const parts = Array.from({ length: 16 }, (_, part) => at + part);
    const reservation = budget.reserve(10, () => parts.pop());
    held[at % AT_ONCE]?.();
    held[at % AT_ONCE] = () => reservation?.release();
  };
  for (let at = 0; at < 1000; at += 1) request(at);
  // Whatever is in use is in the old generation now, the budget's own tables too.
  collectGarbage();
  const before = oldGeneration();
  let most = before;
  for (let at = 0; at < REQUESTS; at += 1) {
    request(at);
    if (at % 10_000 === 0) most = Math.max(most, oldGeneration());
  }
  expect(most - before).toBeLessThan(20);
});

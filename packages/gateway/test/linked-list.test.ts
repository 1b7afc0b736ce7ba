import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
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

test('requests that come and go leave nothing in the old generation', () => {
  // In a process of its own: what other tests leave behind would count too.
  const program = fileURLToPath(new URL('garbage-program.ts', import.meta.url));
  const grown = execFileSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' });
  expect(Number(grown)).toBeLessThan(20);
});

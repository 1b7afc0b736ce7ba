import { fairOrder } from '../../src/delivery/fair-order.ts';

const due = (...entries: readonly [string, number][]): { id: string; at: number }[] =>
  entries.map(([id, at]) => ({ id, at }));

test('an event for many does not hold up one for a single subscription', () => {
  const many = Array.from({ length: 1000 }, (_, at): [string, number] => [`sub_${at}`, 5]);
  const order = fairOrder(due(...many, ['healthy', 9]), 0);
  expect(order.indexOf('healthy')).toBe(1);
  expect(order).toHaveLength(1001);
  expect(new Set(order).size).toBe(1001);
});

test('one of each time in turn, and another time goes first in each round', () => {
  const given = due(['a', 1], ['b', 1], ['c', 1], ['d', 2], ['e', 2], ['f', 3]);
  expect(fairOrder(given, 0)).toEqual(['a', 'd', 'f', 'b', 'e', 'c']);
  expect(fairOrder(given, 1)).toEqual(['d', 'f', 'a', 'e', 'b', 'c']);
  expect(fairOrder(given, 5)).toEqual(['f', 'a', 'd', 'b', 'e', 'c']);
  expect(fairOrder([], 3)).toEqual([]);
});

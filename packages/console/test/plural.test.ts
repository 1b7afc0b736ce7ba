import { plural } from '../src/texts/plural.ts';

const EVENTS = { one: 'событие', few: 'события', other: 'событий' };

// The rules of Russian, by hand: 11 to 14 are "many" although they end in 1 to 4.
test.each([
  [0, '0 событий'],
  [1, '1 событие'],
  [3, '3 события'],
  [5, '5 событий'],
  [11, '11 событий'],
  [12, '12 событий'],
  [21, '21 событие'],
  [122, '122 события'],
])('%i in Russian', (count, expected) => {
  expect(plural('ru')(count, EVENTS)).toBe(expected);
});

test('English', () => {
  const events = { one: 'event', other: 'events' };
  expect([0, 1, 2, 1234].map((count) => plural('en')(count, events))).toEqual([
    '0 events',
    '1 event',
    '2 events',
    '1,234 events',
  ]);
});

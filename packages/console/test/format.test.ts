import { createFormat } from '../src/app/format.ts';

describe('durations', () => {
  const { duration } = createFormat('en');
  test.each([
    [0, '0 ms'],
    [350, '350 ms'],
    [12_000, '12 sec'],
    [180_000, '3 min'],
    [2 * 3_600_000, '2 hr'],
    [5 * 86_400_000, '5 days'],
  ])('%i milliseconds', (milliseconds, expected) => {
    expect(duration(milliseconds)).toBe(expected);
  });
});

test('sizes', () => {
  const { bytes } = createFormat('en');
  expect([0, 999, 2048, 1_500_000].map(bytes)).toEqual(['0 byte', '999 byte', '2 kB', '1.5 MB']);
});

test('a moment of today has no day, one of another day has', () => {
  const { time } = createFormat('en-GB', () => new Date(2026, 10, 27, 18, 0));
  expect(time(new Date(2026, 10, 27, 9, 5, 7))).toBe('09:05:07');
  expect(time(new Date(2026, 10, 26, 23, 59, 59))).toBe('26 Nov, 23:59:59');
});

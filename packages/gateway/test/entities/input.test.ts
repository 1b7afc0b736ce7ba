import { checkBounds, fromApi, givenOf } from '../../src/entities/input.ts';
import { SUBSCRIPTION } from '../../src/entities/subscription.ts';

test('takes what may be given, at its time, and lists as sets', () => {
  const input = {
    name: 'a',
    sourceId: null,
    eventTypes: ['x', 'y', 'x'],
    status: 'ended',
    format: undefined,
  };
  expect(givenOf(SUBSCRIPTION, input, 'always')).toEqual({ name: 'a', eventTypes: ['x', 'y'] });
  expect(givenOf(SUBSCRIPTION, input, 'always', 'new')).toEqual({
    name: 'a',
    sourceId: null,
    eventTypes: ['x', 'y'],
  });
});

test('reads the names that the API has', () => {
  const body = { filter: [], max_per_second: null, conditions: [1], status: 'ended', id: 'sub_1' };
  expect(fromApi(SUBSCRIPTION, body)).toEqual({ conditions: [], maxPerSecond: null });
});

test.each<[string, object, string[]]>([
  [
    'the largest values',
    { name: 'a'.repeat(100), maxConcurrency: 100, maxPerSecond: 1000, rateGroup: null },
    [],
  ],
  ['a long name', { name: 'a'.repeat(101) }, ['name: Give at most 100 characters.']],
  [
    'half a delivery',
    { maxConcurrency: 1.5 },
    ['max_concurrency: Give a whole number from 1 to 100.'],
  ],
  ['no delivery', { maxConcurrency: 0 }, ['max_concurrency: Give a whole number from 1 to 100.']],
  [
    'no attempt',
    { maxPerSecond: 0 },
    ['max_per_second: Give a number above 0 and up to 1000, or null.'],
  ],
  [
    'no number',
    { maxPerSecond: Number.NaN },
    ['max_per_second: Give a number above 0 and up to 1000, or null.'],
  ],
  [
    'an empty type',
    { eventTypes: [''] },
    ['event_types: Give at most 100 texts of 1 to 100 characters.'],
  ],
  [
    'too many types',
    { eventTypes: Array.from({ length: 101 }, (_, at) => `t${at}`) },
    ['event_types: Give at most 100 texts of 1 to 100 characters.'],
  ],
])('bounds: %s', (_words, input, problems) => {
  const found = checkBounds(SUBSCRIPTION, input).map(({ path, message }) => `${path}: ${message}`);
  expect(found).toEqual(problems);
});

import { changesOf, readRate } from '../src/pages/subscriptions/draft.ts';

test.each([
  ['', null],
  [' 20 ', 20],
  ['0.5', 0.5],
  ['0,5', 0.5],
  ['twenty', undefined],
])('a rate: %j', (text, rate) => {
  expect(readRate(text)).toBe(rate);
});

test('only what was edited is changed', () => {
  expect(changesOf({})).toEqual({});
  expect(changesOf({ name: ' CRM ', rate: '' })).toEqual({ name: 'CRM', max_per_second: null });
  expect(changesOf({ isOrdered: true, filter: [], includesRaw: false })).toEqual({
    ...{ max_concurrency: 1, filter: [], include_raw: false },
  });
  expect(changesOf({ isOrdered: false, types: ['signal'], format: 'flat' })).toEqual({
    ...{ max_concurrency: 10, event_types: ['signal'], format: 'flat' },
  });
});

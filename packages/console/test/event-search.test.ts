import { queryOf, readSearch } from '../src/pages/events/search.ts';

const CONDITION = { field: 'priority', op: 'gte', value: 'high' } as const;

test('what an address has becomes the query', () => {
  const search = readSearch({
    q: 'x',
    source_id: 'src_1',
    state: 'failed',
    period: 'day',
    filter: [CONDITION],
  });
  expect(queryOf(search, Date.parse('2026-11-27T18:00:00Z'))).toEqual({
    q: 'x',
    source_id: 'src_1',
    state: 'failed',
    since: '2026-11-26T18:00:00.000Z',
    filter: '[{"field":"priority","op":"gte","value":"high"}]',
  });
});

test('what is none is left out', () => {
  const filter = [null, 1, { field: 1, op: 'eq', value: 1 }, { field: 'a' }];
  expect(readSearch({ q: {}, source_id: 1, state: 'x', period: 'year', filter })).toEqual({});
});

test('a search for digits is a text', () => {
  expect(readSearch({ q: 7701 })).toEqual({ q: '7701' });
});

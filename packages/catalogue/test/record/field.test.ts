import { compileList, compileScalar } from '../../src/record/field.ts';

const id = { key: 'id', label: 'ID', type: 'id', sample: '1', from: 'id', status: 'seen' } as const;
const list = compileList({ key: 'items', from: 'items', items: [id] });
const cell = compileScalar({ key: 'name', type: 'string', from: 'name' });

test.each([null, '', ' ', '\t\n', '\u00a0'])('%j is nothing, in a cell and as a list', (value) => {
  const unreadable: string[] = [];
  expect(list({ items: value }, unreadable)).toEqual([]);
  expect(cell({ name: value }, unreadable)).toBeNull();
  expect(unreadable).toEqual([]);
});

test('a text is no list', () => {
  const unreadable: string[] = [];
  expect(list({ items: 'a' }, unreadable)).toEqual([]);
  expect(unreadable).toEqual(['items']);
});

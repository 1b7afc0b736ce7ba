import { fill } from './support/iml/evaluate.ts';

/**
 * The stand-in for Make's expressions, on the examples of its documentation.
 * https://developers.make.com/custom-apps-documentation/block-elements/iml
 */
const scope = {
  item: { name: 'Ann' },
  body: { id: 101, user: 'u', username: '', data: [{ prop: 1 }, { prop: 2 }], next: null },
  headers: { 'X-HOOK-TYPE': 'ping' },
  parameters: {
    tags: ['a', 'b'],
    list: [
      { id: 'x', rows: [1] },
      { id: 'y', rows: [2, 3] },
    ],
  },
};

test.each([
  ["{{'Hello, ' + item.name}}", 'Hello, Ann'],
  ['{{if(body.id > 100, body.user, false)}}', 'u'],
  ['{{ifempty(body.username, body.user)}}', 'u'],
  ['{{headers.`X-HOOK-TYPE`}}', 'ping'],
  // "IML uses 1 to access the first item in an array."
  ['{{body.data[2].prop}}', 2],
  ['{{body.nothing.at.all}}', undefined],
  ['{{(body.id - 1) * 100 + 1}}', 10_001],
  ["{{contains(parameters.tags, 'b') && !contains(parameters.tags, 'c')}}", true],
  ["{{body.id == '101' || body.id == 101}}", true],
  ['{{body.next && body.id <= 3}}', null],
  ["{{first(map(parameters.list, 'rows', 'id', 'y'))}}", [2, 3]],
  ['{{merge(emptyarray, parameters.tags)}}', ['a', 'b']],
  ['[{{body.id}}] {{body.username}}{{body.nothing}}', '[101] '],
])('%s', (text, worth) => {
  expect(fill(text, scope)).toEqual(worth);
});

test('objects: keys without a worth are left out, {{...}} spreads a collection', () => {
  const directive = {
    '{{...}}': "{{toCollection(parameters.pairs, 'key', 'value')}}",
    kept: '{{item.name}}',
    gone: '{{ifempty(body.username, undefined)}}',
  };
  const pairs = [{ key: 'Accept', value: 'text/plain' }];
  expect(fill(directive, { ...scope, parameters: { pairs } })).toEqual({
    Accept: 'text/plain',
    kept: 'Ann',
  });
});

test.each([
  '{{nobody.name}}',
  '{{shout(item.name)}}',
  "{{'a' + 1}}",
  '{{item.name; 1}}',
  '{{item.',
])('%s is an error here, whatever Make would do', (text) => {
  expect(() => fill(text, scope)).toThrow();
});

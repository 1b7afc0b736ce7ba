import { indentJson } from '../src/app/indent-json.ts';

test('keeps every digit and escape', () => {
  const text =
    '{"n":12345678901234567890.10,"t":"a\\u0041\\"{,}","e":[],"o":{},"l":[1,{"x":null}]}';
  expect(indentJson(text)).toBe(
    [
      '{',
      '  "n": 12345678901234567890.10,',
      '  "t": "a\\u0041\\"{,}",',
      '  "e": [],',
      '  "o": {},',
      '  "l": [',
      '    1,',
      '    {',
      '      "x": null',
      '    }',
      '  ]',
      '}',
    ].join('\n'),
  );
});

test('blanks of the sender are replaced', () => {
  expect(indentJson(' [ 1 ,\n\t2 ] ')).toBe('[\n  1,\n  2\n]');
});

test.each(['', 'a=b&c=d', '{"a":', '<html>'])('%j is no JSON and stays as it is', (text) => {
  expect(indentJson(text)).toBe(text);
});

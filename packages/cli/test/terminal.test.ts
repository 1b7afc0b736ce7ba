import { printTable, tame } from '../src/terminal.ts';

test.each([
  ['plain text', 'plain text'],
  ['\u001b[31mred\u001b[0m', '[31mred [0m'],
  ['\u001b]0;title\u0007text', ']0;title text'],
  ['\u009b31m', '31m'],
  ['a\nb\r\nc\td', 'a b c d'],
  ['\u0000\u0008\u007f', ''],
  ['left\u202eright', 'left right'],
  ['a\u200b\u200db', 'a b'],
  ['  around  ', 'around'],
  ['Ромашка 📈', 'Ромашка 📈'],
])('%j is made harmless', (text, harmless) => {
  expect(tame(text)).toBe(harmless);
});

test('long text is cut, and says so', () => {
  expect(tame('a'.repeat(80))).toBe('a'.repeat(80));
  expect(tame('a'.repeat(81))).toBe(`${'a'.repeat(79)}…`);
  expect(tame('abcdef', 4)).toBe('abc…');
});

describe('a table', () => {
  let written: string;
  beforeEach(() => {
    written = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => jest.restoreAllMocks());

  test('has aligned columns, whatever colours and alphabets', () => {
    printTable([
      ['\u001b[1mid\u001b[22m', 'name', 'end'],
      ['1', 'Ромашка', 'x'],
      ['22', 'b', 'y'],
    ]);
    expect(written).toBe(
      '  \u001b[1mid\u001b[22m  name     end\n  1   Ромашка  x\n  22  b        y\n',
    );
  });

  test('of nothing prints nothing', () => {
    printTable([]);
    expect(written).toBe('');
  });
});

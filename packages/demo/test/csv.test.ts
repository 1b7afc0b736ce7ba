import type { SignalRecord } from '@signal-hooks/catalogue';
import { parseCsv } from '../../../test/support/csv.ts';
import { toCsv } from '../src/csv.ts';

/** A record that has only what the test is about. */
const record = (cells: Readonly<Record<string, unknown>>): SignalRecord => cells as SignalRecord;

/** The one cell of a CSV with one column and one row, as it stands in the file. */
const cell = (value: unknown): string =>
  toCsv([record({ text: value })], ['text']).slice('\ufefftext\r\n'.length, -2);

test('one header row, one row an event, lines end as Excel wants them', () => {
  const rows = [record({ a: 'x', b: 1 }), record({ b: 2, c: 'not asked for' })];
  expect(toCsv(rows, ['a', 'b'])).toBe('\ufeffa,b\r\nx,1\r\n,2\r\n');
  expect(toCsv([], ['a', 'b'])).toBe('\ufeffa,b\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://evil.example","click")', `"'=HYPERLINK(""http://evil.example"",""click"")"`],
  ['+7 495 555-01-00', "'+7 495 555-01-00"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['＝1', "'＝1"],
])('%j cannot become a formula', (text, written) => {
  expect(cell(text)).toBe(written);
});

test.each([
  ['a=b', 'a=b'],
  ["'=1", "'=1"],
  ['', ''],
  [' plain ', ' plain '],
  ['ООО «Ромашка»', 'ООО «Ромашка»'],
])('%j stays as it is', (text, written) => {
  expect(cell(text)).toBe(written);
});

test.each([
  [-5, '-5'],
  [-0.25, '-0.25'],
  [0, '0'],
  [1e21, '1e+21'],
  [true, 'true'],
  [false, 'false'],
  [null, ''],
  [undefined, ''],
])('%p is no text and stays what it is', (value, written) => {
  expect(cell(value)).toBe(written);
});

test('quotes, commas and line breaks come back as they were', () => {
  const texts = ['a "b" c', 'a,b', 'a\nb', 'a\rb', 'a\r\nb', '"', '""', ',', '\n'];
  const csv = toCsv(
    texts.map((text) => record({ text, end: 'x' })),
    ['text', 'end'],
  );
  expect(parseCsv(csv)).toEqual([['text', 'end'], ...texts.map((text) => [text, 'x'])]);
});

test.each(['\n', '\r', '\r\n'])('what stands behind %j begins no row of its own', (lineBreak) => {
  expect(cell(`Acme${lineBreak}=1+1`)).toBe(`"Acme${lineBreak}=1+1"`);
});

test('lists are written as JSON, which begins with no sign', () => {
  const contacts = [{ name: '=1', email: 'a@b.example' }];
  expect(cell(contacts)).toBe('"[{""name"":""=1"",""email"":""a@b.example""}]"');
  expect(cell([])).toBe('[]');
});

import { PROVIDERS } from '@signal-hooks/catalogue';
import fc from 'fast-check';
import { readDay, readTime, readUtc } from '../../src/record/time.ts';

/** The moment as a record shows it. */
const read = (text: string): string | null => {
  const ms = readTime(text);
  return ms === undefined ? null : new Date(ms).toISOString();
};

// Written by hand.
test.each([
  ['2026-04-25T14:30:00Z', '2026-04-25T14:30:00.000Z'],
  ['2026-04-25T14:30:00.123Z', '2026-04-25T14:30:00.123Z'],
  ['2026-04-25t14:30:00z', '2026-04-25T14:30:00.000Z'],
  ['2026-04-25 14:30:00Z', '2026-04-25T14:30:00.000Z'],
  ['2026-04-25T14:30Z', '2026-04-25T14:30:00.000Z'],
  ['2026-04-25 14:30:00+03', '2026-04-25T11:30:00.000Z'],
  ['2026-04-25 14:30:00 +0300', '2026-04-25T11:30:00.000Z'],
  ['2026-04-25T14:30:00+03:00', '2026-04-25T11:30:00.000Z'],
  ['2026-04-25T14:30:00,123+03:00', '2026-04-25T11:30:00.123Z'],
  ['2026-04-25T14:30:00.123456789-05:30', '2026-04-25T20:00:00.123Z'],
  ['2026-04-25T14:30:00.0010000000000+03:00', '2026-04-25T11:30:00.001Z'],
  ['2026-04-25T14:30:00.5Z', '2026-04-25T14:30:00.500Z'],
  ['2026-04-25T14:30:00\u221203:00', '2026-04-25T17:30:00.000Z'],
  ['20260425T143000Z', '2026-04-25T14:30:00.000Z'],
  ['20260425T143000,5+0300', '2026-04-25T11:30:00.500Z'],
  ['20260425T1430+03', '2026-04-25T11:30:00.000Z'],
  ['2026-04-25T24:00:00Z', '2026-04-26T00:00:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
])('%s is %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  '2026-04-25',
  '2026-04-25T14:30:00',
  '2026-04-25T14:30.5Z',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-04-00T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-04-25T25:00:00Z',
  '2026-04-25T14:60:00Z',
  '2026-04-25T14:30:00+24:00',
  '2026-04-25T14:30:00+03:60',
  '2026-04-25T14:30:00 UTC',
  '25.04.2026 14:30:00Z',
  '20260425143000Z',
  'Sat, 25 Apr 2026 14:30:00 GMT',
  '',
])('%s is no time', (text) => {
  expect(read(text)).toBeNull();
});

test('a day is its first moment in UTC', () => {
  expect(readDay('2026-04-25')).toBe(Date.UTC(2026, 3, 25));
  for (const text of ['2026-02-29', '2026-4-5', '2026-04-25T', ' 2026-04-25']) {
    expect(readDay(text)).toBeUndefined();
  }
});

test('blanks around a time are no part of it', () => {
  const added = { event_id: 'e', provider: 'siggnal', event_type: 'signal', received_at: '' };
  const occurredAtOf = (detected_at: string) =>
    PROVIDERS.siggnal.mapRecord({ event: { detected_at } }, added).occurred_at;
  expect(occurredAtOf('  2026-04-25 14:30:00+03\n')).toBe('2026-04-25T11:30:00.000Z');
  expect(occurredAtOf(' 1777127400000 ')).toBe('2026-04-25T14:30:00.000Z');
  expect(occurredAtOf('2026-04-25')).toBeNull();
});

// `date -u -d @1714055400`. Ten digits of milliseconds would be a day of early 1970.
test.each([
  ['1714055400', '2024-04-25T14:30:00.000Z'],
  ['1000000000', '2001-09-09T01:46:40.000Z'],
  ['1714055400.5', '2024-04-25T14:30:00.500Z'],
  ['1355517523.000005', '2012-12-14T20:38:43.000Z'],
])('seconds since 1970, as many products write them: %s', (text, expected) => {
  expect(readUtc(text)).toBe(expected);
});

test.each(['999999999', '17140554001', '1714055400.', '1714055400.1234567890', '-1714055400'])(
  'no seconds since 1970: %s',
  (text) => {
    expect(readUtc(text)).toBeUndefined();
  },
);

test('a time is written in UTC as Date writes it, in whatever form it comes', () => {
  const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
  const form = fc.tuple(
    fc.constantFrom('0000', '1969', '2000', '2024', '2026', '9999'),
    two(13),
    two(32),
    fc.constantFrom('T', 'T', 't', ' '),
    two(25),
    two(61),
    fc.oneof(
      two(61).map((text) => `:${text}`),
      fc.constant(''),
    ),
    fc.oneof(fc.stringMatching(/^\.\d{1,12}$/), fc.constantFrom('', '.', ',5', '.12\u0663')),
    fc.constantFrom('Z', 'Z', 'z', '+00:00', '+0000', '-00:00', '+03:00', '-05', '', 'Z ', '\n'),
  );
  fc.assert(
    fc.property(form, ([y, m, d, t, hour, minute, second, fraction, zone]) => {
      const text = `${y}-${m}-${d}${t}${hour}:${minute}${second}${fraction}${zone}`;
      expect(readUtc(text) ?? null).toBe(read(text));
    }),
    { numRuns: 5000 },
  );
  for (const text of ['177712741200', '1777127412000', '99999999999999']) {
    expect(readUtc(text)).toBe(new Date(Number(text)).toISOString());
  }
});

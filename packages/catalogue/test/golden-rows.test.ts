import { findProvider, parsePayload, readEvent, toRecord } from '@signal-hooks/catalogue';
import { ROWS } from './golden/rows.ts';

const ADDED = { event_id: 'evt_1', received_at: '2026-11-21T08:00:00.000Z' };

test.each(ROWS.map((row) => [`${row.provider}: ${row.what}`, row] as const))('%s', (_name, row) => {
  const provider = findProvider(row.provider);
  const parsed = parsePayload(Buffer.from(row.body));
  if (provider === undefined || !parsed.ok) throw new Error('the row cannot be read');
  const event = readEvent(provider, parsed.payload, row.headers ?? {});
  const { raw, ...record } = toRecord(provider, event, ADDED);
  expect(record).toEqual({ ...ADDED, provider: row.provider, ...row.record });
  expect(Object.keys(record)).toEqual([
    'event_id',
    'provider',
    'event_type',
    'occurred_at',
    'received_at',
    ...Object.keys(row.record).filter((key) => key !== 'event_type' && key !== 'occurred_at'),
  ]);
  expect(event.identity).toEqual(row.identity);
  expect(raw).toBe(parsed.payload);
});

test('there are at least two rows for every provider', () => {
  for (const id of ['siggnal', 'signal-ark', 'signals', 'sigsentry', 'salesiq']) {
    expect(ROWS.filter(({ provider }) => provider === id).length).toBeGreaterThanOrEqual(2);
  }
});

import { PROVIDERS, recordColumns } from '@signal-hooks/catalogue';
import {
  type Cells,
  filledCells,
  type GoldenSample,
  goldenSample,
  goldenSamples,
  readGolden,
  recordKeys,
} from '../../../catalogue/test/support/golden.ts';
import type { Blueprint } from '../../src/blueprint/types.ts';
import { asCatalogue } from './support/cells.ts';
import { committed, committedText } from './support/committed.ts';
import { type Request, run, withSecret } from './support/run.ts';
import {
  DIRECT_PROVIDERS,
  delivered,
  GATEWAY_SECRET,
  SECRET,
  sent,
  signed,
} from './support/signed.ts';

const isList = (cell: unknown): boolean => Array.isArray(cell);

/** The header row that the guide gives for a provider's sheet: its record's keys but for the lists. */
function headerOf(id: string): string[] {
  const record = readGolden(id).requests[0]?.record ?? {};
  return recordKeys(id).filter((key) => !isList(record[key]));
}

/** The header row for all providers: what their records have in common. */
const COMMON_HEADER = headerOf('siggnal').slice(0, 28);

/** The cells that a row has, empty ones and lists left out. */
const rowOf = (cells: Cells): Cells =>
  Object.fromEntries(Object.entries(filledCells(cells)).filter(([, cell]) => !isList(cell)));

/** The cells that are written, by the header row; empty ones left out. */
function writtenRow(blueprint: Blueprint, header: readonly string[], request: Request): Cells {
  const { effects } = run(blueprint, request, { store: new Set() });
  expect(effects).toHaveLength(1);
  const [effect] = effects;
  expect(effect?.module).toBe('google-sheets:addRow');
  expect(effect?.fields).toMatchObject({ valueInputOption: 'RAW', sheetId: 'Signals' });
  const values = Object.values(effect?.fields.values as Record<string, unknown>);
  expect(values).toHaveLength(header.length);
  const cells = header.map((key, at) => [key, values[at] === '' ? null : values[at]]);
  return filledCells(Object.fromEntries(cells));
}

/** The identity; where it holds for a time only, Make adds the hour. */
const eventIdOf = ({ identity }: GoldenSample): unknown =>
  expect.stringMatching(`^${identity}(:2026-04-25T14)?$`);

describe.each(DIRECT_PROVIDERS)('$name', (provider) => {
  const types = new Map(recordColumns(provider).map(({ key, type }) => [key, type]));

  test.each(goldenSamples(provider))('the row of %s', (type, sample) => {
    const { sequence, complete, cells } = sample;
    const blueprint = withSecret(committed(`${provider.id}-google-sheets`), SECRET);
    const written = writtenRow(
      blueprint,
      headerOf(provider.id),
      sent(provider, type, { sequence }),
    );
    const row = Object.entries(written).map(([key, cell]) => [
      key,
      asCatalogue(types.get(key) ?? '', cell),
    ]);
    const expected = {
      event_id: eventIdOf(sample),
      provider: provider.id,
      event_type: type,
      received_at: '2026-04-25T14:30:02.000Z',
      ...rowOf(cells),
    };
    expect(Object.fromEntries(row)).toMatchObject(expected);
    if (complete) expect(Object.keys(written).sort()).toEqual(Object.keys(expected).sort());
  });
});

test('ids that are numbers stay numbers, and times stay as they are written', () => {
  const blueprint = withSecret(committed('signals-google-sheets'), SECRET);
  const request = sent(PROVIDERS.signals, 'user.updated');
  expect(writtenRow(blueprint, headerOf('signals'), request)).toMatchObject({
    occurred_at: '2026-04-25T14:30:00+00:00',
    received_at: '2026-04-25T14:30:02Z',
    subject_id: 41,
    user_id: 41,
    user_updated_at: '2026-04-25T14:30:00+00:00',
  });
});

describe.each(Object.values(PROVIDERS))('$name, through the gateway', (provider) => {
  const isDirect = DIRECT_PROVIDERS.includes(provider);

  test.each(readGolden(provider.id).requests)('the row of $what', ({ event_type, record }) => {
    const added = { event_id: 'evt_01k9q2v7c5e8', provider: provider.id, event_type };
    const cells = { ...added, received_at: '2019-08-29T08:04:26.000Z', ...record };
    const request = delivered({ ...cells, raw: { attempt: 1 } });
    const all = withSecret(committed('all-providers-google-sheets'), GATEWAY_SECRET);
    const common = COMMON_HEADER.map((key) => [key, (cells as Cells)[key]]);
    expect(writtenRow(all, COMMON_HEADER, request)).toEqual(rowOf(Object.fromEntries(common)));
    if (isDirect) return;
    const own = withSecret(committed(`${provider.id}-google-sheets`), GATEWAY_SECRET);
    expect(writtenRow(own, headerOf(provider.id), request)).toEqual(rowOf(cells));
  });

  test.each(Object.keys(provider.events))('the row of the sample of %s', (type) => {
    const { cells } = goldenSample(provider.id, type);
    const blueprint = withSecret(committed('all-providers-google-sheets'), GATEWAY_SECRET);
    const row = writtenRow(blueprint, COMMON_HEADER, delivered({ event_id: 'evt_1', ...cells }));
    const common = Object.entries(rowOf(cells)).filter(([key]) => COMMON_HEADER.includes(key));
    expect(row).toEqual({ event_id: 'evt_1', ...Object.fromEntries(common) });
  });
});

test('the row of any sender holds what every event has, and the payload as JSON', () => {
  const header = [
    ...['event_id', 'provider', 'event_type', 'occurred_at', 'received_at'],
    ...['title', 'summary', 'url', 'subject_type', 'subject_id', 'payload'],
  ];
  expect(committedText('README.md')).toContain(`\n${header.join('\t')}\n`);
  const any = withSecret(committed('any-webhook-google-sheets'), GATEWAY_SECRET);
  const cells = {
    ...{ event_id: 'evt_1', provider: 'acme', event_type: 'order.paid', title: '=Order 7' },
    ...{ occurred_at: '2026-04-25T14:30:00.000Z', received_at: '2026-04-25T14:30:02.000Z' },
  };
  const raw = { order: { id: 7, lines: [{ sku: 'A-1' }] } };
  expect(writtenRow(any, header, delivered({ ...cells, order_total: 12.5, raw }))).toEqual({
    ...cells,
    payload: '{"order":{"id":7,"lines":[{"sku":"A-1"}]}}',
  });
});

/** Google refuses a cell of more than 50,000 characters. */
test.each([
  ['x'.repeat(50_001), `${'x'.repeat(49_999)}…`],
  [`${'x'.repeat(49_999)}=`, `${'x'.repeat(49_999)}…`],
  ['x'.repeat(49_999), 'x'.repeat(49_999)],
])('a text that is too long for a cell is cut', (description, cell) => {
  const header = headerOf('siggnal');
  const own = withSecret(committed('siggnal-google-sheets'), SECRET);
  const body = JSON.stringify({ signal_id: 's', event: { description } });
  const direct = writtenRow(own, header, signed(PROVIDERS.siggnal, body));
  expect([direct.title, direct.signal_description]).toEqual([cell, cell]);
  const all = withSecret(committed('all-providers-google-sheets'), GATEWAY_SECRET);
  const record = { event_id: 'evt_1', title: description, score: 7 };
  expect(writtenRow(all, COMMON_HEADER, delivered(record))).toEqual({ ...record, title: cell });
});

test.each([
  // 11, 28, 32 and 63 columns.
  ['any-webhook', 'A1:Z1'],
  ['all-providers', 'A1:BZ1'],
  ['siggnal', 'A1:BZ1'],
  ['salesiq', 'A1:BZ1'],
])('the header row of %s lies within %s', (slug, range) => {
  expect(JSON.stringify(committed(`${slug}-google-sheets`))).toContain(
    `"tableFirstRow":"${range}"`,
  );
});

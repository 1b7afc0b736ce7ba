import {
  COMMON_FIELDS,
  createReceiver,
  encodePayload,
  PROVIDERS,
  type Provider,
  parsePayload,
  type ReceivedEvent,
  readEvent,
  toRecord,
} from '@signal-hooks/catalogue';
import {
  filledCells,
  type Golden,
  goldenPayload,
  goldenSamples,
  readGolden,
  recordKeys,
  whatIsMissing,
} from './support/golden.ts';

const ADDED = { event_id: 'evt_1', received_at: '2026-11-21T08:00:00.000Z' };

/** The record without what is added to every event, and without the payload. */
function cellsOf(provider: Provider, event: Pick<ReceivedEvent, 'type' | 'payload'>) {
  const { raw, ...record } = toRecord(provider, event, ADDED);
  expect(raw).toBe(event.payload);
  expect(record).toMatchObject({
    ...{ ...ADDED, source_id: null, source_name: null },
    ...{ provider: provider.id, event_type: event.type },
  });
  expect(Object.keys(record)).toEqual([...recordKeys(provider.id), 'unreadable_fields']);
  const {
    event_id,
    source_id,
    source_name,
    received_at,
    provider: id,
    event_type,
    ...cells
  } = record;
  return cells;
}

describe.each(Object.values(PROVIDERS))('$id', (provider) => {
  const missing = whatIsMissing(provider);

  test('its golden file has requests, and a sample for every event type', () => {
    expect(missing).toEqual([]);
  });
  if (missing.length > 0) return;

  const golden = readGolden(provider.id);
  describeRequests(provider, golden);
  describeSamples(provider);
  describeNeverFilled(golden);
});

function describeRequests(provider: Provider, { credentials, requests }: Golden): void {
  const receive = createReceiver(provider, credentials);

  test.each(requests)('$what', ({ body, headers, event_type, identity, record }) => {
    const received = receive({ body: Buffer.from(body), headers }, 0);
    if (!received.ok) throw new Error(`refused: ${received.code}`);
    const [event, ...others] = received.events;
    if (event === undefined) throw new Error('no event');
    expect(others).toEqual([]);
    expect(event).toMatchObject({ type: event_type, identity });
    expect(cellsOf(provider, event)).toEqual(record);
  });

  test.each(requests)('$what: with one byte changed it is refused', ({ body, headers }) => {
    const changed = Buffer.from(`${body} `);
    expect(receive({ body: changed, headers }, 0)).toMatchObject({
      ok: false,
      code: 'signature_mismatch',
    });
  });
}

function describeSamples(provider: Provider): void {
  test.each(goldenSamples(provider))('the sample of %s', (type, { identity, complete, cells }) => {
    const parsed = parsePayload(
      encodePayload(goldenPayload(provider, type), provider.wire.encoding),
    );
    if (!parsed.ok) throw new Error(parsed.explanation);
    const event = readEvent(provider, parsed.payload, {});
    expect(event).toMatchObject({ type, ping: false, identity: { key: identity } });
    const found = cellsOf(provider, event);
    expect(found).toMatchObject(cells);
    if (complete) expect(filledCells(found)).toEqual(filledCells(cells));
  });
}

function describeNeverFilled({ never_filled, requests, samples }: Golden): void {
  test('the common fields that are never filled', () => {
    const common = COMMON_FIELDS.map(({ key }) => key);
    expect(never_filled.filter((key) => !common.includes(key))).toEqual([]);
    const records = [
      ...requests.map(({ record }) => record),
      ...Object.values(samples).map(({ cells }) => cells),
    ];
    const filled = records.flatMap((record) => Object.keys(filledCells(record)));
    expect(filled.filter((key) => never_filled.includes(key))).toEqual([]);
  });
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  COMMON_FIELDS,
  createReceiver,
  encodeRequest,
  findProvider,
  PRESETS,
  PROVIDERS,
  type Provider,
  type Received,
  type ReceivedEvent,
  requestHeaders,
  toRecord,
  type WebhookRequest,
} from '@signal-hooks/catalogue';
import { describePreset } from './provider-contract.ts';
import { SAMPLE_TIME } from './support/golden.ts';
import { makeProviderKeys } from './support/keys.ts';
import {
  eventsOf,
  type PresetGolden,
  readPresetGolden,
  requestOf,
} from './support/preset-golden.ts';

const ADDED = { event_id: 'evt_1', received_at: '2026-11-21T08:00:00.000Z' };

test('the folders are the presets, each under its id, and none has the id of a provider', () => {
  const folders = readdirSync(join(__dirname, '../src/presets'), { withFileTypes: true });
  const ids = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(Object.keys(PRESETS).sort()).toEqual(ids.sort());
  for (const [id, preset] of Object.entries(PRESETS)) {
    expect(preset.id).toBe(id);
    expect(findProvider(id)).toBe(preset);
    expect(PROVIDERS).not.toHaveProperty(id);
  }
});

describe.each(Object.values(PRESETS))('$name', (preset) => {
  test('the steps say where its secret is, the first one if it is wanted before the address', () => {
    const { secretFrom, secretNeedsUrl, secretLabel } = preset.registration;
    if (secretFrom === 'user') return;
    const { steps } = preset.setup;
    const wanted = secretNeedsUrl ? steps.join(' ') : steps[0];
    expect(wanted).toContain(secretLabel);
  });

  describePreset(preset);
  const golden = readPresetGolden(preset.id);
  describeRequests(preset, golden);
  describeHandshakes(preset, golden);
  describeGoldenSamples(preset, golden);
});

/** The record without what is added to every event, and without the payload. */
function cellsOf(preset: Provider, event: ReceivedEvent) {
  const { raw, event_id, source_id, source_name, received_at, provider, event_type, ...cells } =
    toRecord(preset, event, ADDED);
  expect(raw).toBe(event.payload);
  const common = COMMON_FIELDS.map(({ key }) => key);
  const added = [
    ...['event_id', 'source_id', 'source_name'],
    ...['provider', 'event_type', 'received_at'],
  ];
  expect(Object.keys(cells)).toEqual([
    ...common.filter((key) => !added.includes(key)),
    ...preset.fields.map(({ key }) => key),
    'unreadable_fields',
  ]);
  return cells;
}

const codeOf = (received: Received): string => (received.ok ? 'accepted' : received.code);

/** Of a signature a byte of the body changes; of a token, which signs nothing, one of its own. */
function forge({ signature }: Provider, request: WebhookRequest): WebhookRequest {
  if (signature.definition.algorithm !== 'token') {
    return { ...request, body: Buffer.from(`${Buffer.from(request.body)} `) };
  }
  const { header } = signature;
  return { ...request, headers: { ...request.headers, [header]: `${request.headers[header]}x` } };
}

function describeRequests(preset: Provider, { credentials, requests }: PresetGolden): void {
  const receive = createReceiver(preset, credentials);
  const { timestamp } = preset.signature.definition as { timestamp?: unknown };

  test('at least two requests were signed outside this project', () => {
    expect(requests.length).toBeGreaterThanOrEqual(2);
  });

  test.each(requests)('$what', (golden) => {
    const received = receive(requestOf(golden), golden.now ?? 0);
    if (!received.ok) throw new Error(`refused: ${received.code}`);
    const expected = eventsOf(golden);
    expect(received.answer).toBeNull();
    expect(received.events).toMatchObject(
      expected.map(({ event_type, identity }) => ({ type: event_type, identity, ping: false })),
    );
    expect(received.events.map((event) => cellsOf(preset, event))).toEqual(
      expected.map(({ record }) => record),
    );
  });

  test.each(requests)('$what: forged it is refused', (golden) => {
    const forged = forge(preset, requestOf(golden));
    expect(codeOf(receive(forged, golden.now ?? 0))).toBe('signature_mismatch');
  });

  if (timestamp === undefined) return;
  test.each(requests)('$what: much later it is refused', (golden) => {
    const late = (golden.now ?? 0) + 2 * preset.signature.tolerance;
    expect(codeOf(receive(requestOf(golden), late))).toBe('timestamp_out_of_tolerance');
  });
}

function describeHandshakes(
  preset: Provider,
  { credentials, handshakes = [] }: PresetGolden,
): void {
  const receive = createReceiver(preset, credentials);
  const definitions = preset.handshakes ?? [];

  const signed = handshakes.filter(({ headers }) => preset.signature.header in headers);

  test('there is a request for each handshake', () => {
    expect(handshakes).toHaveLength(definitions.length);
    expect(signed).toHaveLength(definitions.filter((each) => each.signed).length);
  });

  if (handshakes.length === 0) return;
  test.each(handshakes)('$what', (golden) => {
    const received = receive(requestOf(golden), golden.now ?? 0);
    expect(received).toEqual({ ok: true, events: [], answer: golden.answer });
  });

  if (signed.length === 0) return;
  test.each(signed)('$what: forged it is refused', (golden) => {
    const forged = forge(preset, requestOf(golden));
    expect(codeOf(receive(forged, golden.now ?? 0))).toBe('signature_mismatch');
  });
}

function describeGoldenSamples(preset: Provider, { samples }: PresetGolden): void {
  const receive = createReceiver(preset, { unsigned: true });
  const { key } = makeProviderKeys(preset, 'a shared secret of this test');

  test('its golden file speaks of every event type', () => {
    expect(Object.keys(samples)).toEqual(Object.keys(preset.events));
  });

  test.each(Object.entries(samples))('the sample of %s', (type, { sequence, identity, cells }) => {
    const payload = preset.events[type]?.sample({ sequence, at: SAMPLE_TIME }) ?? {};
    const body = encodeRequest(preset, payload);
    const sent = { type, deliveryId: 'del_golden', payload, at: SAMPLE_TIME };
    const headers = requestHeaders(preset, sent, body, key);
    const received = receive({ body, headers }, SAMPLE_TIME.getTime() / 1000);
    const [event] = received.ok ? received.events : [];
    if (event === undefined) throw new Error(JSON.stringify(received));
    expect(event.type).toBe(type);
    if (identity !== undefined) expect(event.identity.key).toBe(identity);
    else expect(event.identity.key).toMatch(/(?:^|:)[0-9a-f]{64}$/);
    expect(cellsOf(preset, event)).toMatchObject(cells);
  });
}

import { PROVIDERS, type Provider, recordColumns } from '@signal-hooks/catalogue';
import { asCatalogue } from './support/cells.ts';
import { committed } from './support/committed.ts';
import { type Request, run, withSecret } from './support/run.ts';
import { DIRECT_PROVIDERS, recordOf, SECRET, signed } from './support/signed.ts';

/** What a Make scenario computes itself, and differently on purpose: see the guide. */
const OWN = new Set(['event_id', 'received_at']);

function cellsOf(provider: Provider, request: Request): Map<string, unknown> {
  const blueprint = withSecret(committed(`${provider.id}-google-sheets`), SECRET);
  const { effects, answers } = run(blueprint, request, { store: new Set() });
  expect(answers).toEqual([200]);
  const values = Object.values((effects[0]?.fields.values ?? {}) as Record<string, unknown>);
  return new Map(recordColumns(provider).map(({ key }, at) => [key, values[at]]));
}

/** Compares every cell of a scenario with the catalogue's record of the same request. */
function expectSame(provider: Provider, request: Request): void {
  const cells = cellsOf(provider, request);
  const { record } = recordOf(provider, request);
  for (const { key, type } of recordColumns(provider)) {
    if (OWN.has(key)) continue;
    expect([key, asCatalogue(type, cells.get(key))]).toEqual([key, record[key]]);
  }
}

describe.each(DIRECT_PROVIDERS)('$name', (provider) => {
  test('a body without anything in it fails nowhere', () => {
    const cells = cellsOf(provider, signed(provider, '{"event":"x.y"}'));
    expect(cells.get('provider')).toBe(provider.id);
    // A cut text is '' where there is none: an empty cell as well.
    expect(cells.get('title')).toBe('');
    expect(cells.get('event_id')).toBeTruthy();
  });
});

// Other spellings and shapes that the catalogue reads, told by hand.
const OTHERS: readonly (readonly [id: keyof typeof PROVIDERS, body: string])[] = [
  [
    'siggnal',
    '{"signal_id":"testimony_1","company":{"name":"Луч","tax_id":"5024123456","website":"https://luch.example/about"},"event":{"type":"news","timestamp":"2026-02-03T10:00:00Z"},"priority":"High","contacts":[]}',
  ],
  ['siggnal', '{"signal_id":"sig_2","company":{"website":"luch.example"},"priority":"urgent"}'],
  [
    'signal-ark',
    '{"event":"signal.play_matched","timestamp":"2025-04-25T14:33:00.250Z","signal":{"id":"sig_1","name":"Acme raises"},"matched_plays":[{"id":"play_b"},{"id":"play_a"}]}',
  ],
  // A name is split by one rule, and as the provider does it where it does.
  ...[
    '"name":"Jane  Smith"',
    '"name":"Анна Иванова"',
    '"name":"Иванов Иван"',
    '"name":"Dr. Jane van der Berg"',
    '"name":"dr Smith"',
    '"name":"Tricia"',
    '"name":"Jane van der Berg","first_name":"Jane","last_name":"van der Berg"',
    '"name":"Jane Smith","first_name":"Janet"',
    '"last_name":"Smith"',
  ].map((name) => ['siggnal', `{"signal_id":"sig_3","contacts":[{${name}}]}`] as const),
  ['signal-ark', '{"event":"social.lead_promoted","lead":{"id":"l1","name":"Anne-Marie O’Brien"}}'],
  [
    'sigsentry',
    '{"analysisId":"anl_abc123","severity":"HIGH","summary":"500s","affectedServices":[{"name":"checkout-api"}],"suggestedActions":[{"description":"Revert"}],"timestamp":"2026-04-25T18:00:00.000Z"}',
  ],
  [
    'signals',
    '{"event":"product.created","timestamp":"2026-01-15T14:30:00Z","data":{"product":{"id":1}}}',
  ],
  // Make hands times on as they are: what the catalogue takes for one must mean the same there.
  ['signals', '{"event":"product.created","timestamp":1768487400,"data":{"product":{"id":1}}}'],
  ['signals', '{"event":"product.created","timestamp":"1768487400","data":{"product":{"id":1}}}'],
  ['signals', '{"event":"product.created","timestamp":1768487400000,"data":{"product":{"id":1}}}'],
];

test.each(OTHERS)('%s: another shape: %s', (id, body) => {
  expectSame(PROVIDERS[id], signed(PROVIDERS[id], body));
});

test('a time in seconds since 1970 is that time, not one of January 1970', () => {
  const body = '{"event":"product.created","timestamp":1768487400,"data":{}}';
  const request = signed(PROVIDERS.signals, body);
  expect(recordOf(PROVIDERS.signals, request).record.occurred_at).toBe('2026-01-15T14:30:00.000Z');
  expect(cellsOf(PROVIDERS.signals, request).get('occurred_at')).toBe(1768487400);
});

test('SigSentry’s unsigned header names the event only if the body does not and it is known', () => {
  const typeOf = (body: string, claimed: string): unknown => {
    const request = signed(PROVIDERS.sigsentry, body, { 'x-sigsentry-event': claimed });
    return cellsOf(PROVIDERS.sigsentry, request).get('event_type');
  };
  expect(typeOf('{"analysisId":"a"}', 'analysis.partial')).toBe('analysis.partial');
  expect(typeOf('{"analysisId":"a"}', 'forged')).toBe('analysis.complete');
  expect(typeOf('{"analysisId":"a","event":"watchdog.fired"}', 'analysis.partial')).toBe(
    'watchdog.fired',
  );
});

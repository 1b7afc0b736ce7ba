/** `event_id`: the same for every retry of one event, different for two. */
import type { SimulatedN8n } from '../support/n8n.ts';
import { receive } from '../support/receive.ts';
import { SENDERS, type Sender, send } from '../support/senders.ts';

const { siggnal, 'signal-ark': signalArk, signals, sigsentry: sigSentry, salesiq } = SENDERS;
const START = 1_777_127_400_000;
const MINUTE = 60_000;
const clock = jest.spyOn(Date, 'now');
const at = (ms: number): void => {
  clock.mockReturnValue(START + ms);
};

beforeEach(() => at(0));
afterAll(() => jest.restoreAllMocks());

async function idOf(from: Sender, n8n: SimulatedN8n, body: string): Promise<unknown> {
  const { items } = await send(from, n8n, body);
  return items?.[0]?.event_id;
}

/** Two requests that are the same event, and one that is another. */
const ROWS: readonly (readonly [string, Sender, string, string, string])[] = [
  [
    'Siggnal: a signal, whatever else was changed',
    siggnal,
    '{"signal_id":"sig_1","priority":"high"}',
    '{"signal_id":"sig_1","priority":"low"}',
    '{"signal_id":"sig_2","priority":"high"}',
  ],
  [
    'Signal Ark: a batch, whenever it was sent',
    signalArk,
    '{"event":"signal.promoted","batchId":"b1","timestamp":"2025-04-25T14:32:00Z","signal":{"id":"s1"}}',
    '{"event":"signal.promoted","batchId":"b1","timestamp":"2025-04-25T14:37:00Z","signal":{"id":"s1"}}',
    '{"event":"signal.promoted","batchId":"b2","timestamp":"2025-04-25T14:32:00Z","signal":{"id":"s1"}}',
  ],
  [
    'SIGNALS: a user as it was changed, with a new timestamp for every attempt',
    signals,
    '{"event":"user.updated","data":{"user":{"id":1,"updated_at":"2026-01-15"}},"timestamp":"2026-01-15T14:30:00+00:00"}',
    '{"event":"user.updated","data":{"user":{"id":1,"updated_at":"2026-01-15"}},"timestamp":"2026-01-15T14:31:00+00:00"}',
    '{"event":"user.updated","data":{"user":{"id":1,"updated_at":"2026-01-16"}},"timestamp":"2026-01-15T14:30:00+00:00"}',
  ],
  [
    'SigSentry: a delivery',
    sigSentry,
    '{"event":"analysis.complete","deliveryId":"d1","analysisId":"a1"}',
    '{"event":"analysis.complete","deliveryId":"d1","analysisId":"a1","summary":"again"}',
    '{"event":"analysis.complete","deliveryId":"d2","analysisId":"a1"}',
  ],
  [
    'SalesIQ: an event of an entity, with attempts counted',
    salesiq,
    '{"event":"tag.created","entity_id":"40526000002200011","event_time":"1571032858870","attempt":1}',
    '{"event":"tag.created","entity_id":"40526000002200011","event_time":"1571032858870","attempt":3}',
    '{"event":"tag.created","entity_id":"40526000002200012","event_time":"1571032858870","attempt":1}',
  ],
];

test.each(ROWS)('%s', async (_what, from, first, retry, other) => {
  const n8n = from.node();
  const id = await idOf(from, n8n, first);
  expect(id).toMatch(/^evt_[0-9a-f]{24}$/);
  at(24 * 60 * MINUTE);
  expect(await idOf(from, n8n, retry)).toBe(id);
  expect(await idOf(from, from.node(), retry)).toBe(id);
  expect(await idOf(from, n8n, other)).not.toBe(id);
  expect(n8n.kept.firstSeen).toBeUndefined();
});

test('is told by the provider too: the same identity of two is two events', async () => {
  const one = await idOf(siggnal, siggnal.node(), '{"signal_id":"delivery:x"}');
  const other = await idOf(sigSentry, sigSentry.node(), '{"deliveryId":"x"}');
  expect(other).toMatch(/^evt_/);
  expect(one).not.toBe(other);
});

test('depends on every digit of a long number', async () => {
  const body = (digit: number) =>
    `{"event":"tag.created","entity_id":4052600000220001${digit},"event_time":"1571032858870"}`;
  const n8n = salesiq.node();
  expect(await idOf(salesiq, n8n, body(1))).not.toBe(await idOf(salesiq, n8n, body(2)));
  const { items } = await send(salesiq, n8n, body(3));
  expect(items?.[0]?.subject_id).toBe('40526000002200013');
});

describe('of content that can come again (a role renamed to and fro)', () => {
  const role = (name: string, second = 0): string =>
    `{"event":"role.updated","data":{"role":{"id":7,"name":"${name}"}},"timestamp":"2026-01-15T14:30:0${second}+00:00"}`;

  test('is the same for ten minutes, also after a restart, and new afterwards', async () => {
    const n8n = signals.node();
    const first = await idOf(signals, n8n, role('Editor'));
    at(10 * MINUTE);
    expect(await idOf(signals, n8n, role('Editor', 5))).toBe(first);
    at(10 * MINUTE + 1);
    const second = await idOf(signals, n8n, role('Editor', 9));
    expect(second).toMatch(/^evt_[0-9a-f]{24}$/);
    expect(second).not.toBe(first);
    at(20 * MINUTE + 1);
    expect(await idOf(signals, n8n, role('Editor'))).toBe(second);
  });

  test('tells contents apart', async () => {
    const n8n = signals.node();
    const [editor, author] = [
      await idOf(signals, n8n, role('Editor')),
      await idOf(signals, n8n, role('Author')),
    ];
    expect(author).not.toBe(editor);
    at(MINUTE);
    expect(await idOf(signals, n8n, role('Editor'))).toBe(editor);
  });

  test('is remembered beside the registration', async () => {
    const n8n = signals.node();
    const { registration } = n8n.kept;
    await idOf(signals, n8n, role('Editor'));
    expect(n8n.kept).toEqual({ registration, firstSeen: { [FIRST_KEY]: START } });
  });

  // role.updated: and printf '%s' '{"role":{"id":7,"name":"Editor"}}' | sha256sum
  const FIRST_KEY = 'role.updated:77aada14ab9649751be7a3d4ee3692edb6756bd0954c2a09a733a367b27d750c';

  test('is remembered for the latest fifty, and forgotten after its time', async () => {
    const n8n = signals.node();
    const ids: unknown[] = [];
    for (let count = 0; count < 55; count += 1) {
      at(count);
      ids.push(await idOf(signals, n8n, role(`Role ${count}`)));
    }
    expect(new Set(ids).size).toBe(55);
    expect(Object.keys(n8n.kept.firstSeen as object)).toHaveLength(50);
    at(55);
    expect(await idOf(signals, n8n, role('Role 54'))).toBe(ids[54]);
    expect(await idOf(signals, n8n, role('Role 5'))).toBe(ids[5]);
    expect(await idOf(signals, n8n, role('Role 4'))).not.toBe(ids[4]);
    at(30 * MINUTE);
    await idOf(signals, n8n, role('Role 99'));
    expect(Object.keys(n8n.kept.firstSeen as object)).toHaveLength(1);
  });

  test('does not become new when the clock is put back', async () => {
    const n8n = signals.node();
    const first = await idOf(signals, n8n, role('Editor'));
    at(-5 * MINUTE);
    expect(await idOf(signals, n8n, role('Editor'))).toBe(first);
  });

  test('is not remembered for a request that is refused', async () => {
    const n8n = signals.node();
    const before = n8n.kept;
    await receive(n8n, { body: role('Editor'), headers: signals.forge(role('Editor')) });
    expect(n8n.kept).toEqual(before);
  });

  test('of SalesIQ: a rating without id and time', async () => {
    const n8n = salesiq.node();
    const rating = (attempt: number) => `{"rating":4,"feedback":"Good","attempt":${attempt}}`;
    const first = await idOf(salesiq, n8n, rating(1));
    at(3 * MINUTE);
    expect(await idOf(salesiq, n8n, rating(2))).toBe(first);
    at(11 * MINUTE);
    expect(await idOf(salesiq, n8n, rating(1))).not.toBe(first);
  });
});

import { PROVIDERS } from '@signal-hooks/catalogue';
import { committed } from './support/committed.ts';
import { type Request, run, withSecret } from './support/run.ts';
import { AT, DIRECT_PROVIDERS, SECRET, sent, signed } from './support/signed.ts';

const MINUTE = 60_000;

/** How many rows a scenario writes of these requests, each at its time. */
function rowsOf(id: string, requests: readonly (readonly [Request, at?: Date])[]): number {
  const blueprint = withSecret(committed(`${id}-google-sheets`), SECRET);
  const store = new Set<string>();
  let rows = 0;
  for (const [request, now = AT] of requests) {
    const { answers, effects } = run(blueprint, request, { store, now });
    expect(answers).toEqual([200]);
    rows += effects.length;
  }
  return rows;
}

const later = (minutes: number): Date => new Date(AT.getTime() + minutes * MINUTE);

describe.each(DIRECT_PROVIDERS)('$name', (provider) => {
  const types = Object.keys(provider.events);

  test.each(types)('%s: a retry is recognised, another event is not', (type) => {
    const first = sent(provider, type, { attempt: 1, at: AT });
    // A day later for what can be recognised for ever; SIGNALS’ roles and settings see below.
    const second = sent(provider, type, { attempt: 2, at: later(5) });
    const other = sent(provider, type, { sequence: 2 });
    expect(rowsOf(provider.id, [[first], [second, later(5)], [other, later(6)]])).toBe(2);
  });

  test('no two events of one number are taken for one', () => {
    expect(
      rowsOf(
        provider.id,
        types.map((type) => [sent(provider, type)]),
      ),
    ).toBe(types.length);
  });

  test('without any id the body’s digest tells', () => {
    const one = signed(provider, '{"event":"x","data":{"a":1}}');
    const two = signed(provider, '{"event":"x","data":{"a":2}}');
    expect(rowsOf(provider.id, [[one], [one], [two]])).toBe(2);
  });
});

const signals = (body: object): Request => signed(PROVIDERS.signals, JSON.stringify(body));
const role = (event: string, name: string, timestamp: string): Request =>
  signals({ event, data: { role: { id: 7, name } }, timestamp });

test('SIGNALS: a role renamed to and fro is a new event in another hour', () => {
  const there = role('role.updated', 'B', '1');
  const back = role('role.updated', 'A', '2');
  const again = role('role.updated', 'B', '3');
  expect(rowsOf('signals', [[there], [back, later(60)], [again, later(120)]])).toBe(3);
  // Within the hour it is taken for a retry: the guide says so.
  expect(rowsOf('signals', [[there], [back, later(1)], [again, later(2)]])).toBe(2);
});

test('SIGNALS: what is created or deleted happens once, whenever it is tried again', () => {
  const deleted = role('role.deleted', 'B', '1');
  expect(rowsOf('signals', [[deleted], [role('role.deleted', 'B', '2'), later(12 * 60)]])).toBe(1);
});

test('SIGNALS: a user’s change is told by its time', () => {
  const user = (updatedAt: string, timestamp: string): Request =>
    signals({
      event: 'user.updated',
      data: { user: { id: 1, name: 'A', updated_at: updatedAt } },
      timestamp,
    });
  const retry = user('2026-04-25T10:00:00Z', '2');
  const next = user('2026-04-25T11:00:00Z', '3');
  expect(
    rowsOf('signals', [[user('2026-04-25T10:00:00Z', '1')], [retry, later(600)], [next]]),
  ).toBe(2);
});

test('Signal Ark: a second play of one signal is a new event; the same plays are not', () => {
  const ark = (plays: string[], timestamp: string): Request =>
    signed(
      PROVIDERS['signal-ark'],
      JSON.stringify({
        event: 'signal.play_matched',
        timestamp,
        signal: { id: 'sig_1' },
        plays: plays.map((id) => ({ id })),
      }),
    );
  const [first, reordered, more] = [ark(['a', 'b'], '1'), ark(['b', 'a'], '2'), ark(['c'], '3')];
  expect(rowsOf('signal-ark', [[first], [reordered], [more]])).toBe(2);
  const promoted = (timestamp: string): Request =>
    signed(
      PROVIDERS['signal-ark'],
      JSON.stringify({ event: 'signal.promoted', timestamp, signal: { id: 'sig_1' } }),
    );
  expect(rowsOf('signal-ark', [[promoted('1')], [promoted('2')], [first]])).toBe(2);
});

test('SigSentry: what the signature covers wins over the header', () => {
  const analysis = (delivery: string): Request =>
    signed(PROVIDERS.sigsentry, '{"analysisId":"a","event":"analysis.complete"}', {
      'x-sigsentry-delivery': delivery,
    });
  expect(rowsOf('sigsentry', [[analysis('del_1')], [analysis('del_2')]])).toBe(1);
  const nothing = (delivery: string): Request =>
    signed(PROVIDERS.sigsentry, '{"event":"watchdog.fired"}', { 'x-sigsentry-delivery': delivery });
  expect(rowsOf('sigsentry', [[nothing('del_1')], [nothing('del_2')], [nothing('del_1')]])).toBe(2);
});

test('scenarios may share a data store', () => {
  const store = new Set<string>();
  const request = sent(PROVIDERS.siggnal, 'signal');
  for (const slug of ['siggnal-google-sheets', 'siggnal-slack']) {
    expect(run(withSecret(committed(slug), SECRET), request, { store }).effects).toHaveLength(1);
  }
  expect([...store]).toEqual(['siggnal-google-sheets/sig_000001', 'siggnal-slack/sig_000001']);
});

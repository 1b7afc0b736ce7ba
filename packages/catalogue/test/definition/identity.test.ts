import { type Headers, PROVIDERS, type Provider, readEvent } from '@signal-hooks/catalogue';

const TEN_MINUTES = 600_000;
const identify = (provider: Provider, payload: object, headers: Headers = {}) =>
  readEvent(provider, structuredClone(payload) as never, headers).identity;
const keyOf = (provider: Provider, payload: object, headers: Headers = {}): string =>
  identify(provider, payload, headers).key;

describe('Siggnal', () => {
  const { siggnal } = PROVIDERS;

  test('takes an id as a number too, and the content where there is none', () => {
    expect(keyOf(siggnal, { signal_id: 17 })).toBe('17');
    expect(keyOf(siggnal, { a: 1 })).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf(siggnal, { a: 1 })).not.toBe(keyOf(siggnal, { a: 2 }));
  });

  test.each([
    [{ test: true }, true],
    // An id tells nothing: a real signal may be called so, and would be lost.
    [{ signal_id: 'test-drive-1' }, false],
    [{ signal_id: 'sample' }, false],
    [{ test: 'true' }, false],
    [{ signal_id: 'sig_1' }, false],
  ])('%j as a test: %s', (payload, ping) => {
    expect(readEvent(siggnal, payload as never, {}).ping).toBe(ping);
  });
});

describe('Signal Ark', () => {
  const { 'signal-ark': ark } = PROVIDERS;
  const matched = { event: 'signal.play_matched', signal: { id: 's' }, plays: [{ id: 'a' }] };

  test('does not depend on the time of the attempt', () => {
    for (const body of [{ ...matched, batchId: 'b' }, matched, { event: 'social.lead_promoted' }]) {
      const keys = ['1', '2'].map((timestamp) => keyOf(ark, { ...body, timestamp }));
      expect(keys[0]).toBe(keys[1]);
    }
  });

  test('tells events, batches, and without a batch matches, apart', () => {
    const keys = [
      { ...matched, event: 'signal.promoted' },
      { ...matched, batchId: 'b1' },
      { ...matched, batchId: 'b2' },
      matched,
      { ...matched, plays: [{ id: 'a' }, { id: 'b' }] },
      { ...matched, plays: [], play: { name: 'c' } },
    ].map((body) => keyOf(ark, body));
    expect(new Set(keys).size).toBe(6);
  });

  test('without a subject that can be read the content tells the events of one batch apart', () => {
    const bodies = [{ name: 'a' }, { name: 'b' }, null].map((lead) => ({
      event: 'social.lead_promoted',
      batchId: 'b1',
      lead,
    }));
    expect(new Set(bodies.map((body) => keyOf(ark, body))).size).toBe(3);
  });

  test('does not depend on the order of the plays', () => {
    const [one, two] = [
      [{ id: 'a' }, { id: 'b' }],
      [{ id: 'b' }, { id: 'a' }],
    ].map((plays) => keyOf(ark, { ...matched, plays }));
    expect(one).toBe(two);
  });
});

describe('SIGNALS', () => {
  const { signals } = PROVIDERS;
  const user = { id: 1, name: 'n', updated_at: '2026-01-15T14:30:00+00:00' };

  test('is the same for every attempt, whose timestamp is new', () => {
    const keys = ['a', 'b'].map((timestamp) =>
      keyOf(signals, { event: 'user.updated', data: { user }, timestamp }),
    );
    expect(keys[0]).toBe(keys[1]);
  });

  test.each([
    ['user.created', { user: { id: 1 } }, null],
    ['role.deleted', { role: { id: 1 } }, null],
    ['user.updated', { user }, null],
    ['user.updated', { user: { id: 1, name: 'n' } }, TEN_MINUTES],
    ['role.updated', { role: { id: 1 } }, TEN_MINUTES],
    ['settings.updated', { group: 'g', settings: {} }, TEN_MINUTES],
    ['stock.changed', { stock: { id: 1 } }, TEN_MINUTES],
  ])('%s with %j holds for %s', (event, data, windowMs) => {
    expect(identify(signals, { event, data }).windowMs).toBe(windowMs);
  });
});

describe('SigSentry', () => {
  const { sigsentry } = PROVIDERS;

  test('what is not signed cannot make a signed event a new one', () => {
    for (const body of [
      { event: 'analysis.complete', deliveryId: 'd', analysisId: 'a' },
      { event: 'analysis.complete', analysisId: 'a' },
      { analysisId: 'a' },
    ]) {
      const keys = ['1', '2', undefined].map((id) =>
        keyOf(sigsentry, body, { 'x-sigsentry-delivery': id, 'x-sigsentry-event': 'made.up' }),
      );
      expect(new Set(keys).size).toBe(1);
    }
  });

  test('takes the header where the body says nothing', () => {
    const keys = ['1', '1', '2'].map((id) => keyOf(sigsentry, {}, { 'X-SigSentry-Delivery': id }));
    expect(keys).toEqual(['header:1', 'header:1', 'header:2']);
    expect(keyOf(sigsentry, { summary: 's' })).toMatch(/^content:/);
  });

  test('takes the event from the header only if it is a known one', () => {
    const typeOf = (event: string) => readEvent(sigsentry, {}, { 'x-sigsentry-event': event }).type;
    expect(typeOf('watchdog.fired')).toBe('watchdog.fired');
    expect(typeOf('constructor')).toBe('analysis.complete');
    expect(readEvent(sigsentry, { event: 'new.one' }, {}).type).toBe('new.one');
  });
});

describe('SalesIQ', () => {
  const { salesiq } = PROVIDERS;
  const rated = { event: 'conversation.rated', entity_id: '1', event_time: '2', attempt: 1 };

  test('never depends on the attempt, and not on whether ids are texts', () => {
    expect(keyOf(salesiq, rated)).toBe('conversation.rated:1:2');
    expect(keyOf(salesiq, { ...rated, entity_id: 1, event_time: 2, attempt: 3 })).toBe(
      'conversation.rated:1:2',
    );
  });

  test('a bare entity is its content, while SalesIQ retries', () => {
    const bare = { rating: 4, owner: { id: '1' } };
    expect(identify(salesiq, { ...bare, attempt: 2 })).toEqual(identify(salesiq, bare));
    expect(identify(salesiq, bare).windowMs).toBe(TEN_MINUTES);
    expect(keyOf(salesiq, { ...bare, rating: 5 })).not.toBe(keyOf(salesiq, bare));
  });
});

test.each(Object.values(PROVIDERS))('an identity of $name of any length is bounded', (provider) => {
  const long = 'x'.repeat(10_000);
  const payload = { signal_id: long, event: long, deliveryId: long, signal: { id: long } };
  const event = readEvent(provider, payload, {});
  expect(event.identity.key.length).toBeLessThanOrEqual(200);
  expect(event.type.length).toBeLessThanOrEqual(100);
});

test.each([
  ['siggnal', { company: { name: 'a' } }, 600_000],
  ['siggnal', { event: { detected_at: '2026-04-25T14:30:00Z' } }, null],
  ['sigsentry', { summary: 'down' }, 900_000],
  ['sigsentry', { summary: 'down', createdAt: '2026-04-25T14:30:00Z' }, null],
] as const)('%s: content alone, %j, holds for %s', (id, payload, windowMs) => {
  expect(identify(PROVIDERS[id], payload).windowMs).toBe(windowMs);
});

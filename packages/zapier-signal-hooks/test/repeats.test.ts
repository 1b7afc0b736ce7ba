import { CacheService } from './support/cache-service.ts';
import { rawRequest, type Sent } from './support/delivery.ts';
import { SECRET, TOKEN } from './support/leaks.ts';
import { SIGGNAL_RECORD } from './support/records.ts';
import { TestServer } from './support/test-server.ts';
import { type Given, run } from './support/zapier.ts';

const BODY = JSON.stringify(SIGGNAL_RECORD);

/** How many items a delivery comes to. */
const receive = async (given: Given, sent: Partial<Sent> = {}): Promise<number> => {
  const results = await run<unknown[]>('triggers.siggnal_signal.operation.perform', {
    rawRequest: rawRequest({ content: BODY, ...sent }),
    ...given,
  });
  return results.length;
};

/** Without a key Zapier's runtime does not even ask the service in a test. */
const before = process.env.ZAPIER_DEPLOY_KEY;
beforeAll(() => {
  process.env.ZAPIER_DEPLOY_KEY = 'none-in-tests';
});
afterAll(() => {
  if (before === undefined) delete process.env.ZAPIER_DEPLOY_KEY;
  else process.env.ZAPIER_DEPLOY_KEY = before;
});

describe('with the stand-in of Zapier’s own app tester', () => {
  test('a delivery counts once, however often it comes', async () => {
    const cache = {};
    const times = [0, 5, 900].map((later) => Math.floor(Date.now() / 1000) - 1000 + later);
    const counts = [];
    // Each attempt has a time and a signature of its own.
    for (const timestamp of times) counts.push(await receive({ cache }, { timestamp }));
    expect(counts).toEqual([1, 0, 0]);
  });

  test('another event counts', async () => {
    const cache = {};
    expect(await receive({ cache })).toBe(1);
    expect(await receive({ cache }, { id: 'evt_01kc' })).toBe(1);
  });

  test('the same event counts for another Zap of the same connection', async () => {
    const cache = {};
    const second = { id: 'sub_02zap', secret: SECRET };
    expect(await receive({ cache })).toBe(1);
    expect(await receive({ cache, subscribeData: second })).toBe(1);
    expect(await receive({ cache, subscribeData: second })).toBe(0);
  });

  test('a replay that somebody asked for counts, once, and so does the next one', async () => {
    const cache = {};
    expect(await receive({ cache })).toBe(1);
    expect(await receive({ cache }, { replayedAt: 1793611000000 })).toBe(1);
    expect(await receive({ cache }, { replayedAt: 1793611000000 })).toBe(0);
    expect(await receive({ cache }, { replayedAt: 1793611099000 })).toBe(1);
    expect(await receive({ cache })).toBe(0);
  });

  test.each([
    ['another time', { 'Http-Signal-Hooks-Replayed-At': '1793611000001' }],
    ['no signature', { 'Http-Signal-Hooks-Replay-Signature': null }],
    ['no time', { 'Http-Signal-Hooks-Replayed-At': null }],
  ])('a replay that nobody asked for does not: %s', async (_what, headers) => {
    const cache = {};
    expect(await receive({ cache })).toBe(1);
    expect(await receive({ cache }, { replayedAt: 1793611000000, headers })).toBe(0);
  });
});

describe('with a service that knows more', () => {
  let service: CacheService;
  beforeAll(async () => {
    service = await CacheService.start();
  });
  afterAll(() => service.close());

  test.each([null, false] as const)('a key that is taken answers %s: once', async (taken) => {
    service.reset({ taken });
    const given = { cacheService: service.url };
    expect([await receive(given), await receive(given)]).toEqual([1, 0]);
  });

  test.each([null, false] as const)('two at once, a taken key answers %s: once', async (taken) => {
    service.reset({ taken, isRace: true });
    expect(await receive({ cacheService: service.url })).toBe(0);
  });

  test('of two that really come at once, one counts', async () => {
    service.reset({ taken: null });
    const given = { cacheService: service.url };
    const counts = await Promise.all([receive(given), receive(given), receive(given)]);
    expect(counts.sort()).toEqual([0, 0, 1]);
  });

  test('that takes nothing more for now loses no delivery', async () => {
    service.reset({ taken: null, isFull: true });
    const given = { cacheService: service.url };
    expect([await receive(given), await receive(given)]).toEqual([1, 1]);
  });

  test('is asked to remember longer than a delivery would be taken, a day', async () => {
    service.reset({ taken: null });
    await receive({ cacheService: service.url });
    expect(service.ttls).toEqual([86_400]);
    expect([...service.kept.keys()]).toEqual(['sub_01zap:evt_01ka:']);
  });

  test('gets neither the secret nor the token nor the event', async () => {
    service.reset({ taken: null });
    await receive({ cacheService: service.url });
    const asked = service.asked.join('\n');
    expect(asked).not.toBe('');
    for (const hidden of [SECRET.slice(6), TOKEN, 'Anna', 'romashka']) {
      expect(asked).not.toContain(hidden);
    }
  });
});

describe('with a service that fails, twice is better than never', () => {
  test('it is not there', async () => {
    expect([await receive({ cache: null, cacheService: 'http://127.0.0.1:9' })]).toEqual([1]);
  });

  test('it answers nonsense', async () => {
    const broken = await TestServer.start();
    try {
      broken.answer(200, '<html>');
      const given = { cacheService: broken.url };
      expect([await receive(given), await receive(given)]).toEqual([1, 1]);
    } finally {
      await broken.close();
    }
  });

  test('it refuses', async () => {
    const broken = await TestServer.start();
    try {
      broken.answer(403, { error: 'not for you' });
      const given = { cacheService: broken.url };
      expect([await receive(given), await receive(given)]).toEqual([1, 1]);
    } finally {
      await broken.close();
    }
  });

  test('it holds something that is no JSON', async () => {
    expect(await receive({ cache: { 'sub_01zap:evt_01ka:': '{' } })).toBe(1);
  });
});

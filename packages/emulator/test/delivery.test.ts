import { PROVIDERS, type ProviderId } from '@signal-hooks/catalogue';
import { typedSecret } from '../../../test/support/screens.ts';
import { type EmulatorOptions, startEmulator } from '../src/index.ts';
import { caller } from './support/call.ts';
import { hmacHex } from './support/check.ts';
import { useEmulator } from './support/fixture.ts';
import type { Receiver } from './support/receiver.ts';
import { firstEventOf, registerHook } from './support/register.ts';

const open = useEmulator();
const MINUTE = 60_000;

/** One hook of a provider at the receiver. */
async function setUp(provider: ProviderId, options?: EmulatorOptions) {
  const { emulator, receiver } = await open(options);
  await registerHook(emulator, provider, receiver.url);
  return { emulator, receiver };
}

const IDS = Object.keys(PROVIDERS) as ProviderId[];

describe('the schedule', () => {
  test.each(IDS)('%s waits as its policy says, in its own time', async (provider) => {
    const now = Date.UTC(2026, 3, 25);
    const { emulator, receiver } = await setUp(provider, { now: () => now });
    receiver.script([], 503);
    const [delivery] = emulator.fire(provider, firstEventOf(provider));
    const { status, attempts } = (await delivery?.done) ?? {};
    expect(status).toBe('failed');
    const times = attempts?.map(({ at }) => Date.parse(at)) ?? [];
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const { retryWaitsMs } = PROVIDERS[provider].policy;
    expect(waits).toHaveLength(retryWaitsMs.length);
    // Shortened waits count in full; what the requests themselves took comes on top, by a clock that goes on.
    expect(waits).toEqual(retryWaitsMs);
  });

  test('waits are scaled on the real clock', async () => {
    const { emulator, receiver } = await setUp('siggnal', { timeScale: 0.005 });
    receiver.script([500]);
    const started = performance.now();
    const delivery = await emulator.fire('siggnal', 'signal')[0]?.done;
    expect(delivery?.attempts).toHaveLength(2);
    // 10 s at 0.005 is 50 ms; timers may fire a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(48);
  });

  test.each<[ProviderId, string, number, number]>([
    ['siggnal', 'signal', 404, 4],
    ['siggnal', 'signal', 204, 4],
    ['signals', 'user.created', 404, 1],
    ['signals', 'user.created', 204, 1],
    ['sigsentry', 'analysis.complete', 401, 1],
    ['signal-ark', 'signal.promoted', 301, 5],
  ])('%s %s answered %i ends after %i attempts', async (provider, eventType, status, attempts) => {
    const { emulator, receiver } = await setUp(provider);
    receiver.script([], status);
    const delivery = await emulator.fire(provider, eventType)[0]?.done;
    expect(delivery?.attempts).toHaveLength(attempts);
  });

  test('a time-out and a broken connection are retried', async () => {
    const { emulator, receiver } = await setUp('sigsentry', { timeoutScale: 0.05 });
    receiver.script(['hang', 'reset']);
    const delivery = await emulator.fire('sigsentry', 'analysis.complete')[0]?.done;
    expect(delivery?.status).toBe('delivered');
    expect(delivery?.attempts.map(({ failure, status }) => failure ?? status)).toEqual([
      'timeout',
      'connection',
      200,
    ]);
  });

  test('SIGNALS makes timestamp and signature anew for every attempt', async () => {
    const { emulator, receiver } = await setUp('signals');
    receiver.script([500]);
    await emulator.fire('signals', 'user.created')[0]?.done;
    const [one, two] = receiver.posts.map(({ body }) => JSON.parse(body.toString()));
    expect(Date.parse(two.timestamp) - Date.parse(one.timestamp)).toBeGreaterThanOrEqual(MINUTE);
    expect(two.data).toEqual(one.data);
    const [first, second] = receiver.posts.map(({ headers }) => headers['x-signals-signature']);
    expect(first).not.toBe(second);
  });

  test('attempts can be awaited one by one', async () => {
    const { emulator, receiver } = await setUp('siggnal');
    receiver.script([500, 500]);
    const [delivery] = emulator.fire('siggnal', 'signal');
    expect((await delivery?.attempted(2))?.status).toBe(500);
    await delivery?.done;
    expect((await delivery?.attempted(1))?.status).toBe(500);
    expect(await delivery?.attempted(4)).toBeNull();
  });

  test('removing a hook ends its retries', async () => {
    const { emulator, receiver } = await setUp('siggnal', { timeScale: 0.001 });
    receiver.script([], 500);
    const [delivery] = emulator.fire('siggnal', 'signal');
    await delivery?.attempted(1);
    await caller(`${emulator.url}/screens/siggnal`)('DELETE', '/webhooks/wh_1');
    expect((await delivery?.done)?.status).toBe('cancelled');
  });

  test('closing ends waits and requests at once', async () => {
    const { emulator, receiver } = await setUp('siggnal', { timeScale: 1 });
    receiver.script([500, 'hang'], 500);
    const [waiting] = emulator.fire('siggnal', 'signal');
    await waiting?.attempted(1);
    const [hanging] = emulator.fire('siggnal', 'signal');
    await emulator.close();
    expect(waiting?.status).toBe('cancelled');
    expect(hanging?.status).toBe('cancelled');
    const late = await emulator.fire('siggnal', 'signal')[0]?.done;
    expect(late).toMatchObject({ status: 'cancelled', attempts: [{ failure: 'cancelled' }] });
  });
});

describe('faults', () => {
  const signatureOf = (receiver: Receiver, index: number) => {
    const request = receiver.posts[index];
    const body = request?.body ?? Buffer.alloc(0);
    return {
      genuine: request?.headers['x-siggnal-signature'] === hmacHex(typedSecret('siggnal'), body),
      text: body.toString(),
    };
  };

  test('tamper: valid JSON that the signature does not fit', async () => {
    const { emulator, receiver } = await setUp('siggnal');
    await emulator.fire('siggnal', 'signal', { faults: { tamper: true } })[0]?.done;
    const { genuine, text } = signatureOf(receiver, 0);
    expect(genuine).toBe(false);
    expect(JSON.parse(text)).toMatchObject({ tampered: true, priority: expect.any(String) });
  });

  test('wrongSecret: well-formed, but a stranger’s', async () => {
    const { emulator, receiver } = await setUp('siggnal');
    await emulator.fire('siggnal', 'signal', { faults: { wrongSecret: true } })[0]?.done;
    expect(receiver.posts[0]?.headers['x-siggnal-signature']).toMatch(/^[0-9a-f]{64}$/);
    expect(signatureOf(receiver, 0).genuine).toBe(false);
  });

  test('oversized: genuine, valid, and as long as asked for', async () => {
    const { emulator, receiver } = await setUp('siggnal');
    await emulator.fire('siggnal', 'signal', { faults: { oversized: 2_000_000 } })[0]?.done;
    const { genuine, text } = signatureOf(receiver, 0);
    expect(genuine).toBe(true);
    expect(JSON.parse(text).padding).toHaveLength(2_000_000);
  });

  test('malformed: genuine, but no JSON', async () => {
    const { emulator, receiver } = await setUp('siggnal');
    await emulator.fire('siggnal', 'signal', { faults: { malformed: true } })[0]?.done;
    const { genuine, text } = signatureOf(receiver, 0);
    expect(genuine).toBe(true);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  test('duplicate: the same bytes and headers once more', async () => {
    const { emulator, receiver } = await setUp('signals');
    const delivery = await emulator.fire('signals', 'user.created', {
      faults: { duplicate: true },
    })[0]?.done;
    const [one, two] = receiver.posts;
    expect(two?.body).toEqual(one?.body);
    expect(two?.headers['x-signals-signature']).toBe(one?.headers['x-signals-signature']);
    expect(delivery?.attempts.map(({ duplicate }) => duplicate)).toEqual([false, true]);
  });

  test.each(IDS)('loseAnswer: %s sends the same event a second time', async (id) => {
    const { emulator, receiver } = await setUp(id);
    const before = receiver.posts.length;
    const delivery = await emulator.fire(id, firstEventOf(id), { faults: { loseAnswer: true } })[0]
      ?.done;
    expect(delivery?.status).toBe('delivered');
    expect(delivery?.attempts.map(({ failure }) => failure)).toEqual(['answer_lost', null]);
    const { identity } = PROVIDERS[id];
    const [one, two] = receiver.posts
      .slice(before)
      .map(({ body, headers }) => identity(JSON.parse(body.toString()), headers).key);
    expect(one).toBeTruthy();
    expect(two).toBe(one);
  });

  test('retry: false leaves it at one attempt that does not count', async () => {
    const { emulator, receiver } = await setUp('siggnal');
    receiver.script([], 500);
    const delivery = await emulator.fire('siggnal', 'signal', { retry: false })[0]?.done;
    expect(delivery).toMatchObject({ status: 'failed', attempts: [{ status: 500 }] });
    expect(emulator.hooks('siggnal')[0]?.failures).toBe(0);
  });
});

test('a payload that cannot be written is a failed delivery, not a crash', async () => {
  const { emulator } = await setUp('siggnal');
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const delivery = await emulator.fire('siggnal', 'signal', { payload: loop as never })[0]?.done;
  expect(delivery).toMatchObject({ status: 'failed', attempts: [{ failure: 'connection' }] });
});

test('two samples are never the same event, also across runs', async () => {
  const { emulator, receiver } = await setUp('siggnal');
  emulator.fire('siggnal', 'signal');
  emulator.fire('siggnal', 'signal');
  await emulator.idle();
  const ids = receiver.posts.map(({ body }) => JSON.parse(body.toString()).signal_id);
  expect(new Set(ids).size).toBe(2);
});

test('it listens on loopback; a port that is taken is an error, not a crash', async () => {
  const { emulator } = await open();
  const port = Number(new URL(emulator.url).port);
  expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(startEmulator({ port })).rejects.toThrow('EADDRINUSE');
  await expect(startEmulator({ timeScale: -1 })).rejects.toThrow(RangeError);
});

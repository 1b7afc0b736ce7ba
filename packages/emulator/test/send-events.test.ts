import { createVerify } from 'node:crypto';
import { PROVIDERS } from '@signal-hooks/catalogue';
import { generateSigningPair, type SendProgress, sendEvents } from '../src/index.ts';
import { hmacHex, opensslAccepts } from './support/check.ts';
import type { Receiver } from './support/receiver.ts';
import { startReceiver } from './support/receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

test('sends one signed sample by default', async () => {
  const summary = await sendEvents({
    provider: PROVIDERS.sigsentry,
    to: receiver.url,
    secret: 'S',
  });
  expect(summary).toMatchObject({
    provider: 'sigsentry',
    to: receiver.url,
    eventType: 'analysis.complete',
    signed: true,
    publicKey: null,
    sent: 1,
    delivered: 1,
    statuses: { 200: 1 },
    failures: [],
    latencyMs: { p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) },
  });
  const [request] = receiver.posts;
  expect(request?.headers['x-sigsentry-signature']).toBe(
    `sha256=${hmacHex('S', request?.body as Buffer)}`,
  );
});

test('counts by status and explains what failed', async () => {
  receiver.script([200, { status: 401, body: 'no such secret' }, 500, 204, 302], 200);
  const summary = await sendEvents({
    provider: PROVIDERS.siggnal,
    to: receiver.url,
    secret: 'S',
    count: 6,
    concurrency: 1,
  });
  expect(summary.statuses).toEqual({ 200: 2, 204: 1, 302: 1, 401: 1, 500: 1 });
  expect([summary.sent, summary.delivered]).toEqual([6, 2]);
  const failureOf = (what: string) => summary.failures.find((failure) => failure.what === what);
  expect(failureOf('401')).toEqual({
    what: '401',
    count: 1,
    explanation: expect.stringContaining('secret'),
    example: 'no such secret',
  });
  expect(failureOf('204')?.explanation).toBe('Siggnal counts only the answer 200 as delivered.');
  expect(failureOf('302')?.explanation).toContain('redirect');
  expect(failureOf('500')?.explanation).toContain('log');
});

test('a receiver that is not there is explained, not thrown', async () => {
  await receiver.close();
  const summary = await sendEvents({
    provider: PROVIDERS.signals,
    to: receiver.url,
    secret: 'S',
    count: 2,
  });
  expect(summary).toMatchObject({
    sent: 2,
    delivered: 0,
    statuses: { connection: 2 },
    failures: [{ count: 2, explanation: expect.stringContaining('Nothing listens') }],
    latencyMs: null,
  });
  const nonsense = await sendEvents({ provider: PROVIDERS.signals, to: 'nonsense', secret: 'S' });
  expect(nonsense.failures[0]?.explanation).toContain('check the URL');
});

test('many at once, none twice, and progress is told', async () => {
  const told: SendProgress[] = [];
  const options = { provider: PROVIDERS['signal-ark'], to: receiver.url, secret: 'S' } as const;
  await sendEvents({ ...options, count: 40, onProgress: (progress) => told.push(progress) });
  const ids = receiver.posts.map(({ body }) => JSON.parse(body.toString()).signal.id);
  expect(new Set(ids).size).toBe(40);
  expect(told).toHaveLength(40);
  expect(told.at(-1)).toEqual({ done: 40, total: 40 });
});

test('duplicates are the same request twice', async () => {
  const options = { provider: PROVIDERS.signals, to: receiver.url, secret: 'S' } as const;
  const summary = await sendEvents({ ...options, duplicate: true });
  expect(summary.sent).toBe(2);
  const [one, two] = receiver.posts;
  expect(two?.body).toEqual(one?.body);
  expect(two?.headers['x-signals-signature']).toBe(one?.headers['x-signals-signature']);
});

test('tampered bodies do not fit their signature', async () => {
  const options = { provider: PROVIDERS.signals, to: receiver.url, secret: 'S' } as const;
  await sendEvents({ ...options, tamper: true });
  const [request] = receiver.posts;
  expect(request?.headers['x-signals-signature']).toMatch(/^[0-9a-f]{64}$/);
  expect(request?.headers['x-signals-signature']).not.toBe(hmacHex('S', request?.body as Buffer));
});

test('the rate is kept', async () => {
  const options = { provider: PROVIDERS.siggnal, to: receiver.url, secret: 'S' } as const;
  const summary = await sendEvents({ ...options, count: 6, rate: 100 });
  // The sixth is due after 50 ms; timers may fire a millisecond early.
  expect(summary.durationMs).toBeGreaterThanOrEqual(48);
});

test('a run can be ended early', async () => {
  const stop = new AbortController();
  const summary = await sendEvents({
    provider: PROVIDERS.siggnal,
    to: receiver.url,
    secret: 'S',
    count: 1000,
    rate: 100,
    signal: stop.signal,
    onProgress: ({ done }) => {
      if (done === 3) stop.abort();
    },
  });
  expect(summary.sent).toBe(3);
});

test('a body of one’s own goes out byte for byte; its event type is read from it', async () => {
  const body = '{ "event" : "user.deactivated",  "data": {} }\n';
  const options = { provider: PROVIDERS.signals, to: receiver.url, secret: 'S' } as const;
  const summary = await sendEvents({ ...options, body });
  expect(summary.eventType).toBe('user.deactivated');
  const [request] = receiver.posts;
  expect(request?.body.toString()).toBe(body);
  expect(request?.headers).toMatchObject({
    'x-signals-event': 'user.deactivated',
    'x-signals-signature': hmacHex('S', Buffer.from(body)),
  });
  await sendEvents({ ...options, body: new Uint8Array([0xff, 0x00]), eventType: 'x' });
  expect(receiver.posts[1]?.body).toEqual(Buffer.from([0xff, 0x00]));
});

test('authorization alone, and nothing at all', async () => {
  const options = { provider: PROVIDERS.sigsentry, to: receiver.url } as const;
  const summary = await sendEvents({ ...options, authorization: 'Bearer x' });
  expect(summary.signed).toBe(false);
  expect(receiver.posts[0]?.headers.authorization).toBe('Bearer x');
  expect(receiver.posts[0]?.headers).not.toHaveProperty('x-sigsentry-signature');
});

test('SalesIQ: a pair is made, and its public key told beforehand', async () => {
  let told = '';
  const summary = await sendEvents({
    provider: PROVIDERS.salesiq,
    to: receiver.url,
    onPublicKey: (key) => {
      expect(receiver.posts).toEqual([]);
      told = key;
    },
  });
  expect(summary.publicKey).toBe(told);
  const [request] = receiver.posts;
  if (request === undefined) throw new Error('nothing was sent');
  expect(opensslAccepts(told, request)).toBe(true);
});

test('SalesIQ: a private key of one’s own', async () => {
  const { privateKey, publicPem } = await generateSigningPair(PROVIDERS.salesiq);
  const options = { provider: PROVIDERS.salesiq, to: receiver.url, privateKey } as const;
  expect((await sendEvents(options)).publicKey).toBeNull();
  const [request] = receiver.posts;
  const signature = String(request?.headers['x-siqsignature']);
  const check = createVerify('sha256').update(request?.body as Buffer);
  expect(check.verify(publicPem, signature, 'base64')).toBe(true);
  await expect(sendEvents({ ...options, privateKey: 'x' })).rejects.toThrow(TypeError);
});

test.each([
  [{ eventType: 'imagined' }, 'no event type "imagined"'],
  [{ count: 0 }, 'count'],
  [{ count: 1.5 }, 'count'],
  [{ rate: 0 }, 'rate'],
  [{ concurrency: Number.NaN }, 'concurrency'],
])('%j makes no sense', async (more, message) => {
  const options = { provider: PROVIDERS.siggnal, to: receiver.url, secret: 'S', ...more } as const;
  await expect(sendEvents(options)).rejects.toThrow(message);
  expect(receiver.posts).toEqual([]);
});

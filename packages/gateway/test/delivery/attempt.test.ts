import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Agent } from 'undici';
import {
  AttemptAbortedError,
  type AttemptRequest,
  Attempts,
  type AttemptsOptions,
} from '../../src/delivery/attempt.ts';
import { classifyFailure } from '../../src/delivery/failures.ts';
import type { AttemptResult } from '../../src/delivery/schedule.ts';
import { createSafeAgent } from '../../src/net/safe-connector.ts';
import { LOOPBACK, startTarget, type Target, until } from './fixture.ts';

const NOW = Date.UTC(2026, 3, 25);

describe('Attempts', () => {
  let client: Agent;
  const open: { close: () => unknown }[] = [];
  beforeEach(() => {
    client = createSafeAgent({ allowedNetworks: LOOPBACK });
  });
  afterEach(async () => {
    await client.destroy();
    for (const each of open.splice(0)) await each.close();
  });

  const target = async (answer?: Parameters<typeof startTarget>[0]): Promise<Target> => {
    const started = await startTarget(answer);
    open.push(started);
    return started;
  };
  /** A server that speaks no HTTP. */
  const rawTarget = async (onSocket: (socket: Socket) => void): Promise<string> => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push({ close: () => server.close() });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  const attempts = (more: Partial<AttemptsOptions> = {}): Attempts =>
    new Attempts({ client, timeoutMs: 5000, now: () => NOW, ...more });
  const request = (url: string): AttemptRequest => {
    const { origin, pathname: path } = new URL(url);
    const headers = { 'content-type': 'application/json' };
    return { origin, path, headers, body: Buffer.from('{"a":1}') };
  };
  const send = (url: string, more: Partial<AttemptsOptions> = {}): Promise<AttemptResult> =>
    attempts(more).send(request(url));

  test('posts the body; 2xx is delivered', async () => {
    const { url, seen } = await target((response) => response.writeHead(201).end('done'));
    expect(await send(url)).toEqual({
      httpStatus: 201,
      error: null,
      response: 'done',
      durationMs: expect.any(Number),
      retryAfterMs: null,
    });
    expect(seen[0]?.body).toBe('{"a":1}');
    expect(seen[0]?.headers['content-length']).toBe('7');
  });

  test('other answers, with Retry-After', async () => {
    const { url } = await target((response) =>
      response.writeHead(503, { 'retry-after': '7' }).end('later'),
    );
    expect(await send(url)).toMatchObject({
      httpStatus: 503,
      error: 'http_status',
      response: 'later',
      retryAfterMs: 7000,
    });
  });

  test('a redirect is a failure, is not followed, and is not kept', async () => {
    const elsewhere = await target();
    const { url } = await target((response) =>
      response.writeHead(302, { location: elsewhere.url }).end('secret place'),
    );
    expect(await send(url)).toMatchObject({ httpStatus: 302, error: 'redirect', response: null });
    expect(elsewhere.connections()).toBe(0);
  });

  test('410', async () => {
    const { url } = await target((response) => response.writeHead(410).end());
    expect(await send(url)).toMatchObject({ httpStatus: 410, error: 'gone', response: null });
  });

  test('keeps a kilobyte of the answer, without control characters', async () => {
    const { url } = await target((response) => response.end(`a\0b\r\n${'x'.repeat(3000)}`));
    const { response } = await send(url);
    expect(response?.startsWith('a b xx')).toBe(true);
    expect(response?.length).toBeLessThanOrEqual(1024);
  });

  test('stops reading an endless answer; its status counts', async () => {
    let sent = 0;
    const { url } = await target((response) => {
      const write = (): void => {
        while (!response.destroyed && response.write('y'.repeat(16_384))) sent += 16_384;
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    });
    expect(await send(url)).toMatchObject({ httpStatus: 200, error: null });
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  test('an answer that breaks off after its status counts by its status', async () => {
    const { url } = await target((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('partly', () => response.destroy());
    });
    expect(await send(url)).toMatchObject({ httpStatus: 200, error: null, response: 'partly' });
  });

  test('no answer in time', async () => {
    const { url } = await target(() => undefined);
    const result = await send(url, { timeoutMs: 50 });
    expect(result).toMatchObject({ httpStatus: null, error: 'timeout' });
    expect(result.durationMs).toBeGreaterThanOrEqual(45);
  });

  test('each has its own time, although one timer serves them all', async () => {
    const { url } = await target((response, _seen, count) => {
      if (count === 2) response.end();
    });
    const both = attempts({ timeoutMs: 1000 });
    const first = both.send(request(url));
    expect((await both.send(request(url))).error).toBeNull();
    const startedAt = performance.now();
    const third = both.send(request(url));
    expect((await first).error).toBe('timeout');
    expect((await third).error).toBe('timeout');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(998);
  });

  test('the time-out covers DNS', async () => {
    const lost = createSafeAgent({ resolve: () => new Promise(() => undefined) });
    const result = await send('http://lost.test/', { client: lost, timeoutMs: 50 });
    expect(result.error).toBe('timeout');
    await lost.destroy();
  });

  test('network failures', async () => {
    const gone = await startTarget();
    await gone.close();
    expect((await send(gone.url)).error).toBe('refused');
    expect((await send(await rawTarget((socket) => socket.destroy()))).error).toBe('reset');
    const gibberish = await rawTarget((socket) => socket.end('hello\r\n\r\n'));
    expect((await send(gibberish)).error).toBe('invalid_answer');
    const plain = await target();
    expect((await send(plain.url.replace('http:', 'https:'))).error).toBe('tls');
    expect((await send('http://127.0.0.2/')).error).toBe('address_forbidden');
    const nameless = createSafeAgent({ resolve: async () => [] });
    expect((await send('http://nameless.test/', { client: nameless })).error).toBe('dns');
    await nameless.destroy();
  });

  test('a header that cannot be sent is a result too', async () => {
    const { url } = await target();
    const result = await attempts().send({ ...request(url), headers: { 'x-bad': 'a\nb' } });
    expect(result).toMatchObject({ httpStatus: null, error: 'internal' });
  });

  test('an abort is not a result', async () => {
    const { url, seen } = await target(() => undefined);
    const stopped = attempts();
    const sending = stopped.send(request(url));
    await until(() => seen.length === 1);
    stopped.abort();
    await expect(sending).rejects.toBeInstanceOf(AttemptAbortedError);
    await expect(stopped.send(request(url))).rejects.toBeInstanceOf(AttemptAbortedError);
  });
});

test.each([
  ['CERT_HAS_EXPIRED', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['EAI_AGAIN', 'dns'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  ['SOMETHING_NEW', 'network'],
])('classifyFailure %s', (code, expected) => {
  const error = Object.assign(new Error('x'), { code });
  expect(classifyFailure(error)).toBe(expected);
  expect(classifyFailure(new Error('wrapped', { cause: error }))).toBe(expected);
  expect(classifyFailure(new AggregateError([error]))).toBe(expected);
});

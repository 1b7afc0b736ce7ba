import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { openWire, send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { until } from '../../../../test/support/until.ts';
import { guardConnections } from '../../src/http/connections.ts';
import { expectProblem, type Fixture, SECRET, signedAs, startFixture } from './fixture.ts';

const MIB = 1024 * 1024;
const BODY = signalBody('sig_1');

let fixture: Fixture;
beforeEach(async () => {
  fixture = await startFixture();
});
afterEach(() => fixture.close());

const path = (): string => new URL(fixture.url).pathname;
const head = (...lines: string[]): string =>
  [`POST ${path()} HTTP/1.1`, 'host: x', ...lines, '', ''].join('\r\n');

test('bodies that are declared and not sent give their place to others after two seconds', async () => {
  const wires = await Promise.all(Array.from({ length: 6 }, () => openWire(fixture.gateway.url)));
  for (const wire of wires) wire.write(head(`content-length: ${10 * MIB}`));
  const refused = await until(
    () => wires.filter((wire) => wire.soFar() !== ''),
    (some) => some.length === 2,
  );
  for (const wire of refused) {
    await until(wire.soFar, (text) => text.includes('"code":"overloaded"'));
    expect(wire.soFar()).toMatch(/^HTTP\/1\.1 503 /);
    expect(wire.soFar()).toContain('retry-after: 5');
  }
  // Small ones have a place of their own.
  expect((await fixture.post(BODY)).json.status).toBe('stored');
  const large = JSON.stringify({ ...JSON.parse(signalBody('sig_2')), filler: 'x'.repeat(9 * MIB) });
  const taken = await until(
    () => fixture.post(large),
    ({ status }) => status !== 503,
  );
  expect(taken.json.status).toBe('stored');
  expect(wires.some((wire) => wire.soFar().includes('body_too_slow'))).toBe(true);
  for (const wire of wires) wire.hangUp();
});

test('a genuine body in small chunks is taken, a long one in chunks of a byte is not', async () => {
  const chunks = [...BODY].map((letter) => Buffer.from(letter));
  const reply = await send(fixture.url, { chunks, headers: signedHeaders(SECRET, BODY) });
  expect(reply.json.status).toBe('stored');

  const wire = await openWire(fixture.gateway.url);
  wire.write(head('transfer-encoding: chunked') + '1\r\nx\r\n'.repeat(20_000));
  expect(await wire.answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*body_in_tiny_chunks/);
  expect((await fixture.post(signalBody('sig_2'))).json.status).toBe('stored');
});

test('a body of unknown length that outgrows the small ones arrives whole', async () => {
  const body = JSON.stringify({ ...JSON.parse(BODY), filler: 'x'.repeat(3 * MIB) });
  const bytes = Buffer.from(body);
  const chunks = Array.from({ length: 100 }, (_, at) =>
    bytes.subarray((at * bytes.length) / 100, ((at + 1) * bytes.length) / 100),
  );
  const reply = await send(fixture.url, { chunks, headers: signedHeaders(SECRET, body) });
  expect(reply.json.status).toBe('stored');
});

test('whoever asks many times without waiting for an answer is closed, and costs nobody else', async () => {
  const wire = await openWire(fixture.gateway.url);
  wire.write('GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(200));
  await wire.answer;
  expect((await fixture.post(BODY)).json.status).toBe('stored');
  const few = await openWire(fixture.gateway.url);
  few.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(5));
  await until(few.soFar, (text) => text.split('HTTP/1.1 200').length === 6);
  few.hangUp();
});

test('more connections than there may be are told so, and idle ones make room', async () => {
  const server = http.createServer((_request, response) => response.end('ok'));
  const limits = { max: 2, maxQueued: 4, writeTimeoutMs: 1000 };
  let refused = 0;
  guardConnections(server, limits, 'HTTP/1.1 503 full\r\n\r\n', () => {
    refused += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const idle = await openWire(url);
  idle.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(idle.soFar, (text) => text.endsWith('ok\r\n0\r\n\r\n') || text.endsWith('ok'));
  const busy = await openWire(url);
  busy.write('GET / HTTP/1.1\r\n');
  const third = await openWire(url);
  expect(await third.answer).toBe('HTTP/1.1 503 full\r\n\r\n');
  expect(refused).toBe(1);
  await idle.answer;
  const next = await openWire(url);
  next.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  expect(await next.answer).toMatch(/^HTTP\/1\.1 200 /);
  busy.hangUp();
  await new Promise((resolve) => server.close(resolve));
});

test('a source’s own limits: 429 with Retry-After, and 413', async () => {
  const limit = { max_per_second: 2, max_body_bytes: 2000 };
  const patch = await send(`${fixture.gateway.url}/v1/sources/${fixture.sourceId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${fixture.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(limit),
  });
  expect(patch.json).toMatchObject(limit);
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, at) => fixture.post(signalBody(`sig_${at}`))),
  );
  const refused = replies.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(26);
  for (const reply of refused) {
    expectProblem(reply, 429, 'rate_limited');
    expect(reply.headers['retry-after']).toBe('1');
  }
  const again = await until(
    () => fixture.post(signalBody('sig_later')),
    ({ status }) => status === 200,
  );
  expect(again.json.status).toBe('stored');
  const large = JSON.stringify({ ...JSON.parse(BODY), filler: 'x'.repeat(2000) });
  const reply = await until(
    () => fixture.post(large),
    ({ status }) => status !== 429,
  );
  expectProblem(reply, 413, 'body_too_large');
});

test.each([
  ['text/json', undefined],
  ['', undefined],
  [' Application/JSON ; charset=utf-8', undefined],
  ['application/json', 'Identity'],
  ['application/json', ''],
])('the content type "%s" and the encoding "%s" are taken', async (type, encoding) => {
  const headers = {
    'content-type': type,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  };
  expect((await fixture.post(BODY, signedAs(BODY, headers))).json.status).toBe('stored');
});

test('what is refused is listed with what came', async () => {
  await fixture.post(BODY, signedAs(BODY, { 'content-type': 'application/x-www-form-urlencoded' }));
  await fixture.post(BODY, signedAs(BODY, { 'content-encoding': 'gzip' }));
  const rows = await until(
    () => fixture.api.all<{ explanation: string }>(`/v1/sources/${fixture.sourceId}/rejections`),
    (all) => all.length === 2,
  );
  const said = rows.map(({ explanation }) => explanation).join(' ');
  expect(said).toContain(
    'It came as "application/x-www-form-urlencoded"; it takes application/json.',
  );
  expect(said).toContain('It came with the encoding "gzip".');
});

test('the absolute form of the address, and a slash at its end', async () => {
  const wire = await openWire(fixture.gateway.url);
  const sign = Object.entries(signedHeaders(SECRET, BODY)).map(
    ([name, value]) => `${name}: ${value}`,
  );
  wire.write(
    [
      `POST http://hooks.example.com${path()}/ HTTP/1.1`,
      'host: hooks.example.com',
      `content-length: ${Buffer.byteLength(BODY)}`,
      ...sign,
      '',
      BODY,
    ].join('\r\n'),
  );
  await until(wire.soFar, (text) => text.includes('"status":"stored"'));
  wire.hangUp();
});

test('headers that a proxy adds are not kept', async () => {
  const added = {
    'x-goog-iap-jwt-assertion': 'iap-secret',
    'x-amzn-oidc-data': 'oidc-secret',
    'x-auth-request-email': 'somebody@example.com',
    'user-agent': 'Siggnal/1',
  };
  const { json } = await fixture.post(BODY, { ...signedHeaders(SECRET, BODY), ...added });
  const event = await fixture.gateway.store.events.get(String(json.event_id));
  expect(Object.keys(event?.headers ?? {}).sort()).toEqual([
    'content-type',
    'user-agent',
    'x-siggnal-signature',
  ]);
});

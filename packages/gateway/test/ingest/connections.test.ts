import http, { type Server } from 'node:http';
import { openWire, send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { until } from '../../../../test/support/until.ts';
import { type Fixture, SECRET, startFixture } from './fixture.ts';

let fixture: Fixture;
/** The gateway's own server: to look at its limits, and to make its time pass faster. */
let server: Server;

beforeEach(async () => {
  const create = jest.spyOn(http, 'createServer');
  fixture = await startFixture();
  server = create.mock.results.at(-1)?.value as Server;
  create.mockRestore();
});
afterEach(() => fixture.close());

const BODY = signalBody('sig_1');
const path = (): string => new URL(fixture.url).pathname;

/** The head of a POST to the source. */
function head(lines: Readonly<Record<string, string | number>>): string {
  const all = { host: 'localhost', ...signedHeaders(SECRET, BODY), ...lines };
  const text = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path()} HTTP/1.1\r\n${text.join('')}\r\n`;
}

const connections = (): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
const allGone = (): Promise<number> => until(connections, (count) => count === 0);

async function expectStillGood(): Promise<void> {
  expect((await fixture.post(BODY)).json.status).toBe('stored');
  expect(await fixture.countEvents()).toBe(1);
  expect(fixture.logged()).not.toContain('unexpected error');
}

test('limits of time', () => {
  expect(server.requestTimeout).toBe(30_000);
  expect(server.headersTimeout).toBe(10_000);
  expect(server.keepAliveTimeout).toBe(65_000);
});

test('a sender that hangs up in the middle of a body leaves nothing behind', async () => {
  const wire = await openWire(fixture.gateway.url);
  wire.write(head({ 'content-length': BODY.length }) + BODY.slice(0, 100));
  await until(connections, (count) => count === 1);
  wire.hangUp();
  await allGone();
  expect(await fixture.countEvents()).toBe(0);
  const rejections = await fixture.api.all(`/v1/sources/${fixture.sourceId}/rejections`);
  expect(rejections).toEqual([]);
  await expectStillGood();
});

test('one that hangs up before the answer has stored its event, and its retry is a duplicate', async () => {
  const wire = await openWire(fixture.gateway.url);
  wire.write(head({ 'content-length': Buffer.byteLength(BODY) }) + BODY);
  wire.hangUp();
  await until(fixture.countEvents, (count) => count === 1);
  expect((await fixture.post(BODY)).json.status).toBe('duplicate');
  expect(await fixture.countEvents()).toBe(1);
});

test('a body that never ends is cut off', async () => {
  // Node takes the shorter one for the headers, whichever it is.
  server.headersTimeout = 400;
  server.requestTimeout = 400;
  const wire = await openWire(fixture.gateway.url);
  wire.write(head({ 'content-length': BODY.length }) + BODY.slice(0, 100));
  const trickle = setInterval(() => wire.write(' '), 50);
  const during = await send(fixture.url, { method: 'HEAD' });
  const answer = await wire.answer;
  clearInterval(trickle);
  expect(during.status).toBe(200);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  server.headersTimeout = 30_000;
  server.requestTimeout = 30_000;
  await allGone();
  await expectStillGood();
});

test('a declared length beyond the cap is refused without waiting for the body', async () => {
  const wire = await openWire(fixture.gateway.url);
  wire.write(head({ 'content-length': 11 * 1024 * 1024 }));
  try {
    await until(wire.soFar, (text) => text !== '');
    expect(wire.soFar()).toMatch(/^HTTP\/1\.1 413 /);
  } finally {
    wire.hangUp();
  }
});

test('so are headers that never end', async () => {
  server.headersTimeout = 400;
  const wire = await openWire(fixture.gateway.url);
  wire.write(`POST ${path()} HTTP/1.1\r\nhost: localhost\r\n`);
  const trickle = setInterval(() => wire.write('x-more: y\r\n'), 50);
  const answer = await wire.answer;
  clearInterval(trickle);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  server.headersTimeout = 10_000;
  await expectStillGood();
});

test('headers may have 16 KiB together, not more', async () => {
  const fits = await fixture.post(BODY, {
    ...signedHeaders(SECRET, BODY),
    'x-a': 'a'.repeat(15_000),
  });
  expect(fits.json.status).toBe('stored');
  const wire = await openWire(fixture.gateway.url);
  wire.write(head({ 'content-length': BODY.length, 'x-a': 'a'.repeat(17_000) }) + BODY);
  expect(await wire.answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(await fixture.countEvents()).toBe(1);
});

test.each<[string, () => string]>([
  ['no HTTP', () => 'hello\r\n\r\n'],
  ['no host', () => `POST ${path()} HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}`],
  ['a length that is none', () => `${head({ 'content-length': 'many' })}{}`],
  [
    'two ways to tell the length',
    () => `${head({ 'content-length': 2, 'transfer-encoding': 'chunked' })}2\r\n{}\r\n0\r\n\r\n`,
  ],
  ['chunks that are none', () => `${head({ 'transfer-encoding': 'chunked' })}xyz\r\n{}`],
  ['a line break in a header', () => head({ 'content-length': 0, 'x-a': 'b\nc' })],
])('%s is refused and the connection closed', async (_words, request) => {
  const wire = await openWire(fixture.gateway.url);
  wire.write(request());
  expect(await wire.answer).toMatch(/^HTTP\/1\.1 400 /);
  await allGone();
  await expectStillGood();
});

test('one connection may bring many requests, also after a refusal', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const big = 'x'.repeat(11 * 1024 * 1024);
  const post = (body: string, headers: Record<string, string>) =>
    send(fixture.url, { body, headers, agent });
  const statuses: number[] = [];
  for (const [body, headers] of [
    ['{', signedHeaders(SECRET, '{')],
    [BODY, { 'content-type': 'text/html' }],
    [big, { 'content-type': 'text/html' }],
    [big, signedHeaders(SECRET, 'x')],
    [BODY, signedHeaders(SECRET, BODY)],
  ] as const) {
    statuses.push((await post(body, headers)).status);
  }
  agent.destroy();
  expect(statuses).toEqual([400, 415, 415, 413, 200]);
});

import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import http, { type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Api } from '../../../test/support/api.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { openWire, send } from '../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { until } from '../../../test/support/until.ts';
import { type GatewayConfig, readConfig } from '../src/config.ts';
import { type Gateway, openGateway, startGateway } from '../src/gateway.ts';
import { createLog } from '../src/log.ts';
import { EVERY_DELIVERY } from '../src/store/store.ts';

const SECRET = 'secret-of-the-gateway-test';
const log = createLog('silent');

let folder: Folder;
const open: { close(): Promise<void> }[] = [];

beforeEach(() => {
  folder = makeFolder();
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const one of open.splice(0)) await one.close();
  folder.remove();
});

const config = (more: Partial<GatewayConfig> = {}): GatewayConfig =>
  readConfig({}, { dataDir: join(folder.path, 'data'), port: 0, ...more });

async function start(more: Partial<GatewayConfig> = {}): Promise<Gateway> {
  const gateway = await startGateway(config(more), { log });
  open.push(gateway);
  return gateway;
}

async function addSource(gateway: Gateway): Promise<string> {
  const { ready } = await gateway.services.sources.add({ provider: 'siggnal', secrets: [SECRET] });
  return ready.source.id;
}

const post = (gateway: Gateway, sourceId: string, body: string) =>
  send(`${gateway.url}/in/${sourceId}`, { body, headers: signedHeaders(SECRET, body) });

test('the data folder is made for its owner alone', async () => {
  await start();
  const mode = (name: string): number => statSync(join(folder.path, 'data', name)).mode & 0o777;
  expect(mode('.')).toBe(0o700);
  expect(mode('key')).toBe(0o600);
});

test('with another key it does not start, says what to do, and lets go of port and folder', async () => {
  const first = await start();
  await addSource(first);
  await first.close();
  open.length = 0;
  writeFileSync(join(folder.path, 'data', 'key'), `${'0'.repeat(64)}\n`);
  const port = Number(new URL(first.url).port);
  await expect(start({ port })).rejects.toThrow(/restore the file "key" of the data folder/);
  const elsewhere = { port, dataDir: join(folder.path, 'other') };
  expect((await start(elsewhere)).url).toBe(`http://127.0.0.1:${port}`);
});

describe('a folder whose database is lost', () => {
  const database = (): string => join(folder.path, 'data', 'gateway.db');
  beforeEach(async () => {
    const first = await start();
    await addSource(first);
    await first.close();
    open.length = 0;
  });

  test.each([
    ['missing', () => rmSync(database())],
    ['empty', () => truncateSync(database())],
  ])('is not taken for a new one while it is %s, unless that is asked for', async (how, lose) => {
    lose();
    const size = () => statSync(database(), { throwIfNoEntry: false })?.size ?? null;
    const before = size();
    await expect(start()).rejects.toThrow(new RegExp(`is ${how}\\. Restore it .* --create`));
    await expect(start({ create: 'never' })).rejects.toThrow(/--create/);
    expect(size()).toBe(before);
    expect((await start({ create: 'always' })).directory.sources()).toEqual([]);
  });
});

test('a new folder is not made into a store where that is not wanted', async () => {
  await expect(start({ create: 'never' })).rejects.toThrow(/gateway\.db is missing/);
});

test('two gateways may be the first in a folder at the same time', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  await addSource(one);
  await two.directory.refresh();
  expect(two.directory.sources()).toHaveLength(1);
});

test('a database whose key is missing does not start, and no other key is written', async () => {
  const first = await start();
  await first.close();
  open.length = 0;
  rmSync(join(folder.path, 'data', 'key'));
  await expect(start()).rejects.toThrow(
    /key of the database .* is missing. Restore the file "key"/,
  );
  expect(() => statSync(join(folder.path, 'data', 'key'))).toThrow(/ENOENT/);
});

test('with PostgreSQL the key must be given: a container’s own folder is lost with it', async () => {
  const attempt = start({ databaseUrl: 'postgres://hooks@127.0.0.1:1/hooks' });
  await expect(attempt).rejects.toThrow(
    /^With PostgreSQL the key must be given: set SIGNAL_HOOKS_KEY/,
  );
  expect(() => statSync(join(folder.path, 'data', 'key'))).toThrow(/ENOENT/);
});

test('a port that is taken is an error, and nothing is opened', async () => {
  const first = await start();
  const port = Number(new URL(first.url).port);
  const dataDir = join(folder.path, 'other');
  await expect(start({ port, dataDir })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(() => statSync(dataDir)).toThrow(/ENOENT/);
});

test('what was stored is there after a restart, and is still known', async () => {
  const first = await start();
  const sourceId = await addSource(first);
  const { json } = await post(first, sourceId, signalBody('sig_1'));
  await first.close();
  open.length = 0;
  const second = await start();
  const again = await post(second, sourceId, signalBody('sig_1'));
  expect(again.json).toEqual({ status: 'duplicate', event_id: json.event_id });
});

test('two gateways on one folder: each soon knows what the other was told', async () => {
  const [one, two] = [await start(), await start()];
  const sourceId = await addSource(one);
  const probe = () => send(`${two.url}/in/${sourceId}`, { method: 'HEAD' });
  await until(probe, ({ status }) => status === 200);
  const replies = await Promise.all(
    [one, two, one, two].map((gateway) => post(gateway, sourceId, signalBody('sig_1'))),
  );
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const outcomes = replies.map(({ json }) => json.status).sort();
  expect(outcomes).toEqual(['duplicate', 'duplicate', 'duplicate', 'stored']);
  expect(new Set(replies.map(({ json }) => json.event_id)).size).toBe(1);
});

test('a request that is under way is finished before it closes', async () => {
  const gateway = await start();
  const sourceId = await addSource(gateway);
  const body = signalBody('sig_1');
  const headers = Object.entries(signedHeaders(SECRET, body))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  const wire = await openWire(gateway.url);
  wire.write(
    `POST /in/${sourceId} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body.slice(0, 50)}`,
  );
  // The answer on another connection tells that the first one has been read.
  await send(`${gateway.url}/healthz`, { method: 'GET' });
  const closed = gateway.close();
  open.length = 0;
  await expect(send(`${gateway.url}/healthz`, { method: 'GET' })).rejects.toThrow(/ECONNREFUSED/);
  wire.write(body.slice(50));
  expect(await wire.answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*"status":"stored"/);
  await closed;
  const reopened = await start();
  expect((await post(reopened, sourceId, body)).json.status).toBe('duplicate');
});

test('a connection that is kept alive does not hold up the end once it is answered', async () => {
  const gateway = await start({ stopMs: 600_000 });
  const sourceId = await addSource(gateway);
  const body = signalBody('sig_1');
  const wire = await openWire(gateway.url);
  wire.write(`POST /in/${sourceId} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
  await send(`${gateway.url}/healthz`, { method: 'GET' });
  let isClosed = false;
  const closed = gateway.close().then(() => {
    isClosed = true;
  });
  open.length = 0;
  wire.write(body);
  try {
    await until(wire.soFar, (text) => text.startsWith('HTTP/1.1 401 '));
    await until(
      () => isClosed,
      (done) => done,
    );
  } finally {
    wire.hangUp();
    await closed;
  }
});

test('connections that only wait do not hold up the end', async () => {
  const gateway = await start({ stopMs: 600_000 });
  const agent = new http.Agent({ keepAlive: true });
  await send(`${gateway.url}/healthz`, { method: 'GET', agent });
  const started = performance.now();
  await gateway.close();
  open.length = 0;
  // They would wait for over a minute.
  expect(performance.now() - started).toBeLessThan(60_000);
  agent.destroy();
});

test('half a request and a subscriber that hangs do not hold up the end, and nothing is lost', async () => {
  let asked = 0;
  const hanging = http.createServer(() => {
    asked += 1;
  });
  await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
  const { port } = hanging.address() as AddressInfo;
  const local = { allowedNetworks: ['127.0.0.1'] };
  const gateway = await start({ ...local, stopMs: 1000 });
  try {
    const sourceId = await addSource(gateway);
    const targetUrl = `http://127.0.0.1:${port}/`;
    await gateway.services.subscriptions.create({ targetUrl });
    await post(gateway, sourceId, signalBody('sig_1'));
    await until(
      () => asked,
      (count) => count === 1,
    );
    const wire = await openWire(gateway.url);
    wire.write(`POST /in/${sourceId} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf`);
    await send(`${gateway.url}/healthz`, { method: 'GET' });
    const started = performance.now();
    await gateway.close();
    open.length = 0;
    wire.hangUp();
    // The attempt alone would take 15 s, the rest of the request 30 s.
    expect(performance.now() - started).toBeLessThan(15_000);
  } finally {
    hanging.closeAllConnections();
    hanging.close();
  }
  const core = await openGateway(config(local), { log });
  open.push(core);
  const query = EVERY_DELIVERY;
  const { items } = await core.store.deliveries.list(query, { cursor: null, limit: 10 });
  expect(items).toMatchObject([{ status: 'pending', attempts: 0 }]);
  expect(await core.store.deliveries.dueSubscriptions(Date.now())).toHaveLength(1);
});

test('a proxy that is set and not used is told at the start', async () => {
  const lines: string[] = [];
  const telling = createLog('warn', { write: (line) => void lines.push(line) });
  const settings = config({ ignoredProxies: ['HTTPS_PROXY'] });
  open.push(await startGateway(settings, { log: telling }));
  expect(lines.join('')).toMatch(/"variables":\["HTTPS_PROXY"\].*do not use a proxy/);
});

test('events older than they are to be kept are deleted', async () => {
  const DAY = 24 * 3600_000;
  let now = Date.now() - 3 * DAY;
  const first = await startGateway(config({ retentionDays: 2 }), { log, now: () => now });
  const sourceId = await addSource(first);
  const token = (
    await first.services.tokens.create({
      name: 'test',
      scopes: ['events:read'],
      expiresInDays: null,
    })
  ).token;
  await post(first, sourceId, signalBody('sig_old'));
  now += 2.5 * DAY;
  await post(first, sourceId, signalBody('sig_new'));
  await first.close();

  // Its timers pass faster: the first pruning comes a minute after the start.
  const real = setTimeout;
  jest
    .spyOn(global, 'setTimeout')
    .mockImplementation(((run: () => void, ms: number) => real(run, ms / 600)) as never);
  const gateway = await startGateway(config({ retentionDays: 2 }), { log, now: () => now });
  open.push(gateway);
  const rows = await until(
    () => new Api(gateway.url, token).all<{ record: { subject_id: string } }>('/v1/events'),
    (events) => events.length === 1,
  );
  expect(rows.map(({ record }) => record.subject_id)).toEqual(['sig_new']);
});

test('an opened gateway that does not listen can be worked on and closed', async () => {
  const core = await openGateway(config(), { log });
  const { row } = await core.services.tokens.create({
    name: 'test',
    scopes: ['admin'],
    expiresInDays: null,
  });
  expect(row.id).toMatch(/^tok_/);
  await core.close();
});

test('a request that comes while it starts is answered too', async () => {
  const { createServer } = http;
  const listening = new Promise<Server>((resolve) => {
    jest.spyOn(http, 'createServer').mockImplementation(((options: http.ServerOptions) => {
      const server = createServer(options);
      server.once('listening', () => resolve(server));
      return server;
    }) as typeof createServer);
  });
  const starting = start();
  const { port } = (await listening).address() as AddressInfo;
  const wire = await openWire(`http://127.0.0.1:${port}`);
  wire.write('HEAD /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  await starting;
  try {
    await until(wire.soFar, (text) => /^HTTP\/1\.1 (?:200|503) /.test(text));
  } finally {
    wire.hangUp();
  }
});

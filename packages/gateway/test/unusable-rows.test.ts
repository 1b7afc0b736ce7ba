import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import SqliteDatabase from 'better-sqlite3';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { send } from '../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { until } from '../../../test/support/until.ts';
import { readConfig } from '../src/config.ts';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { createLog } from '../src/log.ts';
import { Vault } from '../src/vault.ts';

const KEY = '5'.repeat(64);
const vault = new Vault(Buffer.from(KEY, 'hex'));
const otherVault = new Vault(new Uint8Array(32).fill(9));
const SECRET = 'secret-of-the-unusable-rows-test';

let folder: Folder;
let gateway: Gateway;
let logged: string;
let token: string;
/** Subscribers' requests, by path. */
let arrived: string[];
let subscriber: Server;

beforeEach(async () => {
  folder = makeFolder();
  logged = '';
  arrived = [];
  subscriber = createServer((request, response) => {
    arrived.push(request.url ?? '');
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((done) => subscriber.listen(0, '127.0.0.1', done));
  await start();
  token = (await gateway.services.tokens.create({ name: 't', scopes: ['admin'], expiresInDays: 1 }))
    .token;
});
afterEach(async () => {
  await gateway.close();
  subscriber.closeAllConnections();
  await new Promise((done) => subscriber.close(done));
  folder.remove();
});

async function start(): Promise<void> {
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logged += chunk;
      done();
    },
  });
  const config = readConfig(
    { SIGNAL_HOOKS_KEY: KEY },
    { dataDir: join(folder.path, 'data'), port: 0, allowedNetworks: ['127.0.0.0/8'] },
  );
  gateway = await startGateway(config, { log: createLog('info', sink) });
}

const restart = async (): Promise<void> => {
  await gateway.close();
  await start();
};

/** Changes a row behind the gateway's back, as another version or a bad disk would. */
function damage(table: string, column: string, value: string | Uint8Array, id: string): void {
  const db = new SqliteDatabase(join(folder.path, 'data', 'gateway.db'));
  db.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = ?`).run(value, id);
  db.prepare('UPDATE config SET version = version + 1').run();
  db.close();
}

const call = (method: string, path: string, body?: unknown) =>
  send(gateway.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const addSource = async (name: string): Promise<string> =>
  (await gateway.services.sources.add({ provider: 'siggnal', name, secrets: [SECRET] })).ready
    .source.id;

let sent = 0;
const post = (sourceId: string) => {
  const body = signalBody(`sig_${++sent}`);
  return send(`${gateway.url}/in/${sourceId}`, { body, headers: signedHeaders(SECRET, body) });
};

/** A row of a list of the API. */
async function row(path: string, id: string): Promise<Readonly<Record<string, unknown>>> {
  const reply = await call('GET', path);
  expect([reply.status, path]).toEqual([200, path]);
  const rows = reply.json.data as Readonly<Record<string, unknown>>[];
  return rows.find((each) => each.id === id) ?? {};
}

const warnings = (words: string): number => logged.split(`"${words}"`).length - 1;

type Damage = readonly [
  what: string,
  column: string,
  value: (id: string) => string | Uint8Array,
  why: RegExp,
];

const SOURCES: readonly Damage[] = [
  ['of a provider this version does not know', 'provider', () => 'acme', /provider "acme"/],
  ['of a provider named like a property', 'provider', () => 'constructor', /"constructor"/],
  ['sealed with another key', 'sealed', (id) => otherVault.seal({}, id), /another key/],
  ['whose secrets are damaged', 'sealed', () => new Uint8Array(3), /damaged/],
  ['sealed by another version', 'sealed', (id) => vault.seal({ keys: [1] }, id), /version/],
  ['with damaged events', 'events', () => '["sig', /damaged \(events\)/],
  ['with events that are no list', 'events', () => '{"length":3}', /damaged \(events\)/],
];

describe.each(SOURCES)('a source %s', (_what, column, value, why) => {
  test('takes nothing, says why, and holds up nobody else', async () => {
    const [good, bad] = [await addSource('good'), await addSource('bad')];
    const old = await gateway.services.tokens.create({
      name: 'o',
      scopes: ['admin'],
      expiresInDays: 1,
    });
    damage('sources', column, value(bad), bad);

    await until(
      async () => (await row('/v1/sources', bad)).problem,
      (problem) => why.test(String(problem)),
    );
    const refused = await post(bad);
    expect([refused.status, refused.json.code]).toEqual([503, 'source_unusable']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await post(good)).status).toBe(200);
    expect(await row('/v1/sources', good)).toMatchObject({
      problem: null,
      state: 'ready',
      name: 'good',
    });
    expect((await call('GET', `/v1/sources/${bad}`)).json).toMatchObject({
      id: bad,
      state: 'unusable',
      name: 'bad',
    });

    // What changes elsewhere goes on being noticed.
    await gateway.services.tokens.revoke(old.row.id);
    const reply = await send(`${gateway.url}/v1/me`, {
      method: 'GET',
      headers: { authorization: `Bearer ${old.token}` },
    });
    expect([reply.status, reply.json.code]).toEqual([401, 'token_revoked']);
    expect(warnings('source is unusable')).toBe(1);
  });

  test('keeps nobody from a restart, and can be removed', async () => {
    const [good, bad] = [await addSource('good'), await addSource('bad')];
    damage('sources', column, value(bad), bad);
    await restart();
    expect((await post(good)).status).toBe(200);
    expect((await post(bad)).status).toBe(503);
    const changed = await call('PATCH', `/v1/sources/${bad}`, { name: 'x' });
    expect(changed.status).toBe(409);
    expect(changed.json.detail).toMatch(why);
    expect((await call('DELETE', `/v1/sources/${bad}`)).status).toBe(204);
    expect((await post(bad)).status).toBe(404);
  });
});

test('a source that was restored takes requests again', async () => {
  const id = await addSource('one');
  damage('sources', 'provider', 'acme', id);
  await until(
    () => post(id),
    ({ status }) => status === 503,
  );
  damage('sources', 'provider', 'siggnal', id);
  await until(
    () => post(id),
    ({ status }) => status === 200,
  );
});

test('events of a source whose secrets are lost can still be read', async () => {
  const id = await addSource('one');
  const { event_id: eventId } = (await post(id)).json;
  damage('sources', 'sealed', new Uint8Array(3), id);
  await restart();
  expect((await call('GET', `/v1/events/${eventId}`)).json).toMatchObject({ id: eventId });
  expect((await call('GET', '/v1/events?provider=siggnal')).json.data).toHaveLength(1);
});

const subscribe = async (path: string): Promise<string> => {
  const { port } = subscriber.address() as AddressInfo;
  const reply = await call('POST', '/v1/subscriptions', {
    target_url: `http://127.0.0.1:${port}${path}`,
    provider: 'siggnal',
    filter: [{ field: 'priority', op: 'eq', value: 'high' }],
  });
  expect(reply.status).toBe(201);
  return String(reply.json.id);
};

const UNKNOWN_OP = '[{"field":"priority","op":"sounds_like","value":"high"}]';

const SUBSCRIPTIONS: readonly Damage[] = [
  ['to a provider this version does not know', 'provider', () => 'acme', /provider "acme"/],
  ['with an operator this version does not know', 'conditions', () => UNKNOWN_OP, /sounds_like/],
  ['with damaged conditions', 'conditions', () => '[{"field":', /damaged \(conditions\)/],
  ['with conditions that are none', 'conditions', () => '[1]', /damaged \(conditions\)/],
  ['with damaged event types', 'event_types', () => '', /damaged \(event_types\)/],
  ['sealed with another key', 'sealed', (id) => otherVault.seal({}, id), /another key/],
];

describe.each(SUBSCRIPTIONS)('a subscription %s', (_what, column, value, why) => {
  test('gets nothing it should not, says why, and holds up nobody else; it can be ended', async () => {
    const source = await addSource('one');
    const [good, bad] = [await subscribe('/good'), await subscribe('/bad')];
    damage('subscriptions', column, value(bad), bad);
    await restart();
    expect((await row('/v1/subscriptions', bad)).problem).toMatch(why);
    expect(await row('/v1/subscriptions', good)).toMatchObject({ problem: null });
    expect((await post(source)).status).toBe(200);
    await until(
      () => arrived,
      (paths) => paths.includes('/good'),
    );
    const resumed = await call('PATCH', `/v1/subscriptions/${bad}`, { status: 'paused' });
    expect(resumed.status).toBe(409);
    expect(resumed.json.detail).toMatch(why);
    expect((await call('POST', `/v1/subscriptions/${bad}/recover`)).status).toBe(409);
    expect(arrived).toEqual(['/good']);
    expect(warnings('subscription is unusable')).toBe(1);
    expect((await call('DELETE', `/v1/subscriptions/${bad}`)).status).toBe(204);
    expect((await call('GET', `/v1/subscriptions/${bad}`)).json).toMatchObject({ status: 'ended' });
  });
});

test('deliveries of a subscription whose secrets are lost wait until they are restored', async () => {
  const source = await addSource('one');
  const id = await subscribe('/late');
  const [held] = await gateway.store.accounts.listSubscriptions();
  damage('subscriptions', 'sealed', new Uint8Array(3), id);
  await restart();
  expect((await post(source)).status).toBe(200);
  const path = `/v1/deliveries?subscription_id=${id}`;
  expect((await call('GET', path)).json.data).toMatchObject([{ status: 'pending' }]);
  damage('subscriptions', 'sealed', held?.sealed ?? '', id);
  await until(
    () => arrived,
    (paths) => paths.includes('/late'),
  );
});

test('a token with damaged scopes may do nothing, and the others everything they may', async () => {
  const { row: held, token: jwt } = await gateway.services.tokens.create({
    name: 'damaged',
    scopes: ['sources:read'],
    expiresInDays: 1,
  });
  damage('tokens', 'scopes', '"admin"', held.id);
  await restart();
  const headers = { authorization: `Bearer ${jwt}` };
  expect((await send(`${gateway.url}/v1/sources`, { method: 'GET', headers })).status).toBe(403);
  expect((await call('GET', '/v1/sources')).status).toBe(200);
  expect(warnings('token is unusable')).toBe(1);
  await gateway.services.tokens.revoke(held.id);
  expect((await send(`${gateway.url}/v1/me`, { method: 'GET', headers })).status).toBe(401);
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { Api } from '../../../../test/support/api.ts';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { send } from '../../../../test/support/http.ts';
import { signedHeaders } from '../../../../test/support/siggnal.ts';
import { type GatewayConfig, readConfig } from '../../src/config.ts';
import { type Gateway, openGateway, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';

const SOURCE = 'src_01kq285kg19pstvf4wj243yhkt';
const PAUSED = 'sub_01kq285kg9jzgs007j17ks13d9';
const ENDED = 'sub_01kq285kgfc7bkqwbk3q3mxh02';

let folder: Folder;
let data: string;
let gateway: Gateway | undefined;

/** The database of an old release, in a data folder with its key. */
beforeEach(async () => {
  folder = makeFolder();
  data = join(folder.path, 'data');
  await mkdir(data, { mode: 0o700 });
  writeFileSync(join(data, 'key'), `${'07'.repeat(32)}\n`, { mode: 0o600 });
  const old = new SqliteDatabase(join(data, 'gateway.db'));
  old.pragma('foreign_keys = OFF');
  old.exec(readFileSync(join(__dirname, 'fixtures', 'database-version-2.sql'), 'utf8'));
  old.close();
});
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  folder.remove();
});

const config = (): GatewayConfig => readConfig({}, { dataDir: data, port: 0, retentionDays: null });

const start = async (): Promise<Gateway> => {
  gateway = await startGateway(config(), { log: createLog('silent') });
  return gateway;
};

test('the database of an old release is opened, with everything in it, and goes on', async () => {
  const { services, store, url } = await start();
  const { token } = await services.tokens.create({
    name: 'new',
    scopes: ['admin'],
    expiresInDays: null,
  });
  const api = new Api(url, token);
  const events = await api.all<{ record: { subject_id: string; company_name: string } }>(
    '/v1/events',
  );
  expect(events.map(({ record }) => [record.subject_id, record.company_name])).toEqual([
    ['sig_3', 'Romashka'],
    ['sig_2', 'Romashka'],
    ['sig_1', 'Romashka'],
  ]);
  const paused = await api.all<{ status: string }>(`/v1/deliveries?subscription_id=${PAUSED}`);
  expect(paused.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
  const ended = await api.all<{ status: string }>(`/v1/deliveries?subscription_id=${ENDED}`);
  expect(ended.map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  const attempts = await store.deliveries.listAttempts('dlv_01kq285kgjdnzg8sg8cjd4axs5');
  expect(attempts).toMatchObject([{ httpStatus: 200, durationMs: 12.5 }]);

  // The old secret still opens, and the identity of an old event is still known.
  const known = await store.events.get('evt_01kq285kgj1xxnmgvsrz7qnt24');
  const body = Buffer.from(known?.body ?? []);
  const repeat = await send(`${url}/in/${SOURCE}`, {
    body,
    headers: signedHeaders('old-source-secret', body),
  });
  expect(repeat.json).toEqual({ status: 'duplicate', event_id: known?.id });
});

test('providers can be defined in the database of an old release', async () => {
  const { services, directory } = await start();
  const definition = {
    id: 'acme',
    name: 'Acme',
    signature: { algorithm: 'hmac-sha256', header: 'x-acme', encoding: 'hex' },
  };
  await services.sources.add({ provider: 'custom', definition, secrets: ['secret'] });
  const providers = directory.sources().map(({ provider }) => provider.id);
  expect(providers.toSorted()).toEqual(['acme', 'siggnal']);
});

test('addresses that are in clear in an old database are sealed, and none is left in the file', async () => {
  const inFiles = (): boolean =>
    readdirSync(data).some((name) =>
      readFileSync(join(data, name)).includes('secret-address-of-make'),
    );
  expect(inFiles()).toBe(true);
  const urls = async (): Promise<string[]> => {
    const core = await openGateway(config(), { log: createLog('silent') });
    const rows = await core.store.accounts.listSubscriptions();
    await core.close();
    return rows.map(({ targetUrl }) => targetUrl);
  };
  const first = await urls();
  expect(first[0]).toBe('https://hook.make.invalid/secret-address-of-make');
  expect(inFiles()).toBe(false);
  expect(await urls()).toEqual(first);
});

test('what is deleted takes along what belongs to it, in an old database too', async () => {
  // Nothing is delivered meanwhile.
  const core = await openGateway(config(), { log: createLog('silent') });
  const { store } = core;
  expect(await store.events.prune(Date.now(), 10, Date.now())).toBe(3);
  expect(await store.deliveries.get('dlv_01kq285kgjdnzg8sg8cjd4axs5')).toBeNull();
  expect(await store.deliveries.listAttempts('dlv_01kq285kgjdnzg8sg8cjd4axs5')).toEqual([]);
  expect(await store.deliveries.get('dlv_01kq285kgj29m9pvgx17469xq8')).toMatchObject({
    status: 'expired',
  });
  await core.close();
  const db = new SqliteDatabase(join(data, 'gateway.db'));
  const problems = [db.pragma('integrity_check', { simple: true }), db.pragma('foreign_key_check')];
  db.close();
  expect(problems).toEqual(['ok', []]);
});

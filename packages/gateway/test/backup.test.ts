import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Api, type EventRow } from '../../../test/support/api.ts';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { send } from '../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { type Subscriber, startSubscriber } from '../../../test/support/subscriber.ts';
import { until } from '../../../test/support/until.ts';
import { backUp, restore, resumeDeliveries } from '../src/backup.ts';
import { type GatewayConfig, readConfig } from '../src/config.ts';
import { type Gateway, startGateway } from '../src/gateway.ts';
import { createLog } from '../src/log.ts';

const SECRET = 'secret-of-the-backup-test';

let folder: Folder;
let subscriber: Subscriber;
const running: Gateway[] = [];

const at = (name: string): string => join(folder.path, name);

async function start(name: string, more: Partial<GatewayConfig> = {}): Promise<Gateway> {
  const gateway = await startGateway(
    readConfig({}, { dataDir: at(name), port: 0, allowedNetworks: ['127.0.0.0/8'], ...more }),
    { log: createLog('silent') },
  );
  running.push(gateway);
  return gateway;
}

async function post(gateway: Gateway, sourceId: string, subject: string): Promise<void> {
  const body = signalBody(subject);
  const headers = signedHeaders(SECRET, body);
  const { status } = await send(`${gateway.url}/in/${sourceId}`, { body, headers });
  expect(status).toBe(200);
}

/** A gateway with a source and a subscriber. @returns the source's id */
async function fill(gateway: Gateway): Promise<string> {
  const { sources, subscriptions } = gateway.services;
  const { ready } = await sources.add({ provider: 'siggnal', secrets: [SECRET] });
  const { secret } = await subscriptions.create({ targetUrl: subscriber.url, format: 'flat' });
  subscriber.secret = secret;
  return ready.source.id;
}

const pending = async (gateway: Gateway): Promise<number> =>
  [...(await gateway.store.deliveries.countPending()).values()].reduce(
    (sum, count) => sum + count,
    0,
  );

beforeEach(async () => {
  folder = makeFolder();
  subscriber = await startSubscriber();
});
afterEach(async () => {
  for (const gateway of running.splice(0)) await gateway.close();
  await subscriber.close();
  folder.remove();
});

test('a restored copy takes events but reaches no subscriber until it is told to', async () => {
  const first = await start('data', { deliver: false });
  const sourceId = await fill(first);
  await post(first, sourceId, 'sig_before');
  // While the gateway runs.
  expect(await backUp(at('data'), at('backup'), undefined)).toEqual({ withKey: true });
  await first.close();

  expect(await restore(at('backup'), at('copy'), undefined)).toEqual({ withKey: true });
  const copy = await start('copy');
  await post(copy, sourceId, 'sig_after');
  const { token } = await copy.services.tokens.create({
    name: 'test',
    scopes: ['admin'],
    expiresInDays: 1,
  });
  const events = await new Api(copy.url, token).all<EventRow>('/v1/events');
  expect(events.map(({ record }) => record.subject_id).sort()).toEqual(['sig_after', 'sig_before']);
  expect(await pending(copy)).toBe(2);
  // A restart changes nothing.
  await copy.close();
  const again = await start('copy');
  expect([await pending(again), subscriber.received.size]).toEqual([2, 0]);

  await resumeDeliveries(at('copy'));
  await until(
    () => subscriber.received.size,
    (count) => count === 2,
  );
  expect(subscriber.forged()).toBe(0);
  await until(
    () => pending(again),
    (count) => count === 0,
  );
});

test('without deliveries a gateway keeps them', async () => {
  const gateway = await start('data', { deliver: false });
  await post(gateway, await fill(gateway), 'sig_kept');
  await gateway.close();
  expect(subscriber.received.size).toBe(0);
  await start('data');
  await until(
    () => subscriber.received.size,
    (count) => count === 1,
  );
});

test('a back-up is for its owner alone, and a back-up without the key is told apart', async () => {
  const key = 'ab'.repeat(32);
  const gateway = await start('data', { key });
  await fill(gateway);
  await expect(backUp(at('data'), at('backup'), undefined)).rejects.toThrow(
    /There is no key in .*Set SIGNAL_HOOKS_KEY/,
  );
  expect(await backUp(at('data'), at('backup'), key)).toEqual({ withKey: false });
  const mode = (name: string): number => statSync(at(name)).mode & 0o777;
  expect([mode('backup'), mode('backup/gateway.db')]).toEqual([0o700, 0o600]);
  await expect(restore(at('backup'), at('copy'), undefined)).rejects.toThrow(/has no key/);
  expect(existsSync(at('copy'))).toBe(false);
  expect(await restore(at('backup'), at('copy'), key)).toEqual({ withKey: false });
  const copy = await start('copy', { key });
  expect(copy.directory.sources()).toHaveLength(1);
});

test('nothing is written over', async () => {
  const gateway = await start('data');
  await fill(gateway);
  await gateway.close();
  mkdirSync(at('full'));
  writeFileSync(at('full/notes.txt'), 'mine');
  await expect(backUp(at('data'), at('full'), undefined)).rejects.toThrow(/is not empty/);
  await backUp(at('data'), at('backup'), undefined);
  const before = readFileSync(at('data/gateway.db'));
  await expect(restore(at('backup'), at('data'), undefined)).rejects.toThrow(
    /already holds a gateway's database/,
  );
  expect(readFileSync(at('data/gateway.db')).equals(before)).toBe(true);
  rmSync(at('data/gateway.db'));
  writeFileSync(at('data/key'), `${'0'.repeat(64)}\n`);
  await expect(restore(at('backup'), at('data'), undefined)).rejects.toThrow(/holds another key/);
});

test('without room for it none is begun', async () => {
  await (await start('data')).close();
  // As large as no disk here: it takes no room.
  truncateSync(at('data/gateway.db'), 2 ** 43);
  await expect(backUp(at('data'), at('backup'), undefined)).rejects.toThrow(
    /too little room for a back-up: 8192\.1 GB are needed, [0-9.]+ GB are free/,
  );
  expect(readdirSync(folder.path)).toEqual(['data']);
});

test('what is no back-up, or a damaged one, is refused before anything is used', async () => {
  await expect(restore(at('nothing'), at('copy'), undefined)).rejects.toThrow(/no gateway\.db/);
  await expect(backUp(at('nothing'), at('backup'), undefined)).rejects.toThrow(/no database in/);
  mkdirSync(at('bad'));
  writeFileSync(at('bad/key'), `${'0'.repeat(64)}\n`);
  writeFileSync(at('bad/gateway.db'), '');
  await expect(restore(at('bad'), at('copy'), undefined)).rejects.toThrow(/is empty/);
  writeFileSync(at('bad/gateway.db'), 'not a database '.repeat(1000));
  await expect(restore(at('bad'), at('copy'), undefined)).rejects.toThrow(
    /SQLITE_NOTADB\): the file is no SQLite database/,
  );
  expect(existsSync(at('copy/gateway.db'))).toBe(false);
});

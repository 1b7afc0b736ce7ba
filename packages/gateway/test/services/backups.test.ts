import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from '../../../../test/support/api.ts';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { until } from '../../../../test/support/until.ts';
import { restore } from '../../src/backup.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import { BackupService } from '../../src/services/backups.ts';
import { event } from '../store/contract/fixtures.ts';

const SECRET = 'secret-of-the-backups-test';
const MEGABYTE = 1024 * 1024;

let folder: Folder;
let gateway: Gateway;
let api: Api;
let sourceId: string;

const at = (name: string): string => join(folder.path, name);

async function start(dataDir: string): Promise<Gateway> {
  const config = readConfig({}, { dataDir, port: 0 });
  return startGateway(config, { log: createLog('silent') });
}

beforeEach(async () => {
  folder = makeFolder();
  gateway = await start(at('data'));
  const { sources, tokens } = gateway.services;
  const { ready } = await sources.add({ provider: 'siggnal', secrets: [SECRET] });
  sourceId = ready.source.id;
  const made = await tokens.create({ name: 'test', scopes: ['admin'], expiresInDays: 1 });
  api = new Api(gateway.url, made.token);
});
afterEach(async () => {
  await gateway.close();
  folder.remove();
});

/** So much that copying takes longer than an event. */
async function fill(): Promise<void> {
  for (let number = 0; number < 128; number += 1) {
    const body = Buffer.alloc(MEGABYTE, number);
    await gateway.store.events.append([
      event(`evt_${number}`, { sourceId, body, identity: `${number}` }),
    ]);
  }
}

async function takeEvent(subject: string): Promise<void> {
  const body = signalBody(subject);
  const headers = signedHeaders(SECRET, body);
  expect((await send(`${gateway.url}/in/${sourceId}`, { body, headers })).status).toBe(200);
}

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly folder: string;
  readonly bytes: number;
  readonly total_bytes: number | null;
  readonly error: string | null;
}

const newest = async (): Promise<Shown | undefined> =>
  ((await api.get('/v1/backups')).json.data as Shown[])[0];

const ended = async (): Promise<Shown> =>
  (await until(newest, (backup) => backup?.status !== 'running')) as Shown;

const begin = async (): Promise<Shown> => {
  const { status, json } = await api.call('POST', '/v1/backups');
  expect(status).toBe(202);
  return json as unknown as Shown;
};

test('events are taken while a back-up is made, one at a time; it is whole, and for its owner alone', async () => {
  await fill();
  const started = await begin();
  expect(started).toMatchObject({ status: 'running', with_key: true, error: null });
  const again = await api.call('POST', '/v1/backups');
  expect([again.status, again.json.detail]).toEqual([
    409,
    'A back-up is being made. Wait until it is done.',
  ]);
  let meanwhile = 0;
  for (let number = 0; ; number += 1) {
    await takeEvent(`sig_${number}`);
    const backup = await newest();
    if (backup?.status !== 'running') break;
    if (backup.bytes < Number(backup.total_bytes) / 2) meanwhile += 1;
  }
  expect(meanwhile).toBeGreaterThan(0);

  const done = await ended();
  const path = join(at('data/backups'), started.id);
  expect(done).toMatchObject({ id: started.id, status: 'done', folder: path, total_bytes: null });
  expect(done.bytes).toBeGreaterThan(128 * MEGABYTE);
  const mode = (name: string): number => statSync(join(path, name)).mode & 0o777;
  expect([mode('.'), mode('gateway.db'), mode('key')]).toEqual([0o700, 0o600, 0o600]);
  // No log beside it: it can be read from a medium that is read-only.
  expect(readdirSync(path).sort()).toEqual(['gateway.db', 'key']);

  await restore(path, at('copy'), undefined);
  const copy = await start(at('copy'));
  try {
    expect((await copy.store.events.get('evt_127'))?.body.length).toBe(MEGABYTE);
  } finally {
    await copy.close();
  }
});

test('a gateway that is closed meanwhile leaves nothing of it', async () => {
  await fill();
  await begin();
  await gateway.close();
  expect(readdirSync(at('data/backups'))).toEqual([]);
});

test('one that fails says why, and leaves nothing', async () => {
  rmSync(at('data/key'));
  await begin();
  expect(await ended()).toMatchObject({
    ...{ status: 'failed', total_bytes: null },
    error: `There is no key in ${at('data')}. Set SIGNAL_HOOKS_KEY if it is kept elsewhere.`,
  });
  expect(readdirSync(at('data'))).not.toContain('backups');
});

test('what another gateway is making is waited for; what was cut short is removed', async () => {
  const partial = at('data/backups/backup-2026-01-02T03-04-05Z.partial');
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'gateway.db'), 'half');
  expect((await api.call('POST', '/v1/backups')).status).toBe(409);
  utimesSync(join(partial, 'gateway.db'), 0, 0);
  const started = await begin();
  expect((await ended()).status).toBe('done');
  expect(readdirSync(at('data/backups'))).toEqual([started.id]);
});

test('whoever may not do everything can neither make nor list them', async () => {
  const { token } = await gateway.services.tokens.create({
    ...{ name: 'reader', scopes: ['events:read'], expiresInDays: 1 },
  });
  const reader = new Api(gateway.url, token);
  expect((await reader.call('POST', '/v1/backups')).status).toBe(403);
  expect((await reader.get('/v1/backups')).status).toBe(403);
});

test('with PostgreSQL it is said what does it', async () => {
  const data = { dataDir: at('data'), databaseUrl: 'postgres://db.invalid/hooks', key: undefined };
  const log = { info: () => undefined, error: () => undefined };
  const backups = new BackupService({ data, now: Date.now, log });
  await expect(backups.start()).rejects.toThrow(/Back it up with pg_dump/);
});

import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { type Folder, makeFolder } from '../../../../test/support/folder.ts';
import { send } from '../../../../test/support/http.ts';
import { signalBody, signedHeaders } from '../../../../test/support/siggnal.ts';
import { until } from '../../../../test/support/until.ts';
import { readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/log.ts';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import { addAccounts, event } from './contract/fixtures.ts';

const SECRET = 'secret-of-the-source';
const log = createLog('silent');

/** Whether a program does what it is asked for here. */
function works(program: string, ...given: string[]): boolean {
  try {
    execFileSync(program, given, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

/** Runs `disk-child.ts`, by way of a shell command that ends with `exec "$@"` or the like. */
async function runChild(shell: string, scenario: string): Promise<unknown> {
  const child = join(__dirname, 'disk-child.ts');
  const given = ['-c', shell, 'sh', process.execPath, child, scenario, join(folder.path, 'g.db')];
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1', NODE_OPTIONS: '' };
  const ended = await promisify(execFile)('sh', given, { env }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  if (ended.stdout === '') throw new Error(ended.stderr);
  return JSON.parse(ended.stdout);
}

test('a process that has used up its files goes on storing', async () => {
  expect(await runChild('ulimit -n 64; exec "$@"', 'few-files')).toEqual([
    'EMFILE',
    'stored',
    null,
  ]);
});

// The system call itself fails: that needs a tracer, and the right to use it.
const canTrace = works('strace', '-f', '-e', 'trace=none', 'true');
(canTrace ? test : test.skip)(
  'a sync that the disk has failed is made up for, and nothing is promised before',
  async () => {
    const inject = `strace -f -qq -o ${folder.path}/trace -e trace=fdatasync -e inject=fdatasync:error=EIO:when=3..4`;
    const seen = await runChild(`exec ${inject} "$@"`, 'failed-sync');
    expect(seen).toEqual(['stored', 'unavailable', true, 'duplicate', null, 'stored']);
    expect(await readFile(join(folder.path, 'trace'), 'utf8')).toMatch(/EIO.*INJECTED/);
    const store = new SqliteStore(join(folder.path, 'g.db'));
    await store.open();
    const ids = ['evt_1', 'evt_2', 'evt_3'];
    const events = await Promise.all(ids.map((id) => store.events.get(id)));
    await store.close();
    expect(events.map((found) => found?.id)).toEqual(ids);
  },
);

describe('a store whose disk fails to sync', () => {
  let isBroken: boolean;
  let store: SqliteStore;
  beforeEach(async () => {
    isBroken = false;
    const fdatasync = async (): Promise<void> => {
      if (isBroken) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    store = new SqliteStore(join(folder.path, 'g.db'), { fdatasync });
    await store.open();
    await addAccounts(store);
  });
  afterEach(() => store.close());

  it('says so until it works again, and fails every call that is under way', async () => {
    expect(store.failure).toBeNull();
    isBroken = true;
    const calls = Array.from({ length: 600 }, (_, at) => store.events.append([event(`evt_${at}`)]));
    const results = await Promise.allSettled(calls);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(store.failure).toMatch(/^The disk failed to write/);
    await expect(store.check()).rejects.toMatchObject({ code: 'unavailable' });
    isBroken = false;
    await until(
      () =>
        store.check().then(
          () => true,
          () => false,
        ),
      (isFine) => isFine,
    );
    expect(store.failure).toBeNull();
    // Everything has been moved to the file, and so written anew.
    expect(statSync(join(folder.path, 'g.db-wal')).size).toBeLessThan(100_000);
    expect(await store.events.append([event('evt_0')])).toMatchObject([{ duplicate: true }]);
  });
});

test('a log that has lost what was written is left as it is, for a new process to read', async () => {
  const seen = await runChild('exec "$@"', 'lost-log');
  expect(seen).toEqual(['unavailable', expect.stringContaining('Restart the gateway')]);
  const store = new SqliteStore(join(folder.path, 'g.db'));
  await store.open();
  expect((await store.accounts.listSources()).map(({ id }) => id)).toEqual(['src_a']);
  expect(await store.events.append([event('evt_1')])).toMatchObject([{ duplicate: false }]);
  await store.close();
});

describe('a write-ahead log that is left behind', () => {
  /** Opens the database, and returns what is logged and how many of the ten events there are. */
  const open = async (): Promise<{ said: Record<string, unknown>[]; events: number }> => {
    const said: Record<string, unknown>[] = [];
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        said.push(JSON.parse(String(chunk)));
        done();
      },
    });
    const store = new SqliteStore(join(folder.path, 'g.db'), { log: createLog('info', sink) });
    await store.open();
    const ids = Array.from({ length: 10 }, (_, at) => `evt_${at}`);
    const found = await Promise.all(ids.map((id) => store.events.get(id)));
    await store.close();
    return { said, events: found.filter(Boolean).length };
  };

  it('is read, and it is said how many commits it holds', async () => {
    await runChild('exec "$@"', 'ten-events');
    const { said, events } = await open();
    expect(events).toBe(10);
    expect(said).toMatchObject([{ level: 30, commits: expect.any(Number) }]);
    expect((await open()).said).toEqual([]);
  });

  it('is said to be damaged, and after how many commits', async () => {
    await runChild('exec "$@"', 'ten-events');
    const path = join(folder.path, 'g.db');
    await Promise.all(['', '-wal'].map((end) => copyFile(path + end, `${path}.whole${end}`)));
    const wal = await readFile(`${path}-wal`);
    // In the page of one of the last events: a page has 8192 bytes and a header of 24.
    wal.writeUInt8(wal.readUInt8(wal.length - 5 * 8216) ^ 1, wal.length - 5 * 8216);
    await writeFile(`${path}-wal`, wal);
    const damaged = await open();
    await Promise.all(['', '-wal'].map((end) => rename(`${path}.whole${end}`, path + end)));
    const whole = await open();
    const commits = Number(whole.said[0]?.commits) - (whole.events - damaged.events);
    expect(damaged.events).toBeLessThan(10);
    expect(damaged.said).toMatchObject([
      { level: 30, commits },
      { level: 40, commits, lostPages: expect.any(Number), msg: expect.stringMatching(/damaged/) },
    ]);
  });
});

const start = async (): Promise<Gateway> =>
  startGateway(readConfig({}, { dataDir: join(folder.path, 'disk'), port: 0 }), { log });

// A small disk of its own: that takes the rights of an administrator.
const size = 'size=8m';
const canMount =
  process.platform === 'linux' &&
  works('unshare', '-m', 'mount', '-t', 'tmpfs', '-o', size, 'tmpfs', '/mnt');
(canMount ? describe : describe.skip)('a gateway on a disk of its own', () => {
  let disk: string;
  let gateway: Gateway | undefined;
  beforeEach(async () => {
    disk = join(folder.path, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `${size},mode=700`, 'tmpfs', disk]);
  });
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    execFileSync('umount', [disk]);
  });

  it('that is full answers 503 to events and to /readyz, with the reason, and recovers', async () => {
    gateway = await start();
    const { ready } = await gateway.services.sources.add({
      provider: 'siggnal',
      secrets: [SECRET],
    });
    const { url } = gateway;
    const post = (id: string) => {
      const body = signalBody(id);
      return send(`${url}/in/${ready.source.id}`, { body, headers: signedHeaders(SECRET, body) });
    };
    const get = (path: string) => send(`${url}${path}`, { method: 'GET' });
    expect((await get('/readyz')).status).toBe(200);
    const filler = join(disk, 'filler');
    execFileSync('sh', ['-c', `dd if=/dev/zero of=${filler} bs=4096 2>/dev/null; true`]);
    expect((await post('sig_1')).status).toBe(503);
    const unready = await until(
      () => get('/readyz'),
      ({ status }) => status === 503,
    );
    expect(unready.json.detail).toMatch(/^Nothing can be stored\. .*the disk .*full/);
    expect((await get('/healthz')).status).toBe(200);
    await rm(filler);
    expect((await post('sig_1')).json.status).toBe('stored');
    expect(
      (
        await until(
          () => get('/readyz'),
          ({ status }) => status === 200,
        )
      ).status,
    ).toBe(200);
  });

  it('that is full at the very first start leaves nothing that is in the way of the next one', async () => {
    const filler = join(disk, 'filler');
    execFileSync('sh', ['-c', `dd if=/dev/zero of=${filler} bs=4096 2>/dev/null; true`]);
    await expect(start()).rejects.toThrow(/ENOSPC/);
    expect(readdirSync(disk)).toEqual(['filler']);
    await rm(filler);
    gateway = await start();
  });

  it('that cannot be written does not start, and says why', async () => {
    await (await start()).close();
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    await expect(start()).rejects.toThrow(/SQLITE_[A-Z_]+\): .* cannot be written/);
    execFileSync('mount', ['-o', 'remount,rw', disk]);
    gateway = await start();
  });
});

(process.platform === 'win32' ? test.skip : test)('nobody else can read the database', async () => {
  const path = join(folder.path, 'g.db');
  chmodSync(folder.path, 0o755);
  writeFileSync(path, '', { mode: 0o644 });
  const store = new SqliteStore(path);
  await store.open();
  await addAccounts(store);
  const modes = ['', '-wal', '-shm'].map((end) => statSync(path + end).mode & 0o777);
  await store.close();
  expect(modes).toEqual([0o600, 0o600, 0o600]);
});

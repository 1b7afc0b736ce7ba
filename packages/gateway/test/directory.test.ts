import { join } from 'node:path';
import { type Folder, makeFolder } from '../../../test/support/folder.ts';
import { signalBody, signedHeaders } from '../../../test/support/siggnal.ts';
import { until } from '../../../test/support/until.ts';
import { Directory } from '../src/directory.ts';
import type { Source, SourceSecrets, Subscription, TokenRow } from '../src/domain.ts';
import { defaultsOf } from '../src/entities/columns.ts';
import { SOURCE } from '../src/entities/source.ts';
import { SUBSCRIPTION } from '../src/entities/subscription.ts';
import type { ReadySource } from '../src/ready.ts';
import { SqliteStore } from '../src/store/sqlite/store.ts';
import type { Store } from '../src/store/store.ts';
import { Vault } from '../src/vault.ts';

const vault = new Vault(new Uint8Array(32).fill(3));
const BODY = signalBody('sig_1');
const START = Date.UTC(2026, 3, 25);

let folder: Folder;
let store: Store;
/** The store as another process has it. */
let elsewhere: Store;
let now: number;
let directory: Directory;

beforeEach(async () => {
  folder = makeFolder();
  const path = join(folder.path, 'gateway.db');
  [store, elsewhere] = [new SqliteStore(path), new SqliteStore(path)];
  await store.open();
  await elsewhere.open();
  now = START;
  directory = new Directory(store, vault, () => now);
});
afterEach(async () => {
  directory.stop();
  await store.close();
  await elsewhere.close();
  folder.remove();
});

function source(id: string, secrets: Partial<SourceSecrets> = {}): Source {
  const all: SourceSecrets = {
    secrets: ['new-secret'],
    publicKeys: [],
    authorization: [],
    unsigned: false,
    settings: {},
    retiring: [],
    ...secrets,
  };
  return {
    ...defaultsOf(SOURCE),
    id,
    provider: 'siggnal',
    name: id,
    sealed: vault.seal(all, id),
    createdAt: START,
  };
}

function subscription(id: string, more: Partial<Subscription> = {}): Subscription {
  return {
    ...defaultsOf(SUBSCRIPTION),
    id,
    name: id,
    targetUrl: 'https://example.com/',
    sealed: vault.seal({ secrets: [] }, id),
    maxConcurrency: 1,
    createdAt: START,
    ...more,
  };
}

const token = (id: string, revokedAt: number | null): TokenRow => ({
  id,
  name: id,
  scopes: ['admin'],
  createdAt: START,
  expiresAt: null,
  revokedAt,
});

const isTaken = (ready: ReadySource | undefined, secret: string): boolean =>
  ready?.receive({ body: Buffer.from(BODY), headers: signedHeaders(secret, BODY) }, 0).ok === true;

test('what another process changes is noticed by looking regularly', async () => {
  await elsewhere.accounts.putSource(source('src_1'));
  await elsewhere.accounts.putToken(token('tok_1', null));
  await directory.start(20);
  expect(directory.sourceNow('src_1')?.source.name).toBe('src_1');

  await elsewhere.accounts.putSource({ ...source('src_1'), name: 'renamed' });
  await elsewhere.accounts.putSubscription(subscription('sub_1'));
  await elsewhere.accounts.putToken(token('tok_1', START));
  await until(
    async () => [
      directory.sourceNow('src_1')?.source.name,
      directory.subscriptions().length,
      (await directory.token('tok_1'))?.revokedAt,
    ],
    (seen) => JSON.stringify(seen) === JSON.stringify(['renamed', 1, START]),
  );

  await elsewhere.accounts.deleteSource('src_1');
  await until(
    () => directory.sourceNow('src_1'),
    (ready) => ready === undefined,
  );
});

test('what another process has just added is known at once, also right after a look', async () => {
  await directory.refresh();
  await elsewhere.accounts.putSource(source('src_1'));
  now += 99;
  expect((await directory.source('src_1'))?.source.id).toBe('src_1');
  await elsewhere.accounts.putToken(token('tok_1', null));
  expect((await directory.token('tok_1'))?.id).toBe('tok_1');
  await elsewhere.accounts.putSource(source('src_2'));
  now += 100;
  expect((await directory.source('src_2'))?.source.id).toBe('src_2');
});

test('also while a look that began before is under way', async () => {
  const { accounts } = store;
  const version = accounts.version.bind(accounts);
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  jest.spyOn(accounts, 'version').mockImplementationOnce(async () => {
    const before = await version();
    await held;
    return before;
  });
  const looking = directory.refresh();
  await elsewhere.accounts.putSource(source('src_1'));
  const asked = directory.source('src_1');
  letGo();
  expect((await asked)?.source.id).toBe('src_1');
  await looking;
});

test('guessed ids do not reach the store each time', async () => {
  const asked = jest.spyOn(store.accounts, 'version');
  await directory.refresh();
  const guesses = Array.from({ length: 100 }, (_, at) => directory.source(`src_${at}`));
  expect(await Promise.all(guesses)).toEqual(Array(100).fill(undefined));
  expect(asked).toHaveBeenCalledTimes(2);
});

test('nothing is read again while nothing has changed', async () => {
  await elsewhere.accounts.putSource(source('src_1'));
  await directory.refresh();
  const listed = jest.spyOn(store.accounts, 'listSources');
  const before = directory.sourceNow('src_1');
  for (let time = 0; time < 5; time += 1) await directory.refresh();
  expect(listed).not.toHaveBeenCalled();
  expect(directory.sourceNow('src_1')).toBe(before);
});

test('a retiring secret is taken until its time and not a millisecond longer', async () => {
  const retiring = [{ secret: 'old-secret', until: START + 1000 }];
  await store.accounts.putSource(source('src_1', { retiring }));
  await directory.refresh();
  now = START + 999;
  const before = directory.sourceNow('src_1');
  expect([isTaken(before, 'new-secret'), isTaken(before, 'old-secret')]).toEqual([true, true]);
  now = START + 1000;
  expect(directory.sourceNow('src_1')).toBeUndefined();
  const after = await directory.source('src_1');
  expect([isTaken(after, 'new-secret'), isTaken(after, 'old-secret')]).toEqual([true, false]);
});

test('also if the store was looked at just before its time', async () => {
  const retiring = [{ secret: 'old-secret', until: START + 1000 }];
  await store.accounts.putSource(source('src_1', { retiring }));
  now = START + 950;
  await directory.refresh();
  now = START + 1000;
  expect(isTaken(await directory.source('src_1'), 'old-secret')).toBe(false);
});

test('a change of one’s own is known after refresh, even while an older load is under way', async () => {
  await directory.refresh();
  await elsewhere.accounts.putSource(source('src_1'));
  const slow = directory.refresh();
  await store.accounts.putSource(source('src_2'));
  await directory.refresh();
  expect(directory.sourceNow('src_2')?.source.id).toBe('src_2');
  await slow;
});

test('a source knows the subscriptions that may fit it', async () => {
  await store.accounts.putSource(source('src_1'));
  const wanted = [
    subscription('sub_all'),
    subscription('sub_this', { sourceId: 'src_1' }),
    subscription('sub_siggnal', { provider: 'siggnal' }),
    subscription('sub_paused', { status: 'paused' }),
    subscription('sub_disabled', { status: 'disabled' }),
  ];
  const others = [
    subscription('sub_other', { sourceId: 'src_2' }),
    subscription('sub_signals', { provider: 'signals' }),
    subscription('sub_ended', { status: 'ended' }),
  ];
  for (const row of [...wanted, ...others]) await store.accounts.putSubscription(row);
  await directory.refresh();
  const ids = directory.sourceNow('src_1')?.subscriptions.map((each) => each.subscription.id);
  expect(ids?.sort()).toEqual(wanted.map(({ id }) => id).sort());
});

test('while the store fails the last picture stays, and asking says so', async () => {
  await store.accounts.putSource(source('src_1'));
  await directory.start(20);
  await store.close();
  now += 100;
  await expect(directory.source('src_unknown')).rejects.toMatchObject({ code: 'unavailable' });
  expect(directory.sourceNow('src_1')?.source.id).toBe('src_1');
  await store.open();
  await expect(directory.source('src_unknown')).resolves.toBeUndefined();
});

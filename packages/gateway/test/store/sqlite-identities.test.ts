import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { NewEvent } from '../../src/domain.ts';
import { SqliteStore } from '../../src/store/sqlite.ts';
import { addAccounts, event } from './contract/fixtures.ts';

/** Enough events for their identities to move from memory to the index, more than once. */
const MANY = 24_000;

const events = (from: number, to: number, name = 'evt'): NewEvent[] =>
  Array.from({ length: to - from }, (_, at) =>
    event(`${name}_${from + at}`, { identity: `identity ${from + at}`, receivedAt: from + at }),
  );

describe('identities of many events', () => {
  let folder: string;
  let path: string;
  let store: SqliteStore;
  const open = async (): Promise<SqliteStore> => {
    const opened = new SqliteStore(path);
    await opened.open();
    return opened;
  };
  const duplicates = async (of: SqliteStore): Promise<number> => {
    const results = await of.appendEvents(events(0, MANY, 'again'));
    return results.filter(({ duplicate, eventId }, at) => duplicate && eventId === `evt_${at}`)
      .length;
  };
  const indexed = (): { rows: number; upTo: number } => {
    const db = new SqliteDatabase(path);
    const row = db
      .prepare('SELECT (SELECT count(*) FROM identities) AS rows, indexed_seq AS upTo FROM config')
      .get();
    db.close();
    return row as { rows: number; upTo: number };
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signal-hooks-identities-'));
    path = join(folder, 'gateway.db');
    store = await open();
    await addAccounts(store);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  it('move to the index, and each is still found', async () => {
    for (let from = 0; from < MANY; from += 500) {
      await store.appendEvents(events(from, from + 500));
    }
    expect(indexed().upTo).toBeGreaterThan(8000);
    expect(indexed().rows).toBeGreaterThanOrEqual(indexed().upTo);
    expect(await duplicates(store)).toBe(MANY);
  });

  it('are found by another process, which was there before or comes after', async () => {
    const before = await open();
    await before.appendEvents(events(0, 1));
    for (let from = 0; from < MANY; from += 1000) {
      // Two processes write, so each must learn of the other's events and of its index.
      const writer = from % 3000 === 0 ? before : store;
      await writer.appendEvents(events(from, from + 1000));
    }
    const after = await open();
    for (const one of [store, before, after]) expect(await duplicates(one)).toBe(MANY);
    await before.close();
    await after.close();
  });

  it('are right after a failed batch, even one in the middle of a move', async () => {
    for (let from = 0; from < MANY; from += 400) {
      const bad = [...events(from, from + 400), event('evt_bad', { sourceId: 'src_none' })];
      await expect(store.appendEvents(bad)).rejects.toMatchObject({ code: 'source_not_found' });
      await store.appendEvents(events(from, from + 400));
    }
    expect(indexed().upTo).toBeGreaterThan(8000);
    expect(await duplicates(store)).toBe(MANY);
  });

  it('leave the index with their events', async () => {
    for (let from = 0; from < MANY; from += 1000) {
      await store.appendEvents(events(from, from + 1000));
    }
    await store.pruneEvents(6000, MANY);
    const { rows } = indexed();
    await store.deleteSource('src_a');
    expect(rows).toBeGreaterThan(2000);
    expect(indexed().rows).toBe(0);
  });
});

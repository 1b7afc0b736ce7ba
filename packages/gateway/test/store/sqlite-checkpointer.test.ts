import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../test/support/until.ts';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import { addAccounts, event } from './contract/fixtures.ts';

const MEGABYTE = 1024 * 1024;

test('the log of a busy database is moved to its file without the writer doing it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signal-hooks-checkpoint-'));
  const path = join(folder, 'gateway.db');
  const store = new SqliteStore(path);
  await store.open();
  try {
    await addAccounts(store);
    // 24 MB: above the size from which the thread begins (16 MB), far below the writer's own (128 MB).
    for (let at = 0; at < 120; at += 1) {
      const body = Buffer.alloc(MEGABYTE / 5, at);
      await store.events.append([event(`evt_${at}`, { identity: `id ${at}`, body })]);
    }
    const size = async (): Promise<number> => (await stat(path)).size;
    expect(await until(size, (bytes) => bytes > 20 * MEGABYTE)).toBeGreaterThan(20 * MEGABYTE);
    expect((await store.events.get('evt_119'))?.body.length).toBe(Math.floor(MEGABYTE / 5));
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
});

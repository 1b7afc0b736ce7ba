/**
 * A process of its own for failures that concern a whole process. Prints one line of JSON with
 * what happened, and does not close the store.
 * Usage: node disk-child.ts <scenario> <database file>
 */
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteStore } from '../../src/store/sqlite/store.ts';
import { event, source } from './contract/fixtures.ts';

const [, , scenario = '', path = ''] = process.argv;
let isBroken = false;
const fdatasync = async (): Promise<void> => {
  if (isBroken) throw new Error('EIO');
};
const store = new SqliteStore(path, scenario === 'lost-log' ? { fdatasync } : {});

const append = (id: string): Promise<string> =>
  store.events.append([event(id)]).then(
    ([result]) => (result?.duplicate ? 'duplicate' : 'stored'),
    (error: { code: string }) => error.code,
  );

/** Opens files until there may be no more. */
function takeAllFiles(): string {
  try {
    for (;;) openSync('/dev/null', 'r');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  }
}

const SCENARIOS: Readonly<Record<string, () => Promise<unknown>>> = {
  'few-files': async () => [takeAllFiles(), await append('evt_1'), store.failure],
  'ten-events': async () => {
    for (let at = 0; at < 10; at += 1) await append(`evt_${at}`);
  },
  /** Every sync of this process fails from the third to the fifth one: two are of `putSource` and `evt_1`. */
  'failed-sync': async () => {
    const seen: unknown[] = [await append('evt_1')];
    seen.push(await append('evt_2'), store.failure !== null);
    // Tried again once a second: the first attempt meets the disk as it was.
    let last = '';
    for (let tries = 0; tries < 400 && last !== 'duplicate'; tries += 1) {
      last = await append('evt_2');
      await sleep(25);
    }
    return [...seen, last, store.failure, await append('evt_3')];
  },
  /** As file systems behave that drop what they could not write. */
  'lost-log': async () => {
    isBroken = true;
    const answer = await append('evt_1');
    const log = readFileSync(`${path}-wal`);
    writeFileSync(`${path}-wal`, log.fill(0, log.length - 8216));
    isBroken = false;
    while (!store.failure?.includes('Restart')) {
      await store.check().catch(() => sleep(25));
    }
    return [answer, store.failure];
  },
};

await store.open();
await store.accounts.putSource(source('src_a'));
process.stdout.write(JSON.stringify((await SCENARIOS[scenario]?.()) ?? null));
process.kill(process.pid, 'SIGKILL');

import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { areDeliveriesPaused, LITTLE_GB, MANY_PERCENT, roomOf } from '@signal-hooks/gateway';
import { attention, broken, type Check, fine, messageOf } from './finding.ts';

const GB = 1024 ** 3;

/** Whether something can be stored right now. */
export const checkStore: Check = async ({ store, config }) => {
  const name = config.databaseUrl === null ? 'database (SQLite)' : 'database (PostgreSQL)';
  try {
    await store.check();
    return [fine(name, 'Events can be stored.')];
  } catch (error) {
    return [broken(name, `Nothing can be stored. ${messageOf(error)}`)];
  }
};

/** How much room there is for the data. */
export const checkDisk: Check = async ({ config: { dataDir, databaseUrl } }) => {
  if (databaseUrl !== null) return [];
  const { freeGb: free, usedPercent } = await roomOf(dataDir);
  const used = Math.round(usedPercent);
  const database = join(dataDir, 'gateway.db');
  const size = existsSync(database) ? (await stat(database)).size / GB : 0;
  const says = `${free.toFixed(1)} GB free (${used} % used); the database has ${size.toFixed(2)} GB.`;
  if (free >= LITTLE_GB && used < MANY_PERCENT) return [fine('disk', says)];
  const todo =
    'Make room, or keep less: SIGNAL_HOOKS_RETENTION_DAYS, SIGNAL_HOOKS_RETENTION_BYTES.';
  return [(free < LITTLE_GB ? broken : attention)('disk', `${says} ${todo}`)];
};

/** Where the key is: without it nothing of a back-up can be read. A key that others may read is refused when it is opened. */
export const checkKey: Check = async ({ config: { dataDir, key } }) => [
  key === undefined
    ? fine('key', `In ${join(dataDir, 'key')}; back-ups hold it.`)
    : fine('key', 'From SIGNAL_HOOKS_KEY. No back-up holds it: keep a copy.'),
];

/** What in the environment has no effect, and what a restored folder waits for. */
export const checkSettings: Check = async ({ config }) => [
  ...(config.ignoredProxies.length === 0
    ? [fine('proxy', 'None is set: deliveries and requests to providers go out directly.')]
    : [
        attention(
          'proxy',
          `${config.ignoredProxies.join(', ')}: set, but not used. Deliveries and requests to providers go out directly, so this machine must be allowed to.`,
        ),
      ]),
  ...(areDeliveriesPaused(config.dataDir)
    ? [
        attention(
          'deliveries',
          'This data was restored, and its deliveries wait. When the gateway it was copied from has stopped: signal-hooks resume',
        ),
      ]
    : []),
];

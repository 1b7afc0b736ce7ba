import { statfs } from 'node:fs/promises';
import { type AlertRule, gatewayObject } from '../rule.ts';

const GB = 1024 ** 3;
/** Below this the database, its log and a back-up soon have no room. */
export const LITTLE_GB = 1;
/** A disk that is used to this share is nearly full. */
export const MANY_PERCENT = 90;

/** How full the disk of a folder is. */
export async function roomOf(
  folder: string,
): Promise<{ readonly freeGb: number; readonly usedPercent: number }> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeGb: (bavail * bsize) / GB, usedPercent: 100 * (1 - bavail / blocks) };
}

/** The disk of the data folder has little room left; with PostgreSQL its server looks after it. */
export const diskNearlyFull: AlertRule = {
  title: 'The disk is nearly full',
  description: `As much of the disk of the data folder is used, or less than ${LITTLE_GB} GB is free.`,
  about: 'gateway',
  unit: 'percent',
  threshold: MANY_PERCENT,
  everyMs: 60_000,
  find: async (look, threshold) => {
    if (look.dataDir === null) return { findings: [] };
    const { freeGb, usedPercent } = await roomOf(look.dataDir);
    if (freeGb >= LITTLE_GB && usedPercent < (threshold ?? MANY_PERCENT)) return { findings: [] };
    return {
      findings: [
        {
          object: gatewayObject(look),
          since: look.now,
          explanation: `${freeGb.toFixed(1)} GB are free, ${Math.round(usedPercent)} % are used. When nothing is free, nothing can be stored.`,
          action:
            'Make room, or keep less: SIGNAL_HOOKS_RETENTION_DAYS, SIGNAL_HOOKS_RETENTION_BYTES.',
          command: 'signal-hooks doctor',
        },
      ],
    };
  },
};

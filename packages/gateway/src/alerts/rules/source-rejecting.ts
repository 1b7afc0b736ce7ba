import type { Rejection } from '../../domain.ts';
import { type AlertRule, HOUR_MS } from '../rule.ts';
import { counted } from '../text.ts';

/** Most rejections that are counted of one source. */
const MOST = 200;

/** What was refused most often, and the newest explanation of it. */
function mainReason(rejections: readonly Rejection[]): Rejection {
  const counts = new Map<string, number>();
  for (const { code } of rejections) counts.set(code, (counts.get(code) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return rejections.find(({ code }) => counts.get(code) === most) as Rejection;
}

/** A source refuses what comes: its secret no longer fits, or somebody else sends. */
export const sourceRejecting: AlertRule = {
  title: 'A source refuses requests',
  description: 'As many requests to a source were refused within an hour.',
  about: 'source',
  unit: 'requests an hour',
  threshold: 5,
  everyMs: 60_000,
  find: async ({ store, now }, threshold) => {
    const least = Math.min(threshold ?? 1, MOST);
    const findings = await Promise.all(
      (await store.accounts.listSources()).map(async ({ id, name }) => {
        const { items } = await store.accounts.listRejections(id, { cursor: null, limit: MOST });
        const recent = items.filter(({ at }) => at > now - HOUR_MS);
        const oldest = recent.at(-1);
        if (oldest === undefined || recent.length < least) return [];
        const { code, explanation } = mainReason(recent);
        return [
          {
            object: { kind: 'source', id, name } as const,
            since: oldest.at,
            explanation: `${counted(recent.length, 'request')} were refused within an hour, most with ${code}: ${explanation}`,
            action:
              'Compare the secret at the provider with the one of this source, and enter it once more if it has changed.',
            command: `signal-hooks rejections ${id}`,
          },
        ];
      }),
    );
    return { findings: findings.flat() };
  },
};

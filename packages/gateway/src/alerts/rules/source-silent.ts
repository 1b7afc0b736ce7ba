import { ALERTS_ID } from '@signal-hooks/catalogue';
import type { Millis } from '../../domain.ts';
import { type AlertRule, HOUR_MS, hours } from '../rule.ts';
import { durationInWords } from '../text.ts';

/** What is learned from. */
const PAST_MS: Millis = 14 * 24 * HOUR_MS;
/** A weekend must be among it: before that nobody knows what is usual. */
const LEAST_PAST_MS: Millis = 8 * 24 * HOUR_MS;
/** As many hours with events it takes, or the longest silence is chance. */
const LEAST_HOURS = 10;
/** So much longer than the longest silence is unusual. */
const UNUSUAL = 1.5;

/**
 * After how long a source is unusually silent.
 * @param arrivals the first event of each hour, in order
 * @param now when the last event came, at the latest: the silence since then is not usual yet
 * @returns null where the past says too little
 */
export function usualSilence(arrivals: readonly Millis[], now: Millis): Millis | null {
  const [first] = arrivals;
  if (first === undefined || arrivals.length < LEAST_HOURS || now - first < LEAST_PAST_MS) {
    return null;
  }
  const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] as Millis));
  // What came later within an hour is not known: an hour is added.
  return UNUSUAL * Math.max(...gaps) + HOUR_MS;
}

/** Nothing has come for longer than is usual, or than was set. */
export const sourceSilent: AlertRule = {
  title: 'A source is silent',
  description:
    'No event of a source has come for as long; without a threshold, for half as long again as its longest silence in the last two weeks.',
  about: 'source',
  unit: 'hours',
  threshold: null,
  everyMs: 5 * 60_000,
  find: async ({ store, now }, threshold) => {
    const sources = await store.accounts.listSources();
    const findings = await Promise.all(
      sources.map(async ({ id, name, provider, lastEventAt }) => {
        if (lastEventAt === null || provider === ALERTS_ID) return [];
        const silence = now - lastEventAt;
        const usual =
          threshold === null
            ? usualSilence(await store.alerts.arrivals(id, now - PAST_MS), lastEventAt)
            : hours(threshold);
        if (usual === null || silence < usual) return [];
        return [
          {
            object: { kind: 'source', id, name } as const,
            since: lastEventAt,
            explanation: `Nothing has come for ${durationInWords(silence)}. ${
              threshold === null ? 'So long a silence is unusual here.' : ''
            }`,
            action:
              'See at the provider whether its webhook is still switched on and sends to this gateway.',
            command: 'signal-hooks doctor',
          },
        ];
      }),
    );
    return { findings: findings.flat() };
  },
};

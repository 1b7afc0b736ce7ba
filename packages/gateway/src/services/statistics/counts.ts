import type { Millis } from '../../domain.ts';
import { HOUR_MS, hourOf } from '../../statistics/hourly-counts.ts';
import type { HourlyCount, Outcome } from '../../store/statistics.ts';
import type { ServiceDeps } from '../deps.ts';
import { invalid } from '../invalid.ts';

/** Which hours are wanted. */
export interface HoursQuery {
  /** The hour that it is in is the first one; null: 24 hours ago. */
  readonly since: Millis | null;
  /** Hours that begin before then; null: now. */
  readonly until: Millis | null;
  /** A source, or a subscription; null: all. */
  readonly objectId: string | null;
}

/** The counts of one source or subscription in one hour. */
export interface HourOf {
  readonly hour: Millis;
  readonly objectId: string;
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
}

const DEFAULT_HOURS = 24;
/** A month, and the days that a viewer's zone adds at both ends. */
const MAX_HOURS = 33 * 24;

type Deps = Pick<ServiceDeps, 'store' | 'now'>;

/** How many events came to each source in each hour, and how many requests were refused. @throws {GatewayError} `invalid_request` */
export const countEvents = (deps: Deps, query: HoursQuery): Promise<readonly HourOf[]> =>
  countHours(deps, ['stored', 'rejected'], query);

/** What became of the attempts at each subscription in each hour. @throws {GatewayError} `invalid_request` */
export const countDeliveries = (deps: Deps, query: HoursQuery): Promise<readonly HourOf[]> =>
  countHours(deps, ['delivered', 'retried', 'failed'], query);

async function countHours(
  { store, now }: Deps,
  outcomes: readonly Outcome[],
  { since, until, objectId }: HoursQuery,
): Promise<readonly HourOf[]> {
  const end = until ?? now() + 1;
  const begin = hourOf(since ?? end - DEFAULT_HOURS * HOUR_MS);
  if (end - begin > MAX_HOURS * HOUR_MS) {
    throw invalid([{ path: 'since', message: `Ask for ${MAX_HOURS / 24} days at most.` }]);
  }
  const rows = await store.statistics.list({ outcomes, since: begin, until: end, objectId });
  return grouped(rows);
}

/** They come in the order of hour and object. */
function grouped(rows: readonly HourlyCount[]): readonly HourOf[] {
  const found: { hour: Millis; objectId: string; counts: Partial<Record<Outcome, number>> }[] = [];
  for (const { hour, objectId, outcome, count } of rows) {
    const last = found.at(-1);
    if (last?.hour === hour && last.objectId === objectId) last.counts[outcome] = count;
    else found.push({ hour, objectId, counts: { [outcome]: count } });
  }
  return found;
}

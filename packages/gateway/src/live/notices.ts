import type { Scope } from '@signal-hooks/catalogue';
import type { Millis, Rejection } from '../domain.ts';
import { iso, type View } from '../services/views.ts';
import { HOUR_MS, hourOf } from '../statistics/hourly-counts.ts';
import type { EventHead } from '../store/newest.ts';
import type { HourlyCount } from '../store/statistics.ts';
import type { Store } from '../store/store.ts';

/** Something has changed, in a few words. */
export interface Notice {
  readonly name:
    | 'event'
    | 'rejection'
    | 'ping'
    | 'deliveries'
    | 'configuration'
    | 'alerts'
    | 'more';
  readonly data: View;
  /** Who may know of it; null: whoever is known. */
  readonly scope: Scope | null;
}

/** Most events and rejections that one look tells of one by one. */
const MOST = 50;
/** How late another gateway's clock may be: what is older has only moved up because others were deleted. */
const RECENT_MS: Millis = 60_000;

/** What the last look found. */
interface Seen {
  readonly events: ReadonlySet<string>;
  readonly rejections: ReadonlySet<string>;
  readonly pings: ReadonlyMap<string, Millis>;
  readonly deliveries: ReadonlyMap<string, number>;
  readonly version: number;
  readonly alerts: number;
}

/**
 * Looks at the store for what is new, whichever gateway it came to. Each look costs the same, however
 * much there is, and however much is new.
 */
export class NoticeLook {
  readonly #store: Store;
  readonly #now: () => Millis;
  #seen: Seen | null = null;

  constructor(store: Store, now: () => Millis) {
    this.#store = store;
    this.#now = now;
  }

  /** Forgets what was seen: the next look finds nothing new. */
  forget(): void {
    this.#seen = null;
  }

  /** What is new since the last look. */
  async take(): Promise<readonly Notice[]> {
    const { newest, statistics, accounts, alerts } = this.#store;
    const now = this.#now();
    const [events, rejections, pings, counts, version, change] = await Promise.all([
      newest.events(MOST),
      newest.rejections({ cursor: null, limit: MOST }),
      newest.pings(),
      statistics.list({
        outcomes: ['delivered', 'retried', 'failed'],
        ...{ since: hourOf(now) - HOUR_MS, until: now + HOUR_MS, objectId: null },
      }),
      accounts.version(),
      alerts.lastChange(),
    ]);
    const before = this.#seen;
    const seen: Seen = {
      events: new Set(events.map(({ id }) => id)),
      rejections: new Set(rejections.items.map(({ id }) => id)),
      pings: new Map(pings.map(({ sourceId, at }) => [sourceId, at])),
      deliveries: sums(counts),
      version,
      alerts: change,
    };
    this.#seen = seen;
    if (before === null) return [];
    const since = now - RECENT_MS;
    const newEvents = events.filter(
      (each) => each.receivedAt >= since && !before.events.has(each.id),
    );
    const refused = rejections.items.filter(
      (each) => each.at >= since && !before.rejections.has(each.id),
    );
    return [
      ...newEvents.reverse().map(eventNotice),
      ...more('events', newEvents.length, 'events:read'),
      ...refused.reverse().map(rejectionNotice),
      ...more('rejections', refused.length, 'sources:read'),
      ...changed(seen.pings, before.pings).map(([id, at]) =>
        notice('ping', { source_id: id, at: iso(at) }, 'sources:read'),
      ),
      ...changed(seen.deliveries, before.deliveries).map(([id]) =>
        notice('deliveries', { subscription_id: id }, 'deliveries:read'),
      ),
      ...(version === before.version ? [] : [notice('configuration', {}, null)]),
      ...(change === before.alerts ? [] : [notice('alerts', {}, 'alerts:read')]),
    ];
  }
}

const notice = (name: Notice['name'], data: View, scope: Scope | null): Notice => ({
  ...{ name, data, scope },
});

const eventNotice = ({ id, sourceId, type, receivedAt }: EventHead): Notice =>
  notice('event', { id, source_id: sourceId, type, received_at: iso(receivedAt) }, 'events:read');

const rejectionNotice = ({ id, sourceId, code, at }: Rejection): Notice =>
  notice('rejection', { id, source_id: sourceId, code, at: iso(at) }, 'sources:read');

/** Where everything that was looked at is new, there may be more of it. */
const more = (of: string, count: number, scope: Scope): readonly Notice[] =>
  count < MOST ? [] : [notice('more', { of }, scope)];

const changed = <Value>(
  now: ReadonlyMap<string, Value>,
  before: ReadonlyMap<string, Value>,
): readonly (readonly [string, Value])[] =>
  [...now].filter(([key, value]) => before.get(key) !== value);

/** By subscription. They also change when the hour does: that is one notice too many. */
function sums(counts: readonly HourlyCount[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { objectId, count } of counts) found.set(objectId, (found.get(objectId) ?? 0) + count);
  return found;
}

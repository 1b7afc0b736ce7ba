import { type CompiledFilter, compileFilter } from '../delivery/filter.ts';
import type { Directory } from '../directory.ts';
import type { Millis, Replay, StoredEvent } from '../domain.ts';
import type { Logger } from '../log.ts';
import type { Pieces } from '../pieces.ts';
import type { MatchableSubscription } from '../ready.ts';
import { sourceIdsOf } from '../services/source-ids.ts';
import type { ReplayedEvent, ReplayQuery } from '../store/replays.ts';
import type { EventPage, Store } from '../store/store.ts';
import { StoredSubject } from './stored-subject.ts';

/** Which events, and which of their deliveries, a bulk replay is about. */
export type ReplayScope = Pick<
  Replay,
  'subscriptionId' | 'sourceId' | 'provider' | 'eventTypes' | 'conditions' | 'since' | 'states'
>;

/** What {@link scanEvents} works with. */
export interface ScanDeps {
  readonly store: Store;
  readonly directory: Directory;
  readonly log: Pick<Logger, 'warn'>;
  /** Maps records and tries filters without holding up the event loop. */
  readonly pieces: Pieces;
}

/** An event that was looked at. */
export interface ScannedEvent {
  readonly receivedAt: Millis;
  /** The position right after it. */
  readonly position: string;
  /** It may have fitted, but its payload is not kept any more. */
  readonly isGone: boolean;
  /** Null: it does not fit the replay's filter, or its payload is gone. */
  readonly replayed: ReplayedEvent | null;
  /** How many of its deliveries are wanted. */
  readonly wanted: number;
}

/** Events that are read at once, and most bytes of their bodies. */
const BATCH = 250;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Looks at the next events of a bulk replay, in order of arrival.
 * @param position where to go on; null: at the beginning
 * @param before only events received before then
 * @returns `next`: where to go on after all of them; null: there are no more
 * @throws {GatewayError} `invalid_request` for a position that is none
 */
export async function scanEvents(
  deps: ScanDeps,
  scope: ReplayScope,
  position: string | null,
  before: Millis,
): Promise<{ readonly events: readonly ScannedEvent[]; readonly next: string | null }> {
  const page = await readPage(deps, scope, position, before);
  const match = matcherOf(deps, scope);
  const matched: (ReplayedEvent | null)[] = [];
  for (const event of page.items) {
    matched.push(event.payloadGone === null ? await match(event) : null);
  }
  const query = queryOf(
    scope,
    matched.filter((each) => each !== null),
  );
  const counts = [...(await deps.store.replays.countWanted(query))];
  const events = page.items.map(({ receivedAt, payloadGone }, at) => {
    const replayed = matched[at] ?? null;
    const wanted = replayed === null ? 0 : (counts.shift() ?? 0);
    const position = page.cursors[at] as string;
    return { receivedAt, position, isGone: payloadGone !== null, replayed, wanted };
  });
  return { events, next: page.next };
}

/** Which deliveries of events are wanted. */
export const queryOf = (scope: ReplayScope, events: readonly ReplayedEvent[]): ReplayQuery => ({
  events,
  subscriptionId: scope.subscriptionId,
  statuses: (['failed', 'delivered'] as const).filter((status) => scope.states.includes(status)),
});

/** Of one subscription only its own source and provider are read: they never change. */
function readPage(
  { store, directory }: ScanDeps,
  scope: ReplayScope,
  cursor: string | null,
  until: Millis,
): Promise<EventPage> {
  const { subscriptionId, eventTypes: types, since } = scope;
  const only = directory.subscription(subscriptionId ?? '')?.subscription;
  const sourceIds = sourceIdsOf(
    directory,
    scope.sourceId ?? only?.sourceId ?? null,
    scope.provider ?? only?.provider ?? null,
  );
  const page = { cursor, limit: BATCH, maxBytes: BATCH_BYTES, oldestFirst: true };
  return store.events.list({ sourceIds, types, since, until, state: null }, page);
}

/** Decides whether an event fits, and to whom it may be added. */
export function matcherOf(
  { directory, log, pieces }: Omit<ScanDeps, 'store'>,
  scope: ReplayScope,
): (event: StoredEvent) => Promise<ReplayedEvent | null> {
  const fits = filterOf(directory, scope);
  const targets = scope.states.includes('never_sent') ? targetsOf(directory, scope) : [];
  return async (event) => {
    const { id } = event;
    const origin = await directory.originOf(event.sourceId);
    if (origin === undefined) return null;
    const subject = new StoredSubject(origin, event, (err) =>
      log.warn({ event: id, err }, 'a stored event cannot be read; it is not replayed by a filter'),
    );
    return pieces.run(() => {
      if (!fits(subject)) return null;
      const to = targets.filter(({ matches }) => matches(subject));
      return { id, addTo: to.map(({ subscription }) => subscription.id) };
    });
  };
}

function filterOf({ providers }: Directory, { provider, conditions }: ReplayScope): CompiledFilter {
  const filter = { sourceId: null, provider: null, eventTypes: [], conditions };
  return compileFilter(filter, providers.fieldsOf(provider));
}

const targetsOf = (
  directory: Directory,
  { subscriptionId }: ReplayScope,
): MatchableSubscription[] =>
  directory
    .subscriptions()
    .filter(({ subscription: { id, status } }) =>
      subscriptionId === null ? status !== 'ended' : id === subscriptionId,
    );

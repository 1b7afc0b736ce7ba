/** Bulk replays: the orders, and making deliveries pending by them. What both databases do alike. */
import type { DeliveryStatus, Millis, Replay } from '../domain.ts';
import type { Page, PageRequest } from './store.ts';

/** An event, and to whom a delivery of it may be added. */
export interface ReplayedEvent {
  readonly id: string;
  /** Subscriptions that get one where they have none yet. */
  readonly addTo: readonly string[];
}

/** Which deliveries of some events are wanted. */
export interface ReplayQuery {
  /** In order of arrival. */
  readonly events: readonly ReplayedEvent[];
  /** Only deliveries to this subscription; null: to all that have not ended. */
  readonly subscriptionId: string | null;
  /** Existing deliveries in one of these states are made once more. */
  readonly statuses: readonly DeliveryStatus[];
}

/** A piece of a bulk replay. */
export interface ReplayStep extends ReplayQuery {
  readonly replayId: string;
  /** The replay's position before it. */
  readonly from: string | null;
  /** What the replay is after it; its deliveries are counted here. */
  readonly after: Pick<
    Replay,
    'position' | 'events' | 'reachedAt' | 'withoutPayload' | 'leaseUntil'
  >;
  /** When its first delivery becomes due; the others at the same time, or as much later as keeps their order. */
  readonly dueAt: Millis;
}

/** What a piece came to. */
export interface ReplayProgress {
  /** The replay after it. */
  readonly replay: Replay;
  /** How many deliveries were made pending. */
  readonly made: number;
  /** When the last of them is due. */
  readonly lastDueAt: Millis;
}

/** How a replay ends. */
export type ReplayEnd = Pick<Replay, 'statusReason'> & {
  readonly status: 'done' | 'cancelled';
};

/** Bulk replays. See {@link Store}. */
export interface ReplayStore {
  add(replay: Replay): Promise<void>;
  get(id: string): Promise<Replay | null>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<Replay>>;
  /** Takes the oldest running replay that nobody has, until `leaseUntil`; null: there is none. */
  claim(now: Millis, leaseUntil: Millis): Promise<Replay | null>;
  /** Gives a claimed replay back. */
  release(id: string): Promise<void>;
  /** For each event, how many of its deliveries are wanted. */
  countWanted(query: ReplayQuery): Promise<readonly number[]>;
  /**
   * Makes the wanted deliveries of some events pending and moves the replay on, in one transaction.
   * No delivery is made twice, and none beside one that is pending.
   * @returns null if the replay does not run any more, or is not at `from`: nothing has changed
   */
  advance(step: ReplayStep): Promise<ReplayProgress | null>;
  /**
   * Makes the wanted deliveries of some events pending without a bulk replay, from `dueAt` on.
   * @returns their ids
   */
  deliver(query: ReplayQuery, dueAt: Millis): Promise<readonly string[]>;
  /** Ends a replay that runs, or cancels one that is done; null if there is none. */
  end(id: string, end: ReplayEnd, now: Millis): Promise<Replay | null>;
  /**
   * Takes back what a replay has made pending and was not tried yet: an added delivery goes, any other is
   * again what its last attempt had made of it. Works in pieces.
   * @returns how many
   */
  takeBack(id: string, now: Millis): Promise<number>;
  /** How many of a replay's deliveries are pending, counted up to `most`. */
  countPending(id: string, most: number): Promise<number>;
  /** Deletes up to `limit` of those that ended before a time; returns how many. */
  prune(before: Millis, limit: number): Promise<number>;
}

/**
 * When each of some deliveries becomes due, so that they are begun in the order given: deliveries
 * that are due at the same time are begun in the order of their ids.
 */
export function dueTimes(ids: readonly string[], dueAt: Millis): Millis[] {
  let at = dueAt;
  return ids.map((id, index) => {
    if (index > 0 && id < (ids[index - 1] as string)) at += 1;
    return at;
  });
}

import type {
  AppendResult,
  Attempt,
  AttemptOutcome,
  ClaimedDelivery,
  Delivery,
  DeliveryStatus,
  Millis,
  NewEvent,
  Rejection,
  Source,
  StoredEvent,
  StoredProvider,
  Subscription,
  TokenRow,
} from '../domain.ts';
import type { EVENT_STATES } from '../entities/event.ts';
import type { AlertStore } from './alerts.ts';
import type { AuditStore } from './audit.ts';
import type { ErasureStore } from './erasures.ts';
import type { GatewayStore } from './gateways.ts';
import type { NewestStore } from './newest.ts';
import type { PayloadStore } from './payloads.ts';
import type { ReplayStore } from './replays.ts';
import type { SessionStore } from './sessions.ts';
import type { StatisticsStore } from './statistics.ts';
import type { StorageStore } from './storage.ts';

/** A page of a list, newest first. `next` is the cursor of the following page, null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Where a page starts and how long it is. Cursors are opaque to everyone but the store. */
export interface PageRequest {
  readonly cursor: string | null;
  readonly limit: number;
}

/** A page of events ends where their bodies become too much, too: they are read whole. */
export interface EventPageRequest extends PageRequest {
  /** Most bytes of bodies; a page has at least one event, however large. */
  readonly maxBytes: number;
  /** In order of arrival; absent: newest first. */
  readonly oldestFirst?: boolean;
}

/** A page of events. */
export interface EventPage extends Page<StoredEvent> {
  /** For each item, the cursor of a page that begins right after it. */
  readonly cursors: readonly string[];
}

/** Which events to list. Null, `types` empty: no restriction; no source ids: no events. */
export interface EventQuery {
  readonly sourceIds: readonly string[] | null;
  readonly types: readonly string[];
  readonly since: Millis | null;
  /** Only those received before then. */
  readonly until: Millis | null;
  readonly state: (typeof EVENT_STATES)[number] | null;
}

/** All events. */
export const EVERY_EVENT: EventQuery = {
  ...{ sourceIds: null, types: [], since: null, until: null, state: null },
};

/** A subscription with a due delivery. */
export interface DueSubscription {
  readonly id: string;
  /** Since when its earliest one is due. Deliveries of one event are due at the same time at first. */
  readonly at: Millis;
}

/** How many due deliveries of a subscription are wanted. */
export interface ClaimRequest {
  readonly subscriptionId: string;
  readonly limit: number;
}

/** What a claim came to. */
export interface Claim {
  /** In the order of the requests, the oldest of each first; those of one event share it. */
  readonly deliveries: readonly ClaimedDelivery[];
  /** Whether there would have been more, but for their size. */
  readonly isCut: boolean;
}

/** Which deliveries to list; null: no restriction. */
export interface DeliveryQuery {
  readonly subscriptionId: string | null;
  readonly eventId: string | null;
  readonly status: DeliveryStatus | null;
  /** What the last attempt failed with. */
  readonly error: string | null;
  /** What the last attempt was answered with. */
  readonly httpStatus: number | null;
  /** Only those made since then. */
  readonly since: Millis | null;
  /** Only those made before then. */
  readonly until: Millis | null;
}

/** All deliveries. */
export const EVERY_DELIVERY: DeliveryQuery = {
  ...{ subscriptionId: null, eventId: null, status: null },
  ...{ error: null, httpStatus: null, since: null, until: null },
};

/** Sources, subscriptions, tokens and rejections: few rows, seldom written. See {@link Store}. */
export interface AccountStore {
  /** Counts changes of sources, subscriptions, tokens and providers, by any process: caches compare it. */
  version(): Promise<number>;

  /** Adds or replaces a source; keeps the later of two signs of life. */
  putSource(source: Source): Promise<void>;
  /**
   * Changes a source as it is in the store now: nothing can come between reading and writing, so
   * no other change is undone. Resolves with the row as it is then, null if there is none. Where
   * `change` throws, nothing changes and the call rejects with that.
   * @param change computes the new row and does nothing else; null leaves the row as it is
   */
  changeSource(id: string, change: (stored: Source) => Source | null): Promise<Source | null>;
  /**
   * Deletes a source with its events, their deliveries and attempts, and its rejections; false if
   * there is none. Works in pieces; the source goes with the last one.
   */
  deleteSource(id: string): Promise<boolean>;
  listSources(): Promise<readonly Source[]>;
  /** Notes signs of life; keeps the later time. */
  touchSource(id: string, seen: { eventAt?: Millis; pingAt?: Millis }): Promise<void>;

  putSubscription(subscription: Subscription): Promise<void>;
  /** Changes a subscription as {@link AccountStore.changeSource} changes a source. */
  changeSubscription(
    id: string,
    change: (stored: Subscription) => Subscription | null,
  ): Promise<Subscription | null>;
  listSubscriptions(): Promise<readonly Subscription[]>;
  /**
   * Notes since when ended subscriptions have been known as ended, and deletes those that have
   * for longer than since `before` and have no deliveries any more; returns how many.
   */
  pruneSubscriptions(before: Millis, now: Millis): Promise<number>;

  putToken(token: TokenRow): Promise<void>;
  listTokens(): Promise<readonly TokenRow[]>;

  /**
   * Adds rejections of one source and keeps only its newest `keep`.
   * @throws GatewayError `source_not_found`
   */
  addRejections(rejections: readonly Rejection[], keep: number): Promise<void>;
  /** Newest first, without the requests themselves. */
  listRejections(sourceId: string, page: PageRequest): Promise<Page<Rejection>>;
  /** One of them with its request; null if it is not kept any more. */
  getRejection(id: string): Promise<Rejection | null>;
}

/** The user's own providers: few rows, seldom written. See {@link Store}. */
export interface ProviderStore {
  /** In the order they were added. */
  list(): Promise<readonly StoredProvider[]>;
  /** False if there is one of that id: it stays as it is. */
  add(provider: StoredProvider): Promise<boolean>;
  /** Changes a provider as {@link AccountStore.changeSource} changes a source. */
  change(
    id: string,
    change: (stored: StoredProvider) => StoredProvider | null,
  ): Promise<StoredProvider | null>;
  /** False if there is none, or a source is of it. */
  delete(id: string): Promise<boolean>;
}

/** Accepted events, and the deliveries they come with. See {@link Store}. */
export interface EventStore {
  /**
   * Stores events with their deliveries, all in one transaction: after it, each
   * event is either stored whole or recognised as a duplicate of one stored before (also of
   * one earlier in the same batch). Results are in the order of the events. Calls made at the same
   * time are grouped into one commit; one that cannot be stored fails alone. What is stored counts
   * as a sign of life of its source, which other gateways may see a moment later.
   * @throws GatewayError `source_not_found` or `subscription_not_found` if one of them does not
   *   exist, `conflict` if an event's id is taken
   */
  append(events: readonly NewEvent[]): Promise<readonly AppendResult[]>;
  get(id: string): Promise<StoredEvent | null>;
  /**
   * A page may be short, or even empty, and not the last one: where bodies are large, and where types
   * or a state are wanted that few events have, because only so many are looked at.
   */
  list(query: EventQuery, page: EventPageRequest): Promise<EventPage>;
  /**
   * Deletes up to `limit` of the oldest events received before a time, in one transaction that is
   * kept short: so fewer may be deleted although there are more. Their finished deliveries go with
   * them; pending ones become `expired` and stay. An event that is just being delivered is left for the next time.
   * @returns how many events were deleted; 0 when there are none left
   */
  prune(before: Millis, limit: number, now: Millis): Promise<number>;
}

/** What a claim in order came to. */
export interface NextInOrder {
  readonly delivery: ClaimedDelivery | null;
  /** When to look again, where an earlier delivery holds back what is due; else null. */
  readonly nextAt: Millis | null;
}

/** Deliveries and their attempts: the queue and its log. See {@link Store}. */
export interface DeliveryStore {
  /**
   * The subscriptions that have a pending delivery due by `now` and not leased beyond it.
   * Paused and disabled ones are left out: nobody serves them.
   */
  dueSubscriptions(now: Millis): Promise<readonly DueSubscription[]>;
  /** The earliest time after which any delivery is due that {@link DeliveryStore.dueSubscriptions} looks at, null if none is pending. */
  nextDueAt(): Promise<Millis | null>;
  /**
   * Takes due deliveries of some subscriptions and leases them: no other claim gets them before
   * `leaseUntil`, unless their outcome is written first. A power failure may undo it: then they are
   * due again.
   * @param maxBytes most bytes of bodies, each event's counted once; one delivery is taken in any case
   */
  claim(
    requests: readonly ClaimRequest[],
    now: Millis,
    leaseUntil: Millis,
    maxBytes: number,
  ): Promise<Claim>;
  /**
   * The same for a subscription that gets one delivery at a time: takes the next one in the order in
   * which they became due. Until that is finished, whoever claims in order gets no other one, also
   * while it waits for a retry.
   */
  claimInOrder(subscriptionId: string, now: Millis, leaseUntil: Millis): Promise<NextInOrder>;
  /**
   * Writes attempts with what they led to; frees the leases. Waits up to some milliseconds for
   * other changes, to be written with them. A delivery that was finished meanwhile stays as it is, unless the outcome is
   * `delivered`; one that does not exist any more is passed over.
   */
  record(outcomes: readonly AttemptOutcome[]): Promise<void>;
  /** Gives leased deliveries back without an attempt: they are due again since when they were. */
  release(ids: readonly string[]): Promise<void>;

  get(id: string): Promise<Delivery | null>;
  listAttempts(deliveryId: string): Promise<readonly Attempt[]>;
  /** A page may be short, or even empty, and not the last one: only so many rows are looked at. */
  list(query: DeliveryQuery, page: PageRequest): Promise<Page<Delivery>>;
  /**
   * Draws back due times that a wrong clock has written: what is due later than `latest`, or has
   * not been tried yet and is due later than `latestFirst`, becomes due at `now`. Leases count too.
   * @returns how many
   */
  drawBackDueTimes(now: Millis, latestFirst: Millis, latest: Millis): Promise<number>;

  /** Makes one finished delivery pending again, due at `dueAt`, attempts counted from 0. False if there is none, or its event or its payload is gone. */
  replay(id: string, dueAt: Millis): Promise<boolean>;
  /** The same for every failed delivery of a subscription whose event was received since a time and has its payload; returns how many. Works in pieces. */
  replayFailed(subscriptionId: string, since: Millis, dueAt: Millis): Promise<number>;
  /** Cancels what is still pending: the subscription ended. Works in pieces. */
  cancel(subscriptionId: string, now: Millis): Promise<number>;
  /** Deletes up to `limit` deliveries that expired before a time, with their attempts; returns how many. */
  pruneExpired(before: Millis, limit: number): Promise<number>;
  /** How many deliveries are pending, by subscription. What changes while it counts may count or not. */
  countPending(): Promise<ReadonlyMap<string, number>>;
}

/**
 * Everything the gateway keeps. A promise that resolves means the change is on disk: a crash
 * of process or machine cannot undo it. Every method is one transaction,
 * except those that may concern any number of rows: they work in pieces, so that what else there is
 * to do gets its turn, and return when all is done.
 *
 * Rejects with `unavailable` if the store is closed, locked, full or out of reach: nothing was
 * changed, or nobody knows, and the same call may succeed later.
 *
 * Texts may hold anything. Two identities or types that differ stay different; elsewhere, half of
 * a surrogate pair may come back as the replacement character.
 *
 * Times come from the caller, so that tests and retries do not depend on the store's clock.
 */
export interface Store {
  readonly accounts: AccountStore;
  readonly providers: ProviderStore;
  readonly events: EventStore;
  readonly deliveries: DeliveryStore;
  readonly replays: ReplayStore;
  readonly alerts: AlertStore;
  readonly sessions: SessionStore;
  readonly statistics: StatisticsStore;
  readonly newest: NewestStore;
  readonly storage: StorageStore;
  readonly audit: AuditStore;
  /** Null: gateways on it do not know of each other. */
  readonly gateways: GatewayStore | null;
  readonly payloads: PayloadStore;
  readonly erasures: ErasureStore;
  /** Creates or migrates the tables. */
  open(): Promise<void>;
  /** Finishes what is under way and closes. */
  close(): Promise<void>;
  /** Really writes, the way events are written; rejects with the reason if that does not work right now. */
  check(): Promise<void>;
  /**
   * What keeps the store from writing until it has been repaired, null if nothing does: something
   * that a restart may repair too.
   */
  readonly failure: string | null;
}

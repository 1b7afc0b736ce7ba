import { performance } from 'node:perf_hooks';
import type { Dispatcher as HttpClient } from 'undici';
import type { Directory } from '../directory.ts';
import type {
  AttemptOutcome,
  ClaimedDelivery,
  DeliveryStatus,
  Millis,
  Subscription,
  SubscriptionSecrets,
} from '../domain.ts';
import { GatewayError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ReadySubscription } from '../ready.ts';
import type { Store } from '../store/store.ts';
import { monotonic } from '../token-bucket.ts';
import type { Vault } from '../vault.ts';
import { ATTEMPT_TIMEOUT_MS, AttemptAbortedError } from './attempt.ts';
import { fairOrder } from './fair-order.ts';
import { GivenUpLog } from './given-up.ts';
import { DISABLE_AFTER_MS, RECORD_AFTER_MS, SubscriptionHealth } from './health.ts';
import type { Lane } from './lane.ts';
import { Lanes } from './lanes.ts';
import { sampleEvent } from './sample.ts';
import {
  type AttemptError,
  type AttemptResult,
  createSchedule,
  type Schedule,
  type ScheduleOptions,
  type Verdict,
} from './schedule.ts';
import { Sender } from './sender.ts';

/** What a {@link Dispatcher} works with; times are in milliseconds. */
export interface DispatcherOptions {
  readonly store: Store;
  /** Must be started. */
  readonly directory: Directory;
  readonly vault: Vault;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Sends the requests; make it with `createSafeAgent`. The caller closes it after `stop()`. */
  readonly client: HttpClient;
  /** The gateway's version, for the user agent. */
  readonly version: string;
  readonly now?: () => Millis;
  /** The time by which secrets expire; see `Clock`. `now` if absent. */
  readonly cautiousNow?: () => Millis;
  /** Milliseconds by a clock that nobody sets, for how long something has lasted. */
  readonly elapsed?: () => Millis;
  readonly schedule?: Partial<ScheduleOptions>;
  /** For one attempt, everything included. */
  readonly timeoutMs?: Millis;
  /** How long a claimed delivery belongs to this process; must be longer than the time-out. */
  readonly leaseMs?: Millis;
  /** Longest time between two looks for what is due: other processes add deliveries too. */
  readonly pollMs?: Millis;
  /** How long `stop()` waits for attempts under way. */
  readonly stopGraceMs?: Millis;
  /** Most attempts under way at once, over all subscriptions. */
  readonly maxInFlight?: number;
  readonly disableAfterMs?: Millis;
  readonly recordFailuresAfterMs?: Millis;
}

/** How a subscription fares. */
export interface SubscriptionState {
  /** Since when every attempt has failed; null if the last one arrived. */
  readonly failingSince: Millis | null;
  /** HTTP status of the last attempt, 0 if there was no answer; null if there was no attempt. */
  readonly lastStatus: number | null;
}

/** Least time between two looks: what comes in between is taken together. */
const MIN_GAP_MS = 4;

const STATUS_AFTER: Readonly<Record<Verdict['kind'], DeliveryStatus>> = {
  delivered: 'delivered',
  retry: 'pending',
  failed: 'failed',
  ended: 'cancelled',
};

/**
 * Brings deliveries to their subscribers: looks for what is due, claims as much as each
 * subscription has room for, makes the attempts and writes down what came of them.
 *
 * Nothing is kept in memory only: a delivery is claimed only when its attempt
 * begins at once, and if this process dies or the outcome cannot be written, the lease runs
 * out and the delivery is made again: at least once, by anyone. After a crash the deliveries
 * that were under way therefore wait up to `leaseMs` (30 s).
 *
 * Deliveries of paused and disabled subscriptions stay as they are; those of ended ones are
 * cancelled.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #now: () => Millis;
  readonly #schedule: Schedule;
  readonly #health: SubscriptionHealth;
  readonly #sender: Sender;
  readonly #givenUp: GivenUpLog;
  /** HTTP status of each subscription's last attempt, 0 for none. */
  readonly #lastStatus = new Map<string, number>();
  readonly #lanes: Lanes;
  readonly #tasks = new Set<Promise<void>>();
  /** Ids of deliveries whose attempt was cut short by `stop()`. */
  readonly #abandoned: string[] = [];
  /** Rotates who is served first. */
  #turn = 0;
  #running: Promise<void> | null = null;
  #stopping = false;
  #wakeRequested = false;
  /** Ends the present sleep. */
  #endSleep: (() => void) | null = null;
  /** True in the gap between two rounds, which no wake-up shortens. */
  #ignoreWakeUntilNextRound = false;

  /** @throws {RangeError} if the lease is not longer than the time-out */
  constructor(options: DispatcherOptions) {
    const { leaseMs = 30_000, timeoutMs = ATTEMPT_TIMEOUT_MS } = options;
    if (leaseMs <= timeoutMs) throw new RangeError('leaseMs must be longer than timeoutMs.');
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#lanes = new Lanes(options.schedule?.timeScale, options.maxInFlight ?? 256);
    this.#schedule = createSchedule(options.schedule);
    this.#sender = new Sender({
      ...options,
      now: this.#now,
      cautiousNow: options.cautiousNow ?? this.#now,
      timeoutMs,
    });
    this.#health = new SubscriptionHealth({
      store: options.store,
      directory: options.directory,
      log: options.log,
      now: this.#now,
      elapsed: options.elapsed ?? monotonic,
      disableAfterMs: options.disableAfterMs ?? DISABLE_AFTER_MS,
      recordAfterMs: options.recordFailuresAfterMs ?? RECORD_AFTER_MS,
    });
    this.#givenUp = new GivenUpLog(options.log, options.elapsed ?? monotonic);
  }

  /** Begins to deliver. A dispatcher starts once. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something due: call it after every commit. Cheap; calls are taken together. */
  wake(): void {
    this.#wakeRequested = true;
    if (!this.#ignoreWakeUntilNextRound) this.#endSleep?.();
  }

  /** How a subscription fares, as far as this process knows. */
  stateOf(subscription: Subscription): SubscriptionState {
    return {
      failingSince: this.#health.failingSince(subscription),
      lastStatus: this.#lastStatus.get(subscription.id) ?? null,
    };
  }

  /**
   * Claims no more, waits for the attempts under way up to `stopGraceMs`, cuts the rest short
   * and gives their deliveries back, due at once.
   */
  async stop(): Promise<void> {
    const { store, log, stopGraceMs = 10_000 } = this.#options;
    this.#stopping = true;
    this.#endSleep?.();
    await this.#running;
    const timer = setTimeout(() => this.#sender.abort(), stopGraceMs);
    await Promise.all(this.#tasks);
    clearTimeout(timer);
    const abandoned = this.#abandoned.splice(0);
    if (abandoned.length === 0) return;
    log.info({ count: abandoned.length }, 'attempts cut short; they will be made again');
    await store.deliveries.release(abandoned, this.#now());
  }

  /**
   * Tries a subscription's target with a sample event, once. Nothing is stored, and it does
   * not count for or against the subscription.
   * @throws {GatewayError} `unavailable` if the gateway stops meanwhile
   */
  async sendTest(subscription: Subscription): Promise<AttemptResult> {
    const { directory, vault } = this.#options;
    const now = this.#now();
    const source =
      subscription.sourceId === null ? undefined : await directory.source(subscription.sourceId);
    const { provider, event } = sampleEvent(subscription, source, directory.providers, now);
    const sending = {
      subscription,
      secrets: vault.open<SubscriptionSecrets>(subscription.sealed, subscription.id),
      deliveryId: newId('dlv', now),
      number: 1,
      replayedAt: null,
      isTest: true,
      event,
      provider,
    };
    try {
      return await this.#sender.send(sending);
    } catch (cause) {
      throw new GatewayError('unavailable', 'The gateway is stopping. Try again later.', { cause });
    }
  }

  async #run(): Promise<void> {
    const { log, pollMs = 1000 } = this.#options;
    while (!this.#stopping) {
      this.#wakeRequested = false;
      const startedAt = performance.now();
      let gapMs = MIN_GAP_MS;
      try {
        const waitMs = await this.#round();
        if (!this.#wakeRequested) await this.#sleep(Math.min(waitMs, pollMs));
      } catch (error) {
        log.error({ err: error }, 'cannot look for due deliveries; trying again');
        gapMs = pollMs;
      }
      this.#ignoreWakeUntilNextRound = true;
      await this.#sleep(gapMs - (performance.now() - startedAt));
      this.#ignoreWakeUntilNextRound = false;
    }
  }

  /** Begins every attempt that can begin now. Returns in how many milliseconds to look again at the latest. */
  async #round(): Promise<Millis> {
    const { store, directory } = this.#options;
    const now = this.#now();
    this.#turn += 1;
    const due = fairOrder(await store.deliveries.dueSubscriptions(now), this.#turn);
    const isKnown = (id: string): boolean =>
      (directory.subscription(id) ?? directory.unusableSubscription(id)) !== undefined;
    if (!due.every(isKnown)) await directory.refresh();
    let waitMs = Number.POSITIVE_INFINITY;
    const claims: Promise<unknown>[] = [];
    const ready: ReadySubscription[] = [];
    for (const id of due) {
      const known = directory.subscription(id);
      if (known?.subscription.status === 'ended') {
        claims.push(store.deliveries.cancel(id, now));
        this.#lanes.delete(id);
        this.#lastStatus.delete(id);
      }
      if (known?.subscription.status !== 'active') continue;
      const lane = this.#lanes.of(known.subscription);
      if (lane.room(known.subscription) > 0) ready.push(known);
      else waitMs = Math.min(waitMs, lane.readyInMs(known.subscription));
    }
    this.#lanes.beginRound(ready.length);
    for (const each of ready) {
      const lane = this.#lanes.of(each.subscription);
      // Without room it waits until an attempt of another one is over.
      const room = this.#lanes.room(lane, each.subscription);
      if (room > 0) claims.push(this.#claim(each, lane, now, room));
    }
    await this.#settle(claims);
    const next = await store.deliveries.nextDueAt();
    // What is due and was not taken waits for its lane or its subscription, not for a time.
    return next === null || next <= now ? waitMs : Math.min(waitMs, next - now);
  }

  /** Waits for all claims. One that fails is logged and holds up no other. */
  async #settle(claims: readonly Promise<unknown>[]): Promise<void> {
    const settled = await Promise.allSettled(claims);
    const failures = settled.filter((result) => result.status === 'rejected');
    const [first] = failures;
    if (first === undefined) return;
    if (failures.length === claims.length) throw first.reason;
    this.#options.log.error({ err: first.reason, count: failures.length }, 'claims failed');
  }

  async #claim(ready: ReadySubscription, lane: Lane, now: Millis, room: number): Promise<void> {
    const { store, leaseMs = 30_000 } = this.#options;
    // Taken before waiting for the store, so that no other claim counts on the same room.
    this.#lanes.take(lane, room);
    let claimed: readonly ClaimedDelivery[] = [];
    try {
      claimed = await store.deliveries.claim(ready.subscription.id, now, now + leaseMs, room);
    } finally {
      this.#lanes.giveBack(lane, room - claimed.length);
    }
    for (const delivery of claimed) this.#track(this.#deliver(ready, lane, delivery));
  }

  #track(task: Promise<void>): void {
    this.#tasks.add(task);
    void task.finally(() => this.#tasks.delete(task));
  }

  /** One attempt from beginning to end. Never rejects: whatever fails, the lease runs out and it is made again. */
  async #deliver(ready: ReadySubscription, lane: Lane, delivery: ClaimedDelivery): Promise<void> {
    const { log, metrics } = this.#options;
    const ids = { deliveryId: delivery.id, subscriptionId: delivery.subscriptionId };
    metrics.inFlight.inc();
    let result: AttemptResult | null = null;
    try {
      const at = this.#now();
      const number = delivery.attempts + 1;
      const { event, replayedAt } = delivery;
      const sending = { ...ready, deliveryId: delivery.id, number, replayedAt, event };
      result = await this.#sender.send(sending);
      const kind = await this.#record(delivery, number, at, result);
      log.debug({ ...ids, number, status: result.httpStatus, error: result.error }, 'attempt');
      this.#lastStatus.set(delivery.subscriptionId, result.httpStatus ?? 0);
      if (kind === 'failed' && result.error !== null) {
        const reason = describe(result.error, result.httpStatus);
        this.#givenUp.add(ready.subscription, delivery.id, number, reason);
      }
      await this.#follow(delivery.subscriptionId, kind, at, result);
    } catch (error) {
      if (error instanceof AttemptAbortedError) this.#abandoned.push(delivery.id);
      else log.error({ ...ids, err: error }, 'an attempt’s outcome could not be written');
    } finally {
      metrics.inFlight.dec();
      this.#lanes.finish(lane, result);
      this.wake();
    }
  }

  async #record(
    delivery: ClaimedDelivery,
    number: number,
    at: Millis,
    result: AttemptResult,
  ): Promise<Verdict['kind']> {
    const { store, metrics } = this.#options;
    const verdict = this.#schedule(result, number, this.#now());
    const outcome: AttemptOutcome = {
      attempt: {
        deliveryId: delivery.id,
        number,
        at,
        durationMs: result.durationMs,
        httpStatus: result.httpStatus,
        error: result.error,
        response: result.response,
      },
      status: STATUS_AFTER[verdict.kind],
      dueAt: verdict.kind === 'retry' ? verdict.dueAt : delivery.dueAt,
    };
    const { kind } = verdict;
    metrics.attempts.inc({ outcome: kind === 'ended' ? 'failed' : kind });
    metrics.attemptSeconds.observe(result.durationMs / 1000);
    await store.deliveries.record([outcome]);
    return kind;
  }

  /** Keeps the subscription's state in step; what fails here is caught up with by the next attempt. */
  async #follow(
    id: string,
    kind: Verdict['kind'],
    at: Millis,
    result: AttemptResult,
  ): Promise<void> {
    try {
      if (kind === 'ended') await this.#health.ended(id);
      else if (result.error === null) await this.#health.succeeded(id);
      else await this.#health.failed(id, at, describe(result.error, result.httpStatus));
    } catch (error) {
      this.#options.log.error(
        { subscriptionId: id, err: error },
        'a subscription’s state could not be written',
      );
    }
  }

  /** Sleeps until the time is over, or `wake()` or `stop()` ends it. */
  #sleep(ms: Millis): Promise<void> {
    if (ms <= 0 || this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const endSleep = (): void => {
        clearTimeout(timer);
        this.#endSleep = null;
        resolve();
      };
      const timer = setTimeout(endSleep, ms);
      this.#endSleep = endSleep;
    });
  }
}

/** What people read as the reason: `http_status 503`, `timeout`. */
const describe = (error: AttemptError, httpStatus: number | null): string =>
  httpStatus === null ? error : `${error} ${httpStatus}`;

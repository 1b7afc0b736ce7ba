import type { Dispatcher as HttpClient } from 'undici';
import type { Directory } from '../directory.ts';
import type { Millis, Subscription, SubscriptionSecrets } from '../domain.ts';
import { GatewayError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { HourlyCounts } from '../statistics/hourly-counts.ts';
import type { Store } from '../store/store.ts';
import { monotonic } from '../token-bucket.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Vault } from '../vault.ts';
import { ATTEMPT_TIMEOUT_MS } from './attempt.ts';
import { Deliverer } from './deliverer.ts';
import { FirstAttempts, type IncomingEvent, type PlannedDeliveries } from './first-attempts.ts';
import { GivenUpLog } from './given-up.ts';
import { DISABLE_AFTER_MS, RECORD_AFTER_MS, SubscriptionHealth } from './health.ts';
import { type LaneLoad, Lanes } from './lanes.ts';
import { ALL_OF_IT } from './limits.ts';
import { LogReader } from './log-reader.ts';
import { Memory, type MemoryLimits } from './memory.ts';
import { sampleEvent } from './sample.ts';
import {
  type AttemptResult,
  createSchedule,
  maxAttempts,
  type ScheduleOptions,
} from './schedule.ts';
import { Sender } from './sender.ts';
import { SharedLimits } from './shared-limits.ts';
import { Starter } from './starter.ts';

/** Room for what comes in a second or two; more than that is as well off in the log. */
const MEMORY: MemoryLimits = { deliveries: 4096, bytes: 24 * 1024 * 1024 };

/** What a {@link Dispatcher} works with; times are in milliseconds. */
export interface DispatcherOptions {
  readonly store: Store;
  /** Must be started. */
  readonly directory: Directory;
  readonly vault: Vault;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly counts: Pick<HourlyCounts, 'count'>;
  /** Sends the requests; make it with `createSafeAgent`. The caller closes it after `stop()`. */
  readonly client: HttpClient;
  /** The gateway's version, for the user agent. */
  readonly version: string;
  /** Where people see events, with a slash at its end; null: nowhere. */
  readonly eventsUrl?: string | null;
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
  /** What deliveries may take of this process's memory. */
  readonly memory?: Partial<MemoryLimits>;
  readonly disableAfterMs?: Millis;
  readonly recordFailuresAfterMs?: Millis;
  readonly tracing?: Tracing | null;
}

/** How a subscription fares. */
export interface SubscriptionState {
  /** Since when every attempt has failed; null if the last one arrived. */
  readonly failingSince: Millis | null;
  /** HTTP status of the last attempt, 0 if there was no answer; null if there was no attempt. */
  readonly lastStatus: number | null;
}

/**
 * Brings deliveries to their subscribers, at least once. There are two ways to an attempt:
 *
 * - **from memory** ({@link FirstAttempts}): a delivery is stored with its event as leased to this
 *   process, if its lane has a place; its attempt begins as soon as the event is on disk;
 * - **from the log** ({@link LogReader}): everything else is found there when it is due, and claimed.
 *
 * From there on both are the same: {@link Starter} begins the attempt when the lane has room,
 * {@link Deliverer} makes it and writes what came of it.
 *
 * Nothing is kept in memory only: if this process dies or an outcome cannot be written, the lease
 * runs out and the delivery is made again, by anyone. After a crash the deliveries that were kept
 * in memory therefore wait up to `leaseMs` (30 s).
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #now: () => Millis;
  readonly #health: SubscriptionHealth;
  readonly #sender: Sender;
  readonly #deliverer: Deliverer;
  readonly #starter: Starter;
  readonly #reader: LogReader;
  readonly #first: FirstAttempts;
  readonly #lanes: Lanes;
  /** Null: the store's gateways do not know of each other. */
  readonly #shared: SharedLimits | null;

  /** @throws {RangeError} if the lease is not longer than the time-out */
  constructor(options: DispatcherOptions) {
    const { leaseMs = 30_000, timeoutMs = ATTEMPT_TIMEOUT_MS, now = Date.now } = options;
    if (leaseMs <= timeoutMs) throw new RangeError('leaseMs must be longer than timeoutMs.');
    const { store, directory, log, elapsed = monotonic } = options;
    this.#options = options;
    this.#now = now;
    const cautiousNow = options.cautiousNow ?? now;
    this.#sender = new Sender({
      ...{ ...options, now, cautiousNow, timeoutMs },
      maxAttempts: maxAttempts(options.schedule ?? {}),
      eventsUrl: options.eventsUrl ?? null,
    });
    this.#health = new SubscriptionHealth({
      ...{ store, directory, log, now, elapsed },
      disableAfterMs: options.disableAfterMs ?? DISABLE_AFTER_MS,
      recordAfterMs: options.recordFailuresAfterMs ?? RECORD_AFTER_MS,
    });
    const { deliveries } = store;
    this.#deliverer = new Deliverer({
      ...{ deliveries, log, now, metrics: options.metrics, counts: options.counts },
      tracing: options.tracing ?? null,
      sender: this.#sender,
      health: this.#health,
      givenUp: new GivenUpLog(log, elapsed),
      schedule: createSchedule(options.schedule),
    });
    const { gateways } = store;
    this.#shared =
      gateways === null
        ? null
        : new SharedLimits({
            ...{ gateways, log },
            fits: (most) => this.#lanes.fit(most),
            onChange: () => this.wake(),
          });
    const memory = new Memory({ ...MEMORY, ...options.memory });
    this.#lanes = new Lanes({
      timeScale: options.schedule?.timeScale,
      maxInFlight: options.maxInFlight ?? 256,
      memory,
      parts: this.#shared ?? ALL_OF_IT,
    });
    const lanes = this.#lanes;
    const shared = { directory, deliveries, log, lanes, memory, now, leaseMs, timeoutMs };
    const deliverer = this.#deliverer;
    this.#starter = new Starter({
      ...{ ...shared, deliverer },
      onRoom: () => this.#reader.wakeIfLeft(),
      onReturned: () => this.wake(),
    });
    const made = { ...shared, deliverer, starter: this.#starter };
    this.#reader = new LogReader({ ...made, pollMs: options.pollMs ?? 1000 });
    this.#first = new FirstAttempts({ ...made, wake: () => this.wake() });
  }

  /** Begins to deliver. A dispatcher starts once. */
  start(): void {
    this.#shared?.start();
    this.#first.isOn = true;
    this.#reader.start();
  }

  /** There may be something due in the log. Cheap; calls are taken together. */
  wake(): void {
    this.#reader.wake();
  }

  /** Decides how the deliveries of an event begin, before it is stored with them. */
  plan(incoming: IncomingEvent): PlannedDeliveries {
    return this.#first.plan(incoming);
  }

  /** How a subscription fares, as far as this process knows. */
  stateOf(subscription: Subscription): SubscriptionState {
    return {
      failingSince: this.#health.failingSince(subscription),
      lastStatus: this.#deliverer.lastStatusOf(subscription.id),
    };
  }

  /** What is under way to a subscription from this process. */
  loadOf(subscriptionId: string): LaneLoad {
    return this.#lanes.loadOf(subscriptionId);
  }

  /**
   * Begins no more, waits for the attempts under way up to `stopGraceMs`, cuts the rest short
   * and gives back what was not delivered, due at once.
   */
  async stop(): Promise<void> {
    this.#first.isOn = false;
    await this.#reader.stop();
    await this.#starter.stop(this.#options.stopGraceMs ?? 10_000, () => this.#sender.abort());
    await this.#shared?.stop();
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
    const { origin, event } = sampleEvent(subscription, source, directory.providers, now);
    const sending = {
      subscription,
      secrets: vault.open<SubscriptionSecrets>(subscription.sealed, subscription.id),
      deliveryId: newId('dlv', now),
      number: 1,
      replayedAt: null,
      isTest: true,
      eventId: event.id,
      content: event,
      origin,
    };
    try {
      return await this.#sender.send(sending);
    } catch (cause) {
      throw new GatewayError('unavailable', 'The gateway is stopping. Try again later.', { cause });
    }
  }
}

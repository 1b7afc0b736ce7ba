import type { Millis, Subscription } from '../domain.ts';
import { monotonic, type Rate, TokenBucket } from '../token-bucket.ts';
import type { KeptDelivery } from './kept.ts';
import { type AttemptResult, asksToSlowDown, isInternalFailure } from './schedule.ts';

/** First pause of a subscription that asks to slow down; it doubles with each further one. */
const FIRST_PAUSE_MS: Millis = 1000;
const MAX_PAUSE_MS: Millis = 60_000;
/** Longest pause by Retry-After: a repaired subscriber must not stay cut off until tomorrow. */
const MAX_ASKED_PAUSE_MS: Millis = 15 * 60_000;

/** A subscriber that answers within this time soon gets to what waits in memory. */
const QUICK_MS: Millis = 100;
/** Failures of any kind without a success between them that slow a lane down: one event that a subscriber cannot read does not. */
const FAILURES_IN_A_ROW = 5;

/** The limits of a subscription. */
export type LaneLimits = Pick<Subscription, 'maxConcurrency' | 'maxPerSecond'>;

/** How many attempts may begin now; if none, in how many milliseconds: infinite if one of its own has to end first. */
export interface LaneRoom {
  readonly count: number;
  readonly readyInMs: Millis;
}

/** Whether a subscription gets one delivery at a time, in order: one that fails holds back the others. */
export const isInOrder = ({ maxConcurrency }: Pick<LaneLimits, 'maxConcurrency'>): boolean =>
  maxConcurrency === 1;

/** The burst is a tenth of a second's: bursts stay small, and polling need not be exact. */
const rateOf = ({ maxPerSecond: perSecond }: LaneLimits): Rate | null =>
  perSecond === null ? null : { perSecond, burst: Math.max(1, perSecond / 10) };

/**
 * One subscription's share of the work: how many attempts may begin now. Every subscription
 * has a lane of its own, so a slow one fills only its own.
 *
 * A subscriber that asks to slow down, times out or fails several times in a row is left alone
 * for a while, and its concurrency is halved; each success adds one again. All of this lives in memory and counts
 * this process only: with several gateways, limits hold for each of them.
 */
export class Lane {
  readonly #clock: () => Millis;
  readonly #timeScale: number;
  /** The subscription as it was when something last came for it. */
  row: Subscription | null = null;
  /** Deliveries in memory that wait for room, the earliest first. */
  readonly waiting: KeptDelivery[] = [];
  /**
   * Whether something of it may wait in the log, as at the beginning: then what comes waits there too,
   * behind it. A look at the log that leaves nothing ends it.
   */
  isBehind = true;
  /** Deliveries that are kept in memory: waiting, under way, or on their way into the store. */
  kept = 0;
  #inFlight = 0;
  #isQuick = false;
  #limit: number = Number.POSITIVE_INFINITY;
  readonly #bucket: TokenBucket;
  #failures = 0;
  #pauseMs = 0;
  #pausedUntil: Millis = Number.NEGATIVE_INFINITY;

  /**
   * @param timeScale multiplies the pauses, as in the schedule
   * @param clock milliseconds that never jump
   * @param bucket what keeps to the rate: of its own, or that of its group
   */
  constructor(
    timeScale = 1,
    clock: () => Millis = monotonic,
    bucket: TokenBucket = new TokenBucket(clock),
  ) {
    this.#timeScale = timeScale;
    this.#clock = clock;
    this.#bucket = bucket;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether the last attempt failed. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Whether it is left alone for a while. */
  get isPaused(): boolean {
    return this.#clock() < this.#pausedUntil;
  }

  /** How many deliveries are in memory that are not under way. */
  get pending(): number {
    return this.kept - this.#inFlight;
  }

  /**
   * Whether deliveries may wait in memory for their turn: those of a subscriber that answers quickly.
   * Else there are only as many as may begin at once, because a lease does not last for ever, and
   * another gateway could make the attempt.
   */
  mayWait({ maxConcurrency, maxPerSecond }: LaneLimits): boolean {
    if (isInOrder({ maxConcurrency })) return false;
    return this.#isQuick && maxPerSecond === null && !this.isFailing && !this.isPaused;
  }

  /**
   * Looks once at the clock, so that both answers are of the same moment: who looked twice could find
   * no room first and nothing to wait for then.
   */
  look(limits: LaneLimits): LaneRoom {
    const rate = rateOf(limits);
    const tokens = this.#bucket.room(rate);
    const pausedMs = this.#pausedUntil - this.#clock();
    if (pausedMs > 0) return { count: 0, readyInMs: pausedMs };
    const free = Math.min(limits.maxConcurrency, this.#limit) - this.#inFlight;
    const count = Math.max(0, Math.floor(Math.min(free, tokens)));
    return { count, readyInMs: count > 0 ? 0 : this.#bucket.readyInMs(rate) };
  }

  /** An attempt begins. */
  begin(): void {
    this.#inFlight += 1;
    this.#bucket.take(1);
  }

  /** An attempt is over. */
  finish(result: AttemptResult | null): void {
    this.#inFlight -= 1;
    this.#isQuick = result !== null && result.durationMs <= QUICK_MS;
    if (result === null || isInternalFailure(result.error)) return;
    if (result.error === null) {
      this.#failures = 0;
      this.#pauseMs = 0;
      this.#limit += 1;
      return;
    }
    this.#failures += 1;
    if (asksToSlowDown(result) || this.#failures >= FAILURES_IN_A_ROW) {
      this.#slowDown(result.retryAfterMs ?? 0);
    }
  }

  #slowDown(askedMs: Millis): void {
    const now = this.#clock();
    const paused = now < this.#pausedUntil;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(askedMs, MAX_ASKED_PAUSE_MS));
    // Answers to attempts that were under way together count as one.
    if (paused) return;
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, this.#inFlight + 1) / 2));
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, FIRST_PAUSE_MS), MAX_PAUSE_MS);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + this.#pauseMs * this.#timeScale);
  }
}

import type { Millis, Subscription } from '../domain.ts';
import { monotonic } from '../token-bucket.ts';
import type { KeptDelivery } from './kept.ts';
import { ALL_OF_IT, isInOrder, type LimitParts, type Limits } from './limits.ts';
import { Pace } from './pace.ts';
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

/** Without a part of a limit, and without an attempt that ends, there may be a part after so long. */
const NO_PART_MS: Millis = 1000;

/** How many attempts may begin now; if none, in how many milliseconds: infinite if one of its own has to end first. */
export interface LaneRoom {
  readonly count: number;
  readonly readyInMs: Millis;
}

/** What a {@link Lane} works with. */
export interface LaneOptions {
  readonly subscriptionId: string;
  /** Multiplies the pauses, as in the schedule. */
  readonly timeScale?: number | undefined;
  /** Milliseconds that never jump. */
  readonly clock?: () => Millis;
  /** What keeps to the rate: its own, or that of its group. */
  readonly pace?: Pace;
  /** What of the limits is this gateway's. */
  readonly parts?: LimitParts;
}

/**
 * One subscription's share of the work: how many attempts may begin now. Every subscription
 * has a lane of its own, so a slow one fills only its own.
 *
 * A subscriber that asks to slow down, times out or fails several times in a row is left alone
 * for a while, and its concurrency is halved; each success adds one again. That lives in memory, for this
 * process. The limits themselves hold over all gateways of the database: this lane keeps to its part of them.
 */
export class Lane {
  readonly #id: string;
  readonly #clock: () => Millis;
  readonly #timeScale: number;
  readonly #pace: Pace;
  readonly #parts: LimitParts;
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
  /** How long the last attempt took. */
  #lastMs: Millis = Number.POSITIVE_INFINITY;
  #limit: number = Number.POSITIVE_INFINITY;
  /** The limits at the last look; an attempt begins right after one. */
  #limits: Limits = { maxConcurrency: 1, maxPerSecond: null };
  #failures = 0;
  #pauseMs = 0;
  #pausedUntil: Millis = Number.NEGATIVE_INFINITY;

  constructor(options: LaneOptions) {
    this.#id = options.subscriptionId;
    this.#timeScale = options.timeScale ?? 1;
    this.#clock = options.clock ?? monotonic;
    this.#pace = options.pace ?? new Pace();
    this.#parts = options.parts ?? ALL_OF_IT;
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
   * How many deliveries it may have in memory that wait for their turn: only those of a subscriber that
   * answers quickly. Of others there are only as many as may begin at once, because a lease does not
   * last for ever, and another gateway could make the attempt. If this one has but a part of the
   * limits, it keeps what it can do in a second: the rest is in the log for all.
   */
  mayWait(limits: Limits): number {
    if (isInOrder(limits) || limits.maxPerSecond !== null) return 0;
    if (this.#lastMs > QUICK_MS || this.isFailing || this.isPaused) return 0;
    const { maxConcurrency } = this.#parts.partOf(this.#id, limits, this.#clock());
    if (maxConcurrency === limits.maxConcurrency) return Number.POSITIVE_INFINITY;
    return Math.floor((maxConcurrency * 1000) / Math.max(1, this.#lastMs));
  }

  /**
   * Looks once at the clock, so that both answers are of the same moment: who looked twice could find
   * no room first and nothing to wait for then.
   */
  look(limits: Limits): LaneRoom {
    const now = this.#clock();
    this.#limits = limits;
    const pausedMs = this.#pausedUntil - now;
    if (pausedMs > 0) return { count: 0, readyInMs: pausedMs };
    const part = this.#parts.partOf(this.#id, limits, now);
    const free = Math.min(part.maxConcurrency, this.#limit) - this.#inFlight;
    if (free <= 0) {
      return { count: 0, readyInMs: this.#inFlight > 0 ? Number.POSITIVE_INFINITY : NO_PART_MS };
    }
    const { count, readyInMs } = this.#pace.look(now, part.maxPerSecond, this.#parts.since);
    return { count: Math.floor(Math.min(free, count)), readyInMs };
  }

  /** An attempt begins. */
  begin(): void {
    this.#inFlight += 1;
    if (this.#limits.maxPerSecond === null) return;
    const now = this.#clock();
    const { maxPerSecond } = this.#parts.partOf(this.#id, this.#limits, now);
    this.#pace.pass(now, maxPerSecond, this.#parts.since);
  }

  /** Whether no more is under way than there may be. @param most by the limits at the last look */
  fits(most: (subscriptionId: string, limits: Limits) => number): boolean {
    return this.#inFlight <= most(this.#id, this.#limits);
  }

  /** An attempt is over. */
  finish(result: AttemptResult | null): void {
    this.#inFlight -= 1;
    this.#lastMs = result?.durationMs ?? Number.POSITIVE_INFINITY;
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

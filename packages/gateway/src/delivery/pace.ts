import type { Millis } from '../domain.ts';

/** How many may pass now; if none, in how many milliseconds. */
export interface PaceRoom {
  readonly count: number;
  readonly readyInMs: Millis;
}

const EVERYTHING: PaceRoom = { count: Number.POSITIVE_INFINITY, readyInMs: 0 };

/** The burst is a tenth of a second's: bursts stay small, and polling need not be exact. */
const burstOf = (perSecond: number): number => Math.max(1, perSecond / 10);

/** On a busy machine timers fire late; so much of that the next one makes up for. */
const MADE_UP_MS: Millis = 50;

/**
 * Keeps to a rate that may be another one each time, as in a group whose subscriptions differ: the generic
 * cell rate algorithm. It has one time, the earliest at which the next one may pass; whoever passes puts it
 * off by an interval of its own rate. So nobody refills by its own rate what another one has used.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export class Pace {
  /** Less than now by the burst if nothing has passed for a while. */
  #nextAt: Millis = Number.NEGATIVE_INFINITY;

  /**
   * @param perSecond null: no limit
   * @param since when the rate began to hold; until then there was none left
   */
  look(now: Millis, perSecond: number | null, since: Millis): PaceRoom {
    if (perSecond === null) return EVERYTHING;
    const nextAt = this.#nextFor(now, perSecond, since);
    if (nextAt > now) return { count: 0, readyInMs: nextAt - now };
    return { count: 1 + Math.floor(((now - nextAt) * perSecond) / 1000), readyInMs: 0 };
  }

  /** One passes. */
  pass(now: Millis, perSecond: number | null, since: Millis): void {
    if (perSecond !== null) this.#nextAt = this.#nextFor(now, perSecond, since) + 1000 / perSecond;
  }

  /** What was not used is lost, but for a burst, and for what somebody was late. */
  #nextFor(now: Millis, perSecond: number, since: Millis): Millis {
    const interval = 1000 / perSecond;
    const madeUpMs = Math.min(interval / 2, MADE_UP_MS);
    const unusedMs =
      now - this.#nextAt <= madeUpMs ? madeUpMs : (burstOf(perSecond) - 1) * interval;
    return Math.max(this.#nextAt, now - unusedMs, since + interval);
  }
}

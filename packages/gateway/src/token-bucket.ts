import { performance } from 'node:perf_hooks';
import type { Millis } from './domain.ts';

/** What may pass: so many at once, and then so many per second. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Milliseconds that never jump. */
export const monotonic = (): Millis => performance.now();

/** Keeps to a rate, which may be another one at each call. */
export class TokenBucket {
  readonly #clock: () => Millis;
  #tokens: number = Number.POSITIVE_INFINITY;
  #refilledAt: Millis;

  /** @param clock milliseconds that never jump */
  constructor(clock: () => Millis = monotonic) {
    this.#clock = clock;
    this.#refilledAt = clock();
  }

  /** How many may pass now; a fraction is on its way to one. */
  room(rate: Rate): number {
    const now = this.#clock();
    const seconds = (now - this.#refilledAt) / 1000;
    this.#refilledAt = now;
    this.#tokens = Math.min(rate.burst, this.#tokens + seconds * rate.perSecond);
    return this.#tokens;
  }

  /** Whether one more may pass now; if so, it counts. */
  tryTake(rate: Rate): boolean {
    if (this.room(rate) < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

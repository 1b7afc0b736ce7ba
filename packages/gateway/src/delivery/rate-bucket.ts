import type { Millis } from '../domain.ts';

/**
 * A token bucket of a tenth of a second: bursts stay small, and polling need not be exact.
 * Subscriptions of one rate group share one.
 */
export class RateBucket {
  readonly #clock: () => Millis;
  #tokens: number = Number.POSITIVE_INFINITY;
  #refilledAt: Millis;

  /** @param clock milliseconds that never jump */
  constructor(clock: () => Millis) {
    this.#clock = clock;
    this.#refilledAt = clock();
  }

  /** How many attempts may begin now; a fraction is on its way to one. */
  room(maxPerSecond: number | null): number {
    const now = this.#clock();
    const gained = ((now - this.#refilledAt) / 1000) * (maxPerSecond ?? 0);
    this.#refilledAt = now;
    if (maxPerSecond === null) this.#tokens = Number.POSITIVE_INFINITY;
    else this.#tokens = Math.min(Math.max(1, maxPerSecond / 10), this.#tokens + gained);
    return this.#tokens;
  }

  /** In how many milliseconds there is room for one; infinite if there is already. */
  readyInMs(maxPerSecond: number | null): Millis {
    if (maxPerSecond === null || this.#tokens >= 1) return Number.POSITIVE_INFINITY;
    return ((1 - this.#tokens) / maxPerSecond) * 1000;
  }

  take(count: number): void {
    this.#tokens -= count;
  }
}

import type { Millis } from '../domain.ts';
import { monotonic } from '../token-bucket.ts';

/**
 * Time that some optional work may take in each second: it may begin while less than that was
 * spent, so that it is its last piece at most that goes beyond.
 */
export class TimeBudget {
  readonly #perSecondMs: number;
  readonly #clock: () => Millis;
  #second = 0;
  #spentMs = 0;

  /** @param perSecondMs milliseconds */
  constructor(perSecondMs: number, clock: () => Millis = monotonic) {
    this.#perSecondMs = perSecondMs;
    this.#clock = clock;
  }

  /** Does the work if there is time for it. @returns null if there is none */
  run<Result>(work: () => Result): Result | null {
    const begun = this.#clock();
    const second = Math.floor(begun / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#spentMs = 0;
    }
    if (this.#spentMs >= this.#perSecondMs) return null;
    try {
      return work();
    } finally {
      this.#spentMs += this.#clock() - begun;
    }
  }
}

/** Lets so many through in a row, and then so many per second. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #at: number = performance.now();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
  }

  /** Whether none may pass now. */
  get isEmpty(): boolean {
    const now = performance.now();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    return this.#left < 1;
  }

  /** Whether one more may pass now; if so, it counts. */
  take(): boolean {
    if (this.isEmpty) return false;
    this.#left -= 1;
    return true;
  }
}

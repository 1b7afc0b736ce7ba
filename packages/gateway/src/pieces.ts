import { performance } from 'node:perf_hooks';

/** How long work goes on before the event loop gets its turn, in milliseconds. */
const PIECE_MS = 8;

/**
 * Runs short jobs in the order they come, and lets the event loop go round whenever they have taken
 * {@link PIECE_MS} together: a hundred jobs of 20 ms do not add up to a standstill of two seconds.
 */
export class Pieces {
  readonly #waiting: (() => void)[] = [];
  #spentMs = 0;
  #isScheduled = false;

  /** Runs a job, at once if there is time left. Rejects with what it throws. */
  run<Result>(job: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(job());
        } catch (error) {
          reject(error);
        }
      });
      this.#work();
    });
  }

  #work(): void {
    while (this.#spentMs < PIECE_MS) {
      const job = this.#waiting.shift();
      if (job === undefined) break;
      const startedAt = performance.now();
      job();
      this.#spentMs += performance.now() - startedAt;
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#spentMs = 0;
      if (this.#waiting.length > 0) this.#work();
    });
  }
}

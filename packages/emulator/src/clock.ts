import { setTimeout as sleep } from 'node:timers/promises';

/** The provider's clock: what time it is, and waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Waits, shortened by the clock's scale.
   * @returns the milliseconds by which the wait was shortened, or null if `signal` ended it
   */
  wait(ms: number, signal: AbortSignal): Promise<number | null>;
}

/**
 * A clock whose waits can be shortened; `now` runs at its usual speed, because tokens,
 * rate limits and the receiver's own clock must not race ahead of the user.
 *
 * @param timeScale 1 waits in full; 0.001 turns a provider's minute into 60 ms
 * @param now the time source; tests give their own
 */
export function createClock(timeScale: number, now: () => number = Date.now): Clock {
  if (!Number.isFinite(timeScale) || timeScale < 0) {
    throw new RangeError(`timeScale must be a number from 0 up, not ${timeScale}`);
  }
  return {
    now,
    async wait(ms, signal) {
      const scaled = ms * timeScale;
      try {
        await sleep(scaled, undefined, { signal });
      } catch {
        return null;
      }
      return ms - scaled;
    },
  };
}

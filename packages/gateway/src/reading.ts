import type { Millis } from './domain.ts';
import { monotonic } from './token-bucket.ts';

/** A reading is kept this many times as long as it took: so reading is at most a twentieth of the time. */
const KEPT_TIMES = 20;

/**
 * Shares one reading among all who ask while it is kept: for `leastMs`, or longer where reading takes
 * long. One that fails is not kept.
 */
export function shareReading<Result>(
  read: () => Promise<Result>,
  leastMs: Millis,
  clock: () => Millis = monotonic,
): () => Promise<Result> {
  let reading: Promise<Result> | null = null;
  let keptUntil: Millis = Number.POSITIVE_INFINITY;
  return () => {
    if (reading !== null && clock() < keptUntil) return reading;
    const startedAt = clock();
    keptUntil = Number.POSITIVE_INFINITY;
    reading = read();
    reading.then(
      () => {
        keptUntil = startedAt + Math.max(leastMs, (clock() - startedAt) * KEPT_TIMES);
      },
      () => {
        reading = null;
      },
    );
    return reading;
  };
}

import type { ReadySource } from '../ready.ts';
import { TokenBucket } from '../token-bucket.ts';

/** Requests that may come in a row, whatever the rate. */
const LEAST_BURST = 5;

/** Holds every source to its own `max_per_second`, if it has one: a second's worth may come at once. */
export class SourceRates {
  readonly #buckets = new Map<string, TokenBucket>();

  /** Whether one more request may come now; if so, it counts. */
  allows({ source, secrets }: ReadySource): boolean {
    const perSecond = secrets.limits?.maxPerSecond ?? null;
    if (perSecond === null) return true;
    const bucket = this.#buckets.get(source.id) ?? new TokenBucket();
    this.#buckets.set(source.id, bucket);
    return bucket.tryTake({ perSecond, burst: Math.max(LEAST_BURST, perSecond) });
  }
}

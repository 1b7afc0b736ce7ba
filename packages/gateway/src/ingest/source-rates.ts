import type { ReadySource } from '../ready.ts';
import { TokenBucket } from './token-bucket.ts';

/** Requests that may come in a row, whatever the rate. */
const LEAST_BURST = 5;

/** Holds every source to its own `max_per_second`, if it has one: a second's worth may come at once. */
export class SourceRates {
  readonly #buckets = new Map<
    string,
    { readonly perSecond: number; readonly bucket: TokenBucket }
  >();

  /** Whether one more request may come now; if so, it counts. */
  allows({ source, secrets }: ReadySource): boolean {
    const perSecond = secrets.limits?.maxPerSecond ?? null;
    if (perSecond === null) return true;
    const stored = this.#buckets.get(source.id);
    if (stored?.perSecond === perSecond) return stored.bucket.take();
    const bucket = new TokenBucket(perSecond, Math.max(LEAST_BURST, perSecond));
    this.#buckets.set(source.id, { perSecond, bucket });
    return bucket.take();
  }
}

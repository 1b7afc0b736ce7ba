import type { Subscription } from '../domain.ts';
import { monotonic, TokenBucket } from '../token-bucket.ts';
import { Lane } from './lane.ts';
import type { AttemptResult } from './schedule.ts';

/** The lanes of all subscriptions, and the limit over all of them. */
export class Lanes {
  readonly #timeScale: number | undefined;
  readonly #maxInFlight: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #buckets = new Map<string, TokenBucket>();
  #inFlight = 0;
  /** Of these, those of subscribers whose last attempts failed; counted when a round begins. */
  #failingInFlight = 0;
  /** Most that one lane may take in this round. */
  #share = 1;

  /**
   * @param timeScale multiplies pauses
   * @param maxInFlight most attempts under way at once
   */
  constructor(timeScale: number | undefined, maxInFlight: number) {
    this.#timeScale = timeScale;
    this.#maxInFlight = maxInFlight;
  }

  of({ id, rateGroup }: Subscription): Lane {
    let lane = this.#lanes.get(id);
    if (lane === undefined) {
      const bucket = rateGroup === null ? new TokenBucket() : this.#bucketOf(rateGroup);
      lane = new Lane(this.#timeScale, monotonic, bucket);
      this.#lanes.set(id, lane);
    }
    return lane;
  }

  /** Kept while the process lives: there is one for each token of a platform. */
  #bucketOf(group: string): TokenBucket {
    const bucket = this.#buckets.get(group) ?? new TokenBucket();
    this.#buckets.set(group, bucket);
    return bucket;
  }

  /** A subscription that has ended. */
  delete(id: string): void {
    this.#lanes.delete(id);
  }

  /**
   * Shares out what is free.
   * @param count among how many subscriptions
   */
  beginRound(count: number): void {
    const free = this.#maxInFlight - this.#inFlight;
    this.#share = Math.max(1, Math.floor(free / Math.max(1, count)));
    this.#failingInFlight = 0;
    for (const lane of this.#lanes.values()) {
      if (lane.isFailing) this.#failingInFlight += lane.inFlight;
    }
  }

  /**
   * How many attempts a subscription may begin now. At most half of what all may is one's, or is
   * for subscribers that fail: a hundred that never answer do not stop the others.
   */
  room(lane: Lane, subscription: Subscription): number {
    const half = Math.max(1, Math.floor(this.#maxInFlight / 2));
    return Math.min(
      this.#share,
      lane.room(subscription),
      this.#maxInFlight - this.#inFlight,
      half - lane.inFlight,
      lane.isFailing ? half - this.#failingInFlight : half,
    );
  }

  /** Takes room for attempts that are about to begin. */
  take(lane: Lane, count: number): void {
    lane.take(count);
    this.#inFlight += count;
    if (lane.isFailing) this.#failingInFlight += count;
  }

  /** Gives back what was taken for attempts that did not begin. */
  giveBack(lane: Lane, count: number): void {
    lane.giveBack(count);
    this.#inFlight -= count;
  }

  /** An attempt is over. */
  finish(lane: Lane, result: AttemptResult | null): void {
    lane.finish(result);
    this.#inFlight -= 1;
  }
}

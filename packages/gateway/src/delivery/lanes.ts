import type { Millis, Subscription } from '../domain.ts';
import { Lane } from './lane.ts';
import { isInOrder, type LimitParts, type Limits } from './limits.ts';
import type { Memory } from './memory.ts';
import { Pace } from './pace.ts';
import type { AttemptResult } from './schedule.ts';

/** So many times what a subscriber may get at once is claimed for it, if it may wait in memory. */
const CLAIMED_AHEAD = 4;

/** What {@link Lanes} keep to. */
export interface LanesOptions {
  /** Multiplies pauses. */
  readonly timeScale: number | undefined;
  /** Most attempts under way at once. */
  readonly maxInFlight: number;
  readonly memory: Memory;
  /** What of the subscriptions' limits is this gateway's. */
  readonly parts: LimitParts;
}

/** What a lane has to do right now. */
export interface LaneLoad {
  /** Attempts under way. */
  readonly inFlight: number;
  /** Deliveries in memory whose attempt has not begun. */
  readonly waiting: number;
  /** Whether its subscriber is left alone for a while. */
  readonly isPaused: boolean;
}

/** What an attempt has to wait for: nothing, attempts of others, or so many milliseconds; infinite if an attempt of its own has to end first. */
export type Obstacle = 'nothing' | 'others' | Millis;

/** The lanes of all subscriptions, and the limits over all of them. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #paces = new Map<string, Pace>();
  #inFlight = 0;
  /** Of these, those of subscribers whose last attempts failed. */
  #failingInFlight = 0;
  /** Lanes of which something may wait in the log. */
  readonly #behind = new Set<Lane>();
  /** Among how many subscriptions what is free is shared out in this look. */
  #sharers = 1;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  of({ id, rateGroup }: Subscription): Lane {
    let lane = this.#lanes.get(id);
    if (lane === undefined) {
      const { timeScale, parts } = this.#options;
      const pace = rateGroup === null ? new Pace() : this.#paceOf(rateGroup);
      lane = new Lane({ subscriptionId: id, timeScale, pace, parts });
      this.#lanes.set(id, lane);
      this.#behind.add(lane);
    }
    return lane;
  }

  /** What a subscription's lane has to do; nothing if it has none yet. */
  loadOf(id: string): LaneLoad {
    const lane = this.#lanes.get(id);
    if (lane === undefined) return { inFlight: 0, waiting: 0, isPaused: false };
    return { inFlight: lane.inFlight, waiting: lane.pending, isPaused: lane.isPaused };
  }

  all(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** Kept while the process lives: there is one for each token of a platform. */
  #paceOf(group: string): Pace {
    const pace = this.#paces.get(group) ?? new Pace();
    this.#paces.set(group, pace);
    return pace;
  }

  /** A subscription that has ended. */
  delete(id: string): void {
    const lane = this.#lanes.get(id);
    if (lane !== undefined) this.#behind.delete(lane);
    this.#lanes.delete(id);
  }

  /** What an attempt that is to begin now would have to wait for. */
  obstacle(lane: Lane, subscription: Subscription): Obstacle {
    const own = lane.look(subscription);
    if (own.count === 0) return own.readyInMs;
    return this.#roomAmongAll(lane) > 0 ? 'nothing' : 'others';
  }

  /** Whether what comes for a subscription may go from memory, or must wait in the log. */
  mayKeep(lane: Lane, subscription: Subscription): boolean {
    const { memory } = this.#options;
    if (lane.row !== subscription) {
      // It was paused, perhaps, and something has waited.
      lane.row = subscription;
      this.noteBehind(lane);
    }
    // What comes first is known to the log alone.
    if (isInOrder(subscription)) return false;
    if (lane.isBehind || lane.isFailing) return false;
    // No lane takes more than it leaves to the others.
    const mayWait = lane.mayWait(subscription);
    return mayWait > 0
      ? lane.kept < Math.min(mayWait, memory.freeDeliveries)
      : lane.pending < this.#room(lane, subscription) && memory.freeDeliveries > 0;
  }

  /** How many deliveries may be claimed from the log now, in a look at it. */
  claimable(lane: Lane, subscription: Subscription): number {
    const { maxInFlight, memory } = this.#options;
    if (memory.freeBytes === 0) return 0;
    const shareOf = (free: number): number => Math.max(1, Math.floor(free / this.#sharers));
    const now = Math.min(shareOf(maxInFlight - this.#inFlight), this.#room(lane, subscription));
    const ahead = Math.min(
      Math.min(lane.mayWait(subscription), CLAIMED_AHEAD * subscription.maxConcurrency),
      shareOf(memory.freeDeliveries),
    );
    const most = Math.max(now - lane.pending, ahead - lane.kept);
    return Math.max(0, Math.min(most, memory.freeDeliveries));
  }

  /** In how many milliseconds to claim again; infinite if an attempt, of its own or of others, has to end first. */
  claimableInMs(lane: Lane, subscription: Subscription): Millis {
    const own = lane.look(subscription);
    if (this.claimable(lane, subscription) > 0) return 0;
    return own.count > 0 ? Number.POSITIVE_INFINITY : own.readyInMs;
  }

  #room(lane: Lane, subscription: Subscription): number {
    return Math.min(lane.look(subscription).count, this.#roomAmongAll(lane));
  }

  /**
   * How many attempts all the others leave to a subscription. At most half of what all may is one's,
   * or is for subscribers that fail: a hundred that never answer do not stop the others.
   */
  #roomAmongAll(lane: Lane): number {
    const { maxInFlight } = this.#options;
    const half = Math.max(1, Math.floor(maxInFlight / 2));
    return Math.min(
      maxInFlight - this.#inFlight,
      half - lane.inFlight,
      lane.isFailing ? half - this.#failingInFlight : half,
    );
  }

  begin(lane: Lane): void {
    lane.begin();
    this.#inFlight += 1;
    if (lane.isFailing) this.#failingInFlight += 1;
  }

  /** An attempt is over. */
  finish(lane: Lane, result: AttemptResult | null): void {
    if (lane.isFailing) this.#failingInFlight -= lane.inFlight;
    lane.finish(result);
    if (lane.isFailing) this.#failingInFlight += lane.inFlight;
    this.#inFlight -= 1;
  }

  /** Whether of no subscription more is under way than there may be. */
  fit(most: (subscriptionId: string, limits: Limits) => number): boolean {
    for (const lane of this.#lanes.values()) if (!lane.fits(most)) return false;
    return true;
  }

  /** What is free is shared among so many subscriptions in this look. */
  share(sharers: number): void {
    this.#sharers = Math.max(1, sharers);
  }

  /** A look at the log is over. @param left the lanes of which it has left something there */
  endLook(left: ReadonlySet<Lane>): void {
    for (const lane of this.#behind) lane.isBehind = false;
    this.#behind.clear();
    for (const lane of left) this.noteBehind(lane);
  }

  /** Something of a lane may wait in the log. */
  noteBehind(lane: Lane): void {
    lane.isBehind = true;
    this.#behind.add(lane);
  }
}

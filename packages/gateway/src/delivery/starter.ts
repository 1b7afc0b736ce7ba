import { performance } from 'node:perf_hooks';
import type { Directory } from '../directory.ts';
import type { Millis } from '../domain.ts';
import type { Logger } from '../log.ts';
import type { ReadySubscription } from '../ready.ts';
import type { DeliveryStore } from '../store/store.ts';
import { Contents } from './contents.ts';
import type { Deliverer } from './deliverer.ts';
import type { KeptDelivery } from './kept.ts';
import type { Lane } from './lane.ts';
import type { Lanes, Obstacle } from './lanes.ts';
import type { Memory } from './memory.ts';
import type { AttemptResult } from './schedule.ts';

/** What a {@link Starter} works with. */
export interface StarterOptions {
  readonly directory: Directory;
  readonly deliveries: DeliveryStore;
  readonly log: Logger;
  readonly lanes: Lanes;
  readonly memory: Memory;
  readonly deliverer: Deliverer;
  readonly now: () => Millis;
  /** For one attempt, everything included: no lease may run out before that. */
  readonly timeoutMs: Millis;
  /** Called when an attempt is over, or its outcome leaves the first room in memory. */
  readonly onRoom: () => void;
  /** Called when something was given back to the log. */
  readonly onReturned: () => void;
}

/** What is left of a lease must be longer than this, or it is not given back but left to run out: somebody else may have the delivery by then. */
const SURE_MS: Millis = 1000;

/** Begins the attempts of the deliveries that are kept in memory, as soon as their lanes have room. */
export class Starter {
  readonly #options: StarterOptions;
  /** Lanes to which something was added in this turn of the event loop. */
  #fresh = new Set<Lane>();
  /** Lanes that wait for room over all, the next one first. */
  readonly #crowded = new Set<Lane>();
  /** Lanes that wait for their rate, and the timer for the first of them. */
  readonly #rated = new Set<Lane>();
  #ratedTimer: NodeJS.Timeout | null = null;
  #ratedAt: Millis = Number.POSITIVE_INFINITY;
  /** Tasks under way, and who waits for their end. */
  #tasks = 0;
  #onIdle: (() => void) | null = null;
  #returning: KeptDelivery[] = [];
  #isStopping = false;

  constructor(options: StarterOptions) {
    this.#options = options;
  }

  /**
   * Takes a delivery that is leased to this process and counted as kept by its lane. Its attempt
   * begins in the next turn of the event loop: answers to providers go first.
   */
  add(delivery: KeptDelivery): void {
    const { lane } = delivery;
    if (this.#isStopping) {
      lane.kept -= 1;
      this.#giveBack(delivery);
      return;
    }
    lane.waiting.push(delivery);
    if (this.#fresh.size === 0) setImmediate(this.#startFresh);
    this.#fresh.add(lane);
  }

  readonly #startFresh = (): void => {
    const fresh = this.#fresh;
    this.#fresh = new Set();
    for (const lane of fresh) this.#start(lane);
  };

  readonly #startRated = (): void => {
    this.#ratedAt = Number.POSITIVE_INFINITY;
    const rated = [...this.#rated];
    this.#rated.clear();
    for (const lane of rated) this.#start(lane);
  };

  #waitForRate(lane: Lane, waitMs: Millis): void {
    this.#rated.add(lane);
    const at = performance.now() + waitMs;
    if (at >= this.#ratedAt) return;
    this.#ratedAt = at;
    if (this.#ratedTimer !== null) clearTimeout(this.#ratedTimer);
    this.#ratedTimer = setTimeout(this.#startRated, waitMs);
  }

  /**
   * Begins no more, waits for the attempts under way up to `graceMs`, then calls `abort` to cut the
   * rest short, and gives back what was not delivered.
   */
  async stop(graceMs: Millis, abort: () => void): Promise<void> {
    this.#isStopping = true;
    for (const lane of this.#options.lanes.all()) this.#start(lane);
    const timer = setTimeout(abort, graceMs);
    // What is over may have begun something new: the giving back.
    while (this.#tasks > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    clearTimeout(timer);
    if (this.#ratedTimer !== null) clearTimeout(this.#ratedTimer);
  }

  /** Begins as many as there is room for. @returns how many */
  #start(lane: Lane, most = Number.POSITIVE_INFINITY): number {
    const { lanes } = this.#options;
    let count = 0;
    for (let next = lane.waiting[0]; next !== undefined; next = lane.waiting[0]) {
      const ready = this.#recipientOf(next);
      if (ready === null) {
        lane.waiting.shift();
        lane.kept -= 1;
        this.#giveBack(next);
        continue;
      }
      const obstacle = lanes.obstacle(lane, ready.subscription);
      if (count >= most || obstacle !== 'nothing') {
        this.#waitFor(lane, obstacle === 'nothing' ? 0 : obstacle);
        break;
      }
      lane.waiting.shift();
      this.#begin(next, ready);
      count += 1;
    }
    return count;
  }

  /** Its own attempts that end make room for a lane; what else it may wait for is noted. */
  #waitFor(lane: Lane, obstacle: Exclude<Obstacle, 'nothing'>): void {
    if (obstacle === 'others') this.#crowded.add(lane);
    else if (obstacle < Number.POSITIVE_INFINITY) this.#waitForRate(lane, obstacle);
  }

  /** Whom a delivery goes to; null if it must go back to the log. */
  #recipientOf(delivery: KeptDelivery): ReadySubscription | null {
    const { directory, now, timeoutMs } = this.#options;
    const ready = directory.subscription(delivery.subscriptionId);
    if (this.#isStopping || ready?.subscription.status !== 'active') return null;
    if (delivery.leaseUntil - now() <= timeoutMs) return null;
    const { content } = delivery;
    const isInForm = !(content instanceof Contents) || content.get(ready.subscription);
    return isInForm ? ready : null;
  }

  #begin(delivery: KeptDelivery, ready: ReadySubscription): void {
    const { lanes, deliverer } = this.#options;
    const { lane } = delivery;
    lanes.begin(lane);
    const onAnswer = (result: AttemptResult | null): void => {
      lanes.finish(lane, result);
      lane.kept -= 1;
      this.#useRoom(lane);
    };
    const delivering = deliverer.deliver(ready, delivery, onAnswer).then((isOver) => {
      if (isOver) this.#giveRoomBack(delivery);
      else this.#giveBack(delivery);
    });
    this.#track(delivering);
  }

  /** An attempt of this lane is over: others that have waited for room over all come first. */
  #useRoom(lane: Lane): void {
    if (lane.isPaused) {
      lane.kept -= lane.waiting.length;
      for (const each of lane.waiting.splice(0)) this.#giveBack(each);
    }
    if (this.#crowded.size === 0) this.#start(lane);
    else this.#startCrowded(lane);
    this.#options.onRoom();
  }

  #startCrowded(lane: Lane): void {
    this.#crowded.add(lane);
    for (let left = this.#crowded.size; left > 0; left -= 1) {
      const [first] = this.#crowded;
      if (first === undefined) break;
      this.#crowded.delete(first);
      const isLast = this.#crowded.size === 0;
      if (this.#start(first, isLast ? undefined : 1) > 0 && !isLast) break;
    }
  }

  /** Its outcome is written some time after its attempt: who looked for room in between found none. */
  #giveRoomBack({ share }: KeptDelivery): void {
    const { memory, onRoom } = this.#options;
    const wasFull = memory.isFull;
    share.giveBackOne();
    if (wasFull) onRoom();
  }

  /** Gives a delivery back to the log, with all others of this turn. */
  #giveBack(delivery: KeptDelivery): void {
    const { lanes, log, deliveries, now, onReturned } = this.#options;
    lanes.noteBehind(delivery.lane);
    this.#returning.push(delivery);
    if (this.#returning.length > 1) return;
    const returning = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      const all = this.#returning;
      this.#returning = [];
      const sure = all.filter(({ leaseUntil }) => leaseUntil - now() > SURE_MS);
      try {
        await deliveries.release(sure.map(({ id }) => id));
      } catch (error) {
        log.error({ err: error }, 'deliveries cannot be given back; their leases run out');
      }
      for (const { share } of all) share.giveBackOne();
      onReturned();
    });
    this.#track(returning);
  }

  #track(task: Promise<void>): void {
    this.#tasks += 1;
    void task.finally(() => {
      this.#tasks -= 1;
      if (this.#tasks === 0) this.#onIdle?.();
    });
  }
}

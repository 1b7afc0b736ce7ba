import { performance } from 'node:perf_hooks';
import type { Directory } from '../directory.ts';
import type { ClaimedDelivery, Millis, Subscription } from '../domain.ts';
import type { Logger } from '../log.ts';
import type { ReadySubscription } from '../ready.ts';
import type { Claim, DeliveryStore, NextInOrder } from '../store/store.ts';
import type { Deliverer } from './deliverer.ts';
import { fairOrder } from './fair-order.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import { isInOrder } from './limits.ts';
import type { Memory, Share } from './memory.ts';
import type { Starter } from './starter.ts';

/** What a {@link LogReader} works with. */
export interface LogReaderOptions {
  readonly directory: Directory;
  readonly deliveries: DeliveryStore;
  readonly log: Logger;
  readonly lanes: Lanes;
  readonly memory: Memory;
  readonly starter: Starter;
  readonly deliverer: Deliverer;
  readonly now: () => Millis;
  readonly leaseMs: Millis;
  /** Longest time between two looks for what is due: other processes add deliveries too. */
  readonly pollMs: Millis;
}

/** Least time between two looks: what comes in between is taken together. */
const MIN_GAP_MS = 4;

/** Most deliveries that are claimed at once: some milliseconds of the store. */
const MAX_CLAIMED = 512;

/** A body is there as it was stored, and as it is sent. */
const TIMES_IN_MEMORY = 2;

/** A subscription that something is due for. */
interface Due {
  readonly ready: ReadySubscription;
  readonly lane: Lane;
}

/** How much is to be claimed for a subscription. */
interface Wanted {
  readonly subscription: Subscription;
  readonly lane: Lane;
  readonly limit: number;
}

/**
 * Attempts from the log: looks for what is due, and claims as much as each subscription has room
 * for. So come retries, replays, what had no place in memory, and what another process has left.
 *
 * Deliveries of paused and disabled subscriptions stay as they are; those of ended ones are
 * cancelled.
 */
export class LogReader {
  readonly #options: LogReaderOptions;
  #running: Promise<void> | null = null;
  /** Counts the looks: another subscription is served first in each. */
  #turn = 0;
  #stopping = false;
  #wakeRequested = false;
  /** Whether the last look left something that is due: it waits for room. */
  #hasLeft = false;
  /** Ends the present sleep. */
  #endSleep: (() => void) | null = null;
  /** True in the gap between two looks, which no wake-up shortens. */
  #ignoreWakeUntilNextLook = false;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something due. Cheap; calls are taken together. */
  wake(): void {
    this.#wakeRequested = true;
    if (!this.#ignoreWakeUntilNextLook) this.#endSleep?.();
  }

  /** There is room: what was left for lack of it may be claimed now. */
  wakeIfLeft(): void {
    if (this.#hasLeft) this.wake();
  }

  /** Claims no more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endSleep?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, pollMs } = this.#options;
    while (!this.#stopping) {
      this.#wakeRequested = false;
      const startedAt = performance.now();
      let gapMs = MIN_GAP_MS;
      try {
        const waitMs = await this.#look();
        if (!this.#wakeRequested) await this.#sleep(Math.min(waitMs, pollMs));
      } catch (error) {
        log.error({ err: error }, 'cannot look for due deliveries; trying again');
        gapMs = pollMs;
      }
      this.#ignoreWakeUntilNextLook = true;
      await this.#sleep(gapMs - (performance.now() - startedAt));
      this.#ignoreWakeUntilNextLook = false;
    }
  }

  /** Claims what there is room for. Returns in how many milliseconds to look again at the latest. */
  async #look(): Promise<Millis> {
    const { deliveries, directory, lanes, now: clock } = this.#options;
    const now = clock();
    this.#turn += 1;
    const ids = fairOrder(await deliveries.dueSubscriptions(now), this.#turn);
    const isKnown = (id: string): boolean =>
      (directory.subscription(id) ?? directory.unusableSubscription(id)) !== undefined;
    if (!ids.every(isKnown)) await directory.refresh();
    const due = ids.flatMap((id): Due[] => {
      const ready = directory.subscription(id);
      if (ready?.subscription.status !== 'active') return [];
      return [{ ready, lane: lanes.of(ready.subscription) }];
    });
    const left = new Set(due.map(({ lane }) => lane));
    const blockedUntil: Millis[] = [];
    const claims = this.#claims(due, now, left, blockedUntil);
    await this.#settle([...claims, ...this.#cancelEnded(ids, now)]);
    lanes.endLook(left);
    this.#hasLeft = left.size > 0;
    const next = await deliveries.nextDueAt();
    // What is due and was not taken waits for its lane or its subscription, not for a time.
    const waits = due
      .filter(({ lane }) => left.has(lane))
      .map(({ lane, ready }) => lanes.claimableInMs(lane, ready.subscription));
    if (next !== null && next > now) waits.push(next - now);
    waits.push(...blockedUntil.map((at) => at - now));
    return Math.min(Number.POSITIVE_INFINITY, ...waits);
  }

  #cancelEnded(ids: readonly string[], now: Millis): Promise<unknown>[] {
    const { deliveries, directory, lanes, deliverer } = this.#options;
    const ended = ids.filter((id) => directory.subscription(id)?.subscription.status === 'ended');
    return ended.map((id) => {
      lanes.delete(id);
      deliverer.forget(id);
      return deliveries.cancel(id, now);
    });
  }

  /** Waits for all. One that fails is logged and holds up no other. */
  async #settle(claims: readonly Promise<unknown>[]): Promise<void> {
    const settled = await Promise.allSettled(claims);
    const failures = settled.filter((result) => result.status === 'rejected');
    const [first] = failures;
    if (first === undefined) return;
    if (failures.length === claims.length) throw first.reason;
    this.#options.log.error({ err: first.reason, count: failures.length }, 'claims failed');
  }

  /** @param left the lanes of which something is left in the log; those are taken out that are not */
  #claims(
    due: readonly Due[],
    now: Millis,
    left: Set<Lane>,
    blockedUntil: Millis[],
  ): Promise<void>[] {
    const all = [...this.#wanted(due)];
    const inOrder = all.filter(([, { subscription }]) => isInOrder(subscription));
    const others = all.filter(([, { subscription }]) => !isInOrder(subscription));
    return [
      ...inOrder.map(async ([, wanted]) => {
        const nextAt = await this.#claimNext(wanted, now, left);
        if (nextAt !== null) blockedUntil.push(nextAt);
      }),
      ...(others.length > 0 ? [this.#claim(new Map(others), now, left)] : []),
    ];
  }

  /** Claims for a subscription that gets one at a time. @returns when to look again at the latest */
  async #claimNext(wanted: Wanted, now: Millis, left: Set<Lane>): Promise<Millis | null> {
    const { deliveries, leaseMs } = this.#options;
    const { lane, subscription } = wanted;
    const leaseUntil = now + leaseMs;
    lane.kept += 1;
    let next: NextInOrder = { delivery: null, nextAt: null };
    try {
      next = await deliveries.claimInOrder(subscription.id, now, leaseUntil);
    } finally {
      if (next.delivery === null) lane.kept -= 1;
    }
    if (next.delivery === null) left.delete(lane);
    else this.#keep([next.delivery], new Map([[subscription.id, wanted]]), leaseUntil);
    return next.nextAt;
  }

  /** @param left the lanes of which something is left in the log; those without are taken out */
  async #claim(wanted: ReadonlyMap<string, Wanted>, now: Millis, left: Set<Lane>): Promise<void> {
    const { deliveries, memory, leaseMs } = this.#options;
    const requests = [...wanted].map(([subscriptionId, { limit }]) => ({ subscriptionId, limit }));
    // Taken before waiting for the store, so that nothing else counts on the same room.
    for (const { lane, limit } of wanted.values()) lane.kept += limit;
    let claim: Claim = { deliveries: [], isCut: true };
    const leaseUntil = now + leaseMs;
    const maxBytes = Math.floor(memory.freeBytes / TIMES_IN_MEMORY);
    try {
      claim = await deliveries.claim(requests, now, leaseUntil, maxBytes);
    } finally {
      const got = countBy(claim.deliveries, ({ subscriptionId }) => subscriptionId);
      for (const [id, { lane, limit }] of wanted) {
        const missing = limit - (got.get(id) ?? 0);
        lane.kept -= missing;
        if (missing > 0 && !claim.isCut) left.delete(lane);
      }
    }
    this.#keep(claim.deliveries, wanted, leaseUntil);
  }

  #keep(
    claimed: readonly ClaimedDelivery[],
    wanted: ReadonlyMap<string, Wanted>,
    leaseUntil: Millis,
  ): void {
    const { memory, starter } = this.#options;
    const shares = new Map<string, Share>();
    const uses = countBy(claimed, ({ eventId }) => eventId);
    for (const { event, ...delivery } of claimed) {
      const count = uses.get(event.id) ?? 1;
      const share = shares.get(event.id) ?? memory.take(count, TIMES_IN_MEMORY * event.body.length);
      shares.set(event.id, share);
      const { lane } = wanted.get(delivery.subscriptionId) as Wanted;
      starter.add({ ...delivery, content: event, lane, leaseUntil, share });
    }
  }

  /** What there is room for: of each subscription its share, and of all no more than can be begun soon. */
  #wanted(due: readonly Due[]): ReadonlyMap<string, Wanted> {
    const { lanes } = this.#options;
    const wanted = new Map<string, Wanted>();
    lanes.share(due.length);
    let left = MAX_CLAIMED;
    for (const { lane, ready } of due) {
      const { subscription } = ready;
      const limit = Math.min(lanes.claimable(lane, subscription), left);
      if (limit > 0) wanted.set(subscription.id, { subscription, lane, limit });
      left -= limit;
    }
    return wanted;
  }

  /** Sleeps until the time is over, or `wake()` or `stop()` ends it. */
  #sleep(ms: Millis): Promise<void> {
    if (ms <= 0 || this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const endSleep = (): void => {
        clearTimeout(timer);
        this.#endSleep = null;
        resolve();
      };
      const timer = setTimeout(endSleep, ms);
      this.#endSleep = endSleep;
    });
  }
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

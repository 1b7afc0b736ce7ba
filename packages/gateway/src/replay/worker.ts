import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Millis, Replay } from '../domain.ts';
import { Pieces } from '../pieces.ts';
import { damagedRow } from '../store/common.ts';
import { queryOf, type ScanDeps, type ScannedEvent, scanEvents } from './scan.ts';

/** What {@link startReplays} works with; times are in milliseconds. */
export interface ReplayWorkerDeps extends Omit<ScanDeps, 'pieces' | 'log'> {
  readonly log: ScanDeps['log'] & {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  readonly dispatcher: Pick<Dispatcher, 'wake'>;
  readonly now: () => Millis;
  /** How often to look for replays that nobody works on. */
  readonly pollMs?: Millis;
  /** Events are looked at this long after they came: some that came before them may still be on their way into the store. */
  readonly settleMs?: Millis;
  /** How long a replay belongs to the gateway that works on it, after each step. */
  readonly leaseMs?: Millis;
}

/** Replays that one gateway works on at the same time. */
const AT_ONCE = 4;
/** Most deliveries that one step makes: some milliseconds. */
const STEP = 250;
/** How long a replay belongs to the gateway that works on it, after each step. */
const LEASE_MS: Millis = 15_000;
/** Between two steps: requests come first. */
const PAUSE_MS: Millis = 5;

/**
 * Works off bulk replays, in steps: each makes some deliveries pending and notes how far it has come,
 * in one transaction. So one that was cut short goes on where it was, here or at another gateway, and
 * no delivery is made twice.
 * @returns ends it, and resolves when what is under way has ended
 */
export function startReplays(deps: ReplayWorkerDeps): () => Promise<void> {
  const { store, log, now, pollMs = 1000, leaseMs = LEASE_MS } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Set<Promise<void>>();

  const work = (replay: Replay): void => {
    const task = new ReplayTask(deps, replay, signal)
      .run()
      .catch((err: unknown) => log.error({ replay: replay.id, err }, 'a replay failed; it goes on'))
      .finally(() => running.delete(task));
    running.add(task);
  };
  const look = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        while (running.size < AT_ONCE && !signal.aborted) {
          const replay = await store.replays.claim(now(), now() + leaseMs);
          if (replay === null) break;
          work(replay);
        }
      } catch (err) {
        log.error({ err }, 'cannot look for replays; trying again');
      }
      await pause(pollMs, signal);
    }
  };
  const looking = look();
  return async () => {
    stopping.abort();
    await looking;
    await Promise.all(running);
  };
}

/** Ends early if it is stopped. */
const pause = (ms: Millis, signal: AbortSignal): Promise<void> =>
  sleep(Math.max(0, ms), undefined, { signal }).catch(() => undefined);

/** A replay that this gateway works on. */
class ReplayTask {
  readonly #deps: ReplayWorkerDeps;
  readonly #signal: AbortSignal;
  readonly #scanDeps: ScanDeps;
  /** As it is stored. */
  #replay: Replay;
  /** How far it has looked, which need not be written yet. */
  #seen: Pick<Replay, 'position' | 'events' | 'reachedAt' | 'withoutPayload'>;
  #lastDueAt: Millis = 0;

  constructor(deps: ReplayWorkerDeps, replay: Replay, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#scanDeps = { ...deps, pieces: new Pieces() };
    this.#replay = replay;
    this.#seen = replay;
  }

  /** Works until it is done, stopped, cancelled, or has become another gateway's. */
  async run(): Promise<void> {
    const { store, log, now, settleMs = 2000 } = this.#deps;
    const { id, until } = this.#replay;
    log.info({ replay: id, events: this.#replay.events }, 'replaying');
    while (!this.#signal.aborted) {
      const problem = await this.#problem();
      if (problem !== null) return this.#end('cancelled', problem);
      const before = Math.min(until, now() - settleMs);
      const { position } = this.#seen;
      const { events, next } = await scanEvents(this.#scanDeps, this.#replay, position, before);
      const isOver = events.length === 0 && next === null;
      if (isOver && before === until) return this.#end('done', null);
      const waitMs = isOver ? settleMs : await this.#take(events, next);
      if (waitMs === null) return;
      await pause(waitMs, this.#signal);
    }
    await store.replays.release(id);
  }

  /** Why it cannot go on, in words for people; null if it can. */
  async #problem(): Promise<string | null> {
    const { directory } = this.#deps;
    const { damage, subscriptionId } = this.#replay;
    if (damage !== undefined) return damagedRow(damage);
    await directory.refresh();
    if (subscriptionId === null) return null;
    const ready = directory.subscription(subscriptionId);
    if (ready !== undefined && ready.subscription.status !== 'ended') return null;
    const unusable = directory.unusableSubscription(subscriptionId);
    return unusable?.problem ?? 'The subscription has ended.';
  }

  /**
   * Makes the deliveries of as many events as the rate allows.
   * @returns how long to wait; null: it is not this gateway's any more
   */
  async #take(found: readonly ScannedEvent[], next: string | null): Promise<Millis | null> {
    const { maxPerSecond } = this.#replay;
    const most = maxPerSecond === null ? STEP : Math.max(1, Math.floor(maxPerSecond));
    const taken = prefixOf(found, Math.min(most, STEP));
    const last = taken.at(-1);
    this.#seen = {
      position: (taken.length === found.length ? next : null) ?? last?.position ?? null,
      events: this.#seen.events + taken.length,
      withoutPayload: this.#seen.withoutPayload + taken.filter(({ isGone }) => isGone).length,
      reachedAt: last?.receivedAt ?? this.#seen.reachedAt,
    };
    const wanted = taken.reduce((sum, each) => sum + each.wanted, 0);
    // Without a delivery to make, it is written in time to keep the lease.
    const { now, leaseMs = LEASE_MS } = this.#deps;
    if (wanted === 0 && now() < this.#replay.leaseUntil - leaseMs / 2) return 0;
    const waitMs = maxPerSecond === null ? PAUSE_MS : (wanted / maxPerSecond) * 1000;
    return (await this.#write(taken, waitMs)) ? waitMs : null;
  }

  /** @returns false: it is not this gateway's any more */
  async #write(taken: readonly ScannedEvent[], waitMs: Millis): Promise<boolean> {
    const { store, dispatcher, now, leaseMs = LEASE_MS } = this.#deps;
    const events = taken.flatMap(({ replayed, wanted }) =>
      replayed === null || wanted === 0 ? [] : [replayed],
    );
    const progress = await store.replays.advance({
      ...queryOf(this.#replay, events),
      replayId: this.#replay.id,
      from: this.#replay.position,
      after: { ...this.#seen, leaseUntil: Math.ceil(now() + waitMs + leaseMs) },
      dueAt: Math.max(now(), this.#lastDueAt + 1),
    });
    if (progress === null) return false;
    this.#replay = progress.replay;
    this.#seen = progress.replay;
    this.#lastDueAt = progress.lastDueAt;
    if (progress.made > 0) dispatcher.wake();
    return true;
  }

  async #end(status: 'done' | 'cancelled', statusReason: string | null): Promise<void> {
    const { store, log, now } = this.#deps;
    // What was looked at without a delivery to make is not written yet.
    if (this.#seen !== this.#replay && !(await this.#write([], 0))) return;
    const ended = await store.replays.end(this.#replay.id, { status, statusReason }, now());
    if (ended === null) return;
    const { id: replay, events, deliveries, withoutPayload } = ended;
    log.info({ replay, status, events, deliveries, withoutPayload }, 'the replay has ended');
  }
}

/** The first events that have up to `most` deliveries together; one event is always taken. */
function prefixOf(found: readonly ScannedEvent[], most: number): readonly ScannedEvent[] {
  let sum = 0;
  const end = found.findIndex(({ wanted }) => {
    sum += wanted;
    return sum > most && sum > wanted;
  });
  return end === -1 ? found : found.slice(0, end);
}

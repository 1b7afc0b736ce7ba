import { setTimeout as sleep } from 'node:timers/promises';
import type { Erasure, Millis } from '../domain.ts';
import { Pieces } from '../pieces.ts';
import { type ErasureScanDeps, type ScannedPage, scanPage } from './scan.ts';

/** What {@link startErasures} works with; times are in milliseconds. */
export interface ErasureWorkerDeps extends Omit<ErasureScanDeps, 'pieces'> {
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** What an erasure looks for, opened. */
  readonly openValue: (erasure: Erasure) => string;
  /** The ids of rejections that have a text in them. */
  readonly findRejections: (value: string) => Promise<readonly string[]>;
  readonly now: () => Millis;
  /** How often to look for erasures that nobody works on. */
  readonly pollMs?: Millis;
  /** Events are looked at this long after they came: some that came before them may still be on their way into the store. */
  readonly settleMs?: Millis;
}

/** How long an erasure belongs to the gateway that works on it, after each step. */
const LEASE_MS: Millis = 15_000;
/** Between two steps: requests come first. */
const PAUSE_MS: Millis = 5;
/** How soon to try again what is just being sent. */
const BUSY_PAUSE_MS: Millis = 500;

/**
 * Works off erasures, one at a time, in steps: each deletes some content and notes how far it has come, in
 * one transaction. So one that was cut short goes on where it was, here or at another gateway.
 * @returns ends it, and resolves when what is under way has ended
 */
export function startErasures(deps: ErasureWorkerDeps): () => Promise<void> {
  const { store, log, now, pollMs = 1000 } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const look = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const erasure = await store.erasures.claim(now(), now() + LEASE_MS);
        if (erasure !== null) {
          await new ErasureTask(deps, erasure, signal).run();
          continue;
        }
      } catch (err) {
        log.error({ err }, 'an erasure failed; it goes on');
      }
      await pause(pollMs, signal);
    }
  };
  const looking = look();
  return async () => {
    stopping.abort();
    await looking;
  };
}

/** Ends early if it is stopped. */
const pause = (ms: Millis, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** An erasure that this gateway works on. */
class ErasureTask {
  readonly #deps: ErasureWorkerDeps;
  readonly #signal: AbortSignal;
  readonly #scanDeps: ErasureScanDeps;
  readonly #value: string;
  /** As it is stored. */
  #erasure: Erasure;
  /** How far it has looked, which need not be written yet. */
  #seen: Pick<Erasure, 'position' | 'events' | 'reachedAt'>;

  constructor(deps: ErasureWorkerDeps, erasure: Erasure, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#scanDeps = { ...deps, pieces: new Pieces() };
    this.#value = deps.openValue(erasure);
    this.#erasure = erasure;
    this.#seen = erasure;
  }

  /** Works until it is done, stopped, or has become another gateway's. */
  async run(): Promise<void> {
    const { store, directory, log, now, settleMs = 2000 } = this.#deps;
    const { id, field } = this.#erasure;
    const until = this.#erasure.createdAt + 1;
    const wanted = { field, value: this.#value };
    log.info({ erasure: id, events: this.#erasure.events }, 'erasing');
    while (!this.#signal.aborted) {
      await directory.refresh();
      const before = Math.min(until, now() - settleMs);
      const page = await scanPage(this.#scanDeps, wanted, this.#seen.position, before);
      const isOver = page.events === 0 && page.next === null;
      if (isOver && before === until) return this.#finish();
      if (!isOver && !(await this.#take(page))) return;
      await pause(isOver ? settleMs : PAUSE_MS, this.#signal);
    }
    await store.erasures.release(id);
  }

  /** @returns false: it is not this gateway's any more, or it was stopped */
  async #take(page: ScannedPage): Promise<boolean> {
    this.#seen = {
      position: page.position,
      events: this.#seen.events + page.events,
      reachedAt: page.reachedAt ?? this.#seen.reachedAt,
    };
    // Without anything to delete, it is written in time to keep the lease.
    const mayWait = this.#deps.now() < this.#erasure.leaseUntil - LEASE_MS / 2;
    return (page.found.length === 0 && mayWait) || this.#write(page.found);
  }

  async #write(eventIds: readonly string[]): Promise<boolean> {
    const { store, now } = this.#deps;
    while (!this.#signal.aborted) {
      const progress = await store.erasures.erase({
        ...{ erasureId: this.#erasure.id, from: this.#erasure.position, eventIds },
        ...{ value: this.#value, now: now() },
        after: { ...this.#seen, leaseUntil: now() + LEASE_MS },
      });
      if (progress === null) return false;
      this.#erasure = progress.erasure;
      if (!progress.isBusy) {
        this.#seen = progress.erasure;
        return true;
      }
      await pause(BUSY_PAUSE_MS, this.#signal);
    }
    return false;
  }

  async #finish(): Promise<void> {
    const { store, log, now } = this.#deps;
    const { id } = this.#erasure;
    if (this.#seen !== this.#erasure && !(await this.#write([]))) return;
    await store.erasures.scrub();
    const rejectionIds = await this.#deps.findRejections(this.#value);
    const done = await store.erasures.finish(id, rejectionIds, now());
    if (done === null) return;
    // What was looked for was still in the log of changes.
    await store.erasures.scrub();
    const { events, erasedEvents } = done;
    log.info({ erasure: id, events, erasedEvents }, 'the erasure is done');
  }
}

import type { Millis } from '../domain.ts';
import { type Logger, logSampled } from '../log.ts';
import type { HourlyCount, Outcome, StatisticsStore } from '../store/statistics.ts';

/** What {@link HourlyCounts} works with. */
export interface HourlyCountsDeps {
  readonly store: { readonly statistics: Pick<StatisticsStore, 'add'> };
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => Millis;
}

export const HOUR_MS: Millis = 3600_000;
/** How long counts wait to be written together. */
const WRITE_MS: Millis = 2000;
/** Different counts that may wait for a store that does not work; further ones are lost. */
const MAX_WAITING = 50_000;

/** The beginning of the hour of a time. */
export const hourOf = (at: Millis): Millis => Math.floor(at / HOUR_MS) * HOUR_MS;

/**
 * Counts by the hour what came to each source and what became of the attempts at each subscription.
 * Nobody waits for it: counts are added up in memory and written every {@link WRITE_MS}, so a gateway
 * that is killed loses those of its last seconds.
 */
export class HourlyCounts {
  readonly #deps: HourlyCountsDeps;
  #waiting = new Map<string, HourlyCount>();
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: HourlyCountsDeps) {
    this.#deps = deps;
  }

  /** Counts what has just happened. @param objectId a source or a subscription */
  count(objectId: string, outcome: Outcome, count = 1): void {
    this.#add({ hour: hourOf(this.#deps.now()), objectId, outcome, count });
    this.#timer ??= setTimeout(() => void this.#write(), WRITE_MS).unref();
  }

  #add(more: HourlyCount): void {
    const key = `${more.hour} ${more.objectId} ${more.outcome}`;
    const known = this.#waiting.get(key);
    if (known === undefined && this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.set(
      key,
      known === undefined ? more : { ...more, count: known.count + more.count },
    );
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      this.#timer = undefined;
      if (this.#waiting.size > 0) {
        this.#timer = setTimeout(() => void this.#write(), WRITE_MS).unref();
      }
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { store, log } = this.#deps;
    const counts = [...this.#waiting.values()];
    this.#waiting = new Map();
    await store.statistics.add(counts).catch((error: unknown) => {
      for (const each of counts) this.#add(each);
      logSampled(log as Logger, 'statistics', (more) =>
        log.warn({ err: error, ...more }, 'counts could not be written'),
      );
    });
  }

  /** Writes what waits. Resolves when it is on disk, or has failed. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    clearTimeout(this.#timer);
    if (this.#waiting.size > 0) await this.#writeAll();
  }
}

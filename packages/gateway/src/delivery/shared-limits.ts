import { randomUUID } from 'node:crypto';
import type { Millis } from '../domain.ts';
import { type Logger, logSampled } from '../log.ts';
import type { GatewayStore } from '../store/gateways.ts';
import { monotonic } from '../token-bucket.ts';
import type { LimitParts, Limits } from './limits.ts';
import { Membership } from './membership.ts';

/** Times are in milliseconds. */
export interface SharedLimitsOptions {
  readonly gateways: GatewayStore;
  readonly log: Logger;
  /** Whether no more is under way than this gateway may have of the newest group's limits. */
  readonly fits: (most: (subscriptionId: string, limits: Limits) => number) => boolean;
  /** Called when its parts have changed. */
  readonly onChange: () => void;
  /** A gateway that has not written for so long is taken for dead, and the others take over its parts. */
  readonly lifeMs?: Millis;
}

const LIFE_MS: Millis = 5000;
/** It stops to begin attempts that much of its life earlier than the others take over. */
const MARGIN = 0.2;

const NOTHING: Limits = { maxConcurrency: 0, maxPerSecond: null };

/**
 * Keeps to the limits of subscriptions together with all other gateways on the database. Each one writes
 * once a second that it is alive; see {@link Membership} for what it may use. One that cannot write
 * begins nothing any more before the others take it for dead, and comes back as a new one.
 */
export class SharedLimits implements LimitParts {
  readonly #options: SharedLimitsOptions;
  readonly #lifeMs: Millis;
  #membership = new Membership(randomUUID());
  /** The name of the group that this gateway keeps to. */
  #shares = '';
  /** Until then the others count on this gateway; before the first time it is not known to them. */
  #aliveUntil: Millis = Number.NEGATIVE_INFINITY;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: SharedLimitsOptions) {
    this.#options = options;
    this.#lifeMs = options.lifeMs ?? LIFE_MS;
  }

  get since(): Millis {
    return this.#membership.since;
  }

  partOf(subscriptionId: string, limits: Limits, now: Millis): Limits {
    return now < this.#aliveUntil ? this.#membership.partOf(subscriptionId, limits) : NOTHING;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Leaves the limits to the others. Nothing may be under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    this.#aliveUntil = Number.NEGATIVE_INFINITY;
    // If it cannot be written, the others notice after its life.
    await this.#options.gateways.leave(this.#membership.id).catch(() => undefined);
  }

  async #run(): Promise<void> {
    const { log } = this.#options;
    try {
      // What it keeps to now is written at once: others wait for it.
      while (!this.#stopped && (await this.#beat()));
    } catch (error) {
      logSampled(log, 'gateways', (more) =>
        log.warn({ err: error, ...more }, 'cannot write that this gateway is alive; trying again'),
      );
    }
    if (this.#stopped) return;
    const waitMs = this.#membership.isSettled ? this.#lifeMs / 5 : this.#lifeMs / 50;
    this.#timer = setTimeout(() => {
      this.#running = this.#run();
    }, waitMs).unref();
  }

  /** @returns whether there is something new to be written */
  async #beat(): Promise<boolean> {
    const { gateways, onChange, fits } = this.#options;
    const startedAt = monotonic();
    if (startedAt >= this.#aliveUntil) await this.#comeAsNew();
    const { id } = this.#membership;
    const isNew = this.#shares === '';
    const alive = await gateways.beat({ id, shares: this.#shares }, this.#lifeMs);
    const now = monotonic();
    if (!alive.some((gateway) => gateway.id === id)) {
      // The statement took longer than a life.
      this.#aliveUntil = Number.NEGATIVE_INFINITY;
      return false;
    }
    // After that the others may have taken it for dead meanwhile; what nobody counts on yet may take its time.
    if (!isNew && now >= this.#aliveUntil) return true;
    this.#aliveUntil = startedAt + (1 - MARGIN) * this.#lifeMs;
    const membership = this.#membership;
    const wasSettled = membership.isSettled;
    membership.update(alive, now);
    if (membership.isSettled !== wasSettled) onChange();
    if (this.#shares === membership.newest) return false;
    if (!fits((id, limits) => membership.newestConcurrency(id, limits))) return false;
    this.#shares = membership.newest;
    return true;
  }

  async #comeAsNew(): Promise<void> {
    const { id } = this.#membership;
    this.#membership = new Membership(randomUUID());
    if (this.#shares !== '') await this.#options.gateways.leave(id);
    this.#shares = '';
  }
}

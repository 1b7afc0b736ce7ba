import type { Directory } from '../directory.ts';
import type { Millis, Subscription } from '../domain.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../store/store.ts';

/** What {@link SubscriptionHealth} needs. */
export interface HealthOptions {
  readonly store: Store;
  readonly directory: Directory;
  readonly log: Logger;
  readonly now: () => Millis;
  /** How long every attempt must have failed until a subscription is disabled. */
  readonly disableAfterMs: Millis;
  /** How long failures must last until they are written down. */
  readonly noteAfterMs: Millis;
}

/** After this, a subscriber that never answers is taken for gone; Standard Webhooks speaks of "several days". */
export const DISABLE_AFTER_MS: Millis = 5 * 24 * 3600_000;
/**
 * Failures that are over within a minute are kept in memory: a write makes every gateway
 * read all subscriptions anew, and a subscriber that fails now and then would cause it at
 * every turn.
 */
export const NOTE_AFTER_MS: Millis = 60_000;

/**
 * Follows whether subscriptions work: since when every attempt has failed, when to disable
 * them, and that a 410 ends them. Rows are written only when something changes, one change
 * of a subscription after the other.
 */
export class SubscriptionHealth {
  readonly #options: HealthOptions;
  /** Failing since, where that is not in the row yet. */
  readonly #failing = new Map<string, Millis>();
  /** The last change of each subscription that is being written. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** An attempt was delivered. */
  async succeeded(id: string): Promise<void> {
    this.#failing.delete(id);
    const row = this.#options.directory.subscription(id)?.subscription;
    if (!this.#writing.has(id) && (row === undefined || row.failingSince === null)) return;
    await this.#change(id, (current) =>
      current.failingSince === null ? null : { ...current, failingSince: null },
    );
  }

  /**
   * An attempt failed.
   * @param at when it was made
   * @param error its code, for the reason that people read
   */
  async failed(id: string, at: Millis, error: string): Promise<void> {
    const { directory, now, disableAfterMs, noteAfterMs } = this.#options;
    const row = directory.subscription(id)?.subscription;
    if (row === undefined) return;
    const since = row.failingSince ?? this.#failing.get(id) ?? at;
    const lasted = now() - since;
    if (lasted >= disableAfterMs && row.status === 'active') await this.#disable(row, since, error);
    else if (row.failingSince !== null) this.#failing.delete(id);
    else if (lasted < noteAfterMs) this.#failing.set(id, since);
    else {
      await this.#change(id, (current) =>
        current.failingSince === null ? { ...current, failingSince: since } : null,
      );
    }
  }

  /** The subscriber answered 410: it wants no more. */
  async ended(id: string): Promise<void> {
    const { store, log, now } = this.#options;
    this.#failing.delete(id);
    const statusReason = `The subscriber answered 410 Gone at ${iso(now())}.`;
    await this.#change(id, (current) => {
      if (current.status === 'ended') return null;
      log.info({ subscriptionId: id }, 'subscription ended: its target answered 410');
      return { ...current, status: 'ended', statusReason };
    });
    await store.cancelDeliveries(id, now());
  }

  /** @param judged the row by which it was decided */
  async #disable(judged: Subscription, since: Millis, error: string): Promise<void> {
    const { log } = this.#options;
    const { id } = judged;
    const statusReason = `Every attempt has failed since ${iso(since)}; the last one with "${error}".`;
    await this.#change(id, (current) => {
      // Recovered in between: what failed before does not count any more.
      if (current.status !== 'active' || current.failingSince !== judged.failingSince) return null;
      log.warn(
        { subscriptionId: id, failingSince: iso(since), error },
        'subscription disabled: every attempt has failed for too long; its deliveries are kept',
      );
      return { ...current, status: 'disabled', statusReason, failingSince: since };
    });
    this.#failing.delete(id);
  }

  /** Changes a row; `null` leaves it as it is. */
  async #change(id: string, change: (current: Subscription) => Subscription | null): Promise<void> {
    const { store, directory } = this.#options;
    const before = this.#writing.get(id) ?? Promise.resolve();
    const writing = before
      .catch(() => undefined)
      .then(async () => {
        await store.changeSubscription(id, change);
        await directory.refresh();
      });
    this.#writing.set(id, writing);
    try {
      await writing;
    } finally {
      if (this.#writing.get(id) === writing) this.#writing.delete(id);
    }
  }
}

const iso = (at: Millis): string => new Date(at).toISOString();

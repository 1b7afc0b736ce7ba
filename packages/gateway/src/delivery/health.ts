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
  /** Milliseconds by a clock that nobody sets. */
  readonly elapsed: () => Millis;
  /** How long every attempt must have failed until a subscription is disabled. */
  readonly disableAfterMs: Millis;
  /** How long failures must last until they are written down. */
  readonly recordAfterMs: Millis;
}

/** After this, a subscriber that never answers is taken for gone; Standard Webhooks speaks of "several days". */
export const DISABLE_AFTER_MS: Millis = 5 * 24 * 3600_000;
/**
 * Failures that are over within a minute are kept in memory: a write makes every gateway
 * read all subscriptions anew, and a subscriber that fails now and then would cause it at
 * every turn.
 */
export const RECORD_AFTER_MS: Millis = 60_000;
/** Failures in a row, and time in which they were seen, without which no subscription is disabled: a gateway that comes back after a week knows only that it was away. */
const MIN_FAILURES = 5;
const MIN_SEEN_MS: Millis = 3600_000;
/** A subscriber that fails now and then is warned about once in this time. */
const LOG_INTERVAL_MS: Millis = 10 * 60_000;

/** Failures of a subscription without a success between them. */
interface Failing {
  /** The row's `failingSince` that it belongs to; null: not written yet. */
  rowSince: Millis | null;
  /** How long it had lasted, by the row, when this process saw it first. */
  readonly beforeMs: Millis;
  /** When this process saw it first, by the clock that nobody sets. */
  readonly seenAt: Millis;
  failures: number;
  /** Whether it was logged. */
  readonly isLogged: boolean;
}

/**
 * Follows whether subscriptions work: since when every attempt has failed, when to disable
 * them, and that a 410 ends them. Rows are written only when something changes, one change
 * of a subscription after the other. The log says when failing begins and when it is over.
 *
 * How long it lasts is counted by the clock that nobody sets: a system time that jumps ahead by
 * a week disables nothing.
 */
export class SubscriptionHealth {
  readonly #options: HealthOptions;
  readonly #failing = new Map<string, Failing>();
  /** When the log last said that a subscription fails. */
  readonly #loggedAt = new Map<string, Millis>();
  /** The last change of each subscription that is being written. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** Since when a subscription has failed, as far as it is known here; null if it works. */
  failingSince(row: Subscription): Millis | null {
    const failing = this.#failing.get(row.id);
    if (row.failingSince !== null || failing === undefined) return row.failingSince;
    return this.#sinceOf(failing);
  }

  /** An attempt was delivered. */
  async succeeded(id: string): Promise<void> {
    const { directory, log, elapsed } = this.#options;
    const failing = this.#failing.get(id);
    this.#failing.delete(id);
    const row = directory.subscription(id)?.subscription;
    if (failing?.isLogged && row !== undefined) {
      const seconds = Math.round((failing.beforeMs + elapsed() - failing.seenAt) / 1000);
      const { failures } = failing;
      log.info(
        { ...logFieldsOf(row), failures, seconds },
        'deliveries to a subscriber arrive again',
      );
    }
    if (!this.#writing.has(id) && (row === undefined || row.failingSince === null)) return;
    await this.#change(id, (current) =>
      current.failingSince === null ? null : { ...current, failingSince: null },
    );
  }

  /**
   * An attempt failed.
   * @param at when it was made
   * @param error its code, for the status reason
   */
  async failed(id: string, at: Millis, error: string): Promise<void> {
    const { directory, disableAfterMs, recordAfterMs, elapsed } = this.#options;
    const row = directory.subscription(id)?.subscription;
    if (row === undefined) return;
    const failing = this.#count(row, at, error);
    const seenMs = elapsed() - failing.seenAt;
    const lasted = failing.beforeMs + seenMs;
    const since = row.failingSince ?? this.#sinceOf(failing);
    const isSure =
      failing.failures >= MIN_FAILURES && seenMs >= Math.min(MIN_SEEN_MS, disableAfterMs);
    if (lasted >= disableAfterMs && isSure && row.status === 'active') {
      await this.#disable(row, since, error);
    } else if (row.failingSince === null && lasted >= recordAfterMs) {
      await this.#change(id, (current) =>
        current.failingSince === null ? { ...current, failingSince: since } : null,
      );
    }
  }

  /** Counts a failure, and logs the first one. */
  #count(row: Subscription, at: Millis, error: string): Failing {
    const { elapsed } = this.#options;
    const before = this.#failing.get(row.id);
    // Where the row says otherwise, it recovered in between: by hand, or at another gateway.
    const goesOn =
      before !== undefined && (before.rowSince === null || before.rowSince === row.failingSince);
    const failing: Failing = goesOn
      ? before
      : {
          rowSince: row.failingSince,
          beforeMs: row.failingSince === null ? 0 : Math.max(0, at - row.failingSince),
          seenAt: elapsed(),
          failures: 0,
          isLogged: this.#logFailure(row, error),
        };
    failing.rowSince ??= row.failingSince;
    failing.failures += 1;
    this.#failing.set(row.id, failing);
    return failing;
  }

  #logFailure(row: Subscription, error: string): boolean {
    const { log, elapsed } = this.#options;
    const loggedAt = this.#loggedAt.get(row.id);
    if (loggedAt !== undefined && elapsed() - loggedAt < LOG_INTERVAL_MS) return false;
    this.#loggedAt.set(row.id, elapsed());
    log.warn({ ...logFieldsOf(row), error }, 'deliveries to a subscriber fail');
    return true;
  }

  #sinceOf({ beforeMs, seenAt }: Failing): Millis {
    const { now, elapsed } = this.#options;
    return Math.round(now() - beforeMs - (elapsed() - seenAt));
  }

  /** The subscriber answered 410: it wants no more. */
  async ended(id: string): Promise<void> {
    const { store, log, now } = this.#options;
    this.#failing.delete(id);
    this.#loggedAt.delete(id);
    const statusReason = `The subscriber answered 410 Gone at ${iso(now())}.`;
    await this.#change(id, (current) => {
      if (current.status === 'ended') return null;
      log.info(logFieldsOf(current), 'subscription ended: its target answered 410');
      return { ...current, status: 'ended', statusReason };
    });
    await store.deliveries.cancel(id, now());
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
        { ...logFieldsOf(current), failingSince: iso(since), error },
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
        await store.accounts.changeSubscription(id, change);
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

/**
 * Identifies a subscription in the log. Of its target only the host: the rest of the URL is a
 * secret at many subscribers.
 */
export const logFieldsOf = ({
  id,
  name,
  targetUrl,
}: Subscription): { subscriptionId: string; name: string; host: string } => ({
  subscriptionId: id,
  name,
  host: URL.parse(targetUrl)?.host ?? '',
});

const iso = (at: Millis): string => new Date(at).toISOString();

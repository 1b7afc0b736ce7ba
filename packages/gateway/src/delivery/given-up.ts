import type { Millis, Subscription } from '../domain.ts';
import type { Logger } from '../log.ts';
import { logFieldsOf } from './health.ts';

/** Least time between two lines about one subscription: a dead subscriber may cost a hundred thousand deliveries. */
const LOG_INTERVAL_MS: Millis = 60_000;

/** What the log says of deliveries that are tried no more: one line a minute and subscription, with their number. */
export class GivenUpLog {
  readonly #log: Logger;
  readonly #elapsed: () => Millis;
  readonly #lastLogged = new Map<string, { readonly at: Millis; since: number }>();

  /** @param elapsed milliseconds by a clock that nobody sets */
  constructor(log: Logger, elapsed: () => Millis) {
    this.#log = log;
    this.#elapsed = elapsed;
  }

  /** @param error the last attempt's, for people */
  add(subscription: Subscription, deliveryId: string, attempts: number, error: string): void {
    const last = this.#lastLogged.get(subscription.id);
    if (last !== undefined && this.#elapsed() - last.at < LOG_INTERVAL_MS) {
      last.since += 1;
      return;
    }
    this.#lastLogged.set(subscription.id, { at: this.#elapsed(), since: 0 });
    this.#log.warn(
      { ...logFieldsOf(subscription), deliveryId, attempts, error, count: 1 + (last?.since ?? 0) },
      'deliveries are given up: their attempts are used up',
    );
  }
}

import type { Millis, Subscription } from '../domain.ts';
import type { Logger } from '../log.ts';
import { naming } from './health.ts';

/** Least time between two lines about one subscription: a dead subscriber may cost a hundred thousand deliveries. */
const TELL_EVERY_MS: Millis = 60_000;

/** What the log says of deliveries that are tried no more: one line a minute and subscription, with their number. */
export class GivenUpLog {
  readonly #log: Logger;
  readonly #elapsed: () => Millis;
  readonly #told = new Map<string, { readonly at: Millis; since: number }>();

  /** @param elapsed milliseconds by a clock that nobody sets */
  constructor(log: Logger, elapsed: () => Millis) {
    this.#log = log;
    this.#elapsed = elapsed;
  }

  /** @param error the last attempt's, for people */
  add(subscription: Subscription, deliveryId: string, attempts: number, error: string): void {
    const told = this.#told.get(subscription.id);
    if (told !== undefined && this.#elapsed() - told.at < TELL_EVERY_MS) {
      told.since += 1;
      return;
    }
    this.#told.set(subscription.id, { at: this.#elapsed(), since: 0 });
    this.#log.warn(
      { ...naming(subscription), deliveryId, attempts, error, count: 1 + (told?.since ?? 0) },
      'deliveries are given up: their attempts are used up',
    );
  }
}

import type { AttemptOutcome, DeliveryStatus, Millis, Subscription } from '../domain.ts';
import { timeOf } from '../ids.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ReadySubscription } from '../ready.ts';
import type { HourlyCounts } from '../statistics/hourly-counts.ts';
import type { Outcome } from '../store/statistics.ts';
import type { DeliveryStore } from '../store/store.ts';
import type { AttemptSpan, TraceHeaders, Tracing } from '../tracing/tracing.ts';
import { AttemptAbortedError } from './attempt.ts';
import { Contents } from './contents.ts';
import type { GivenUpLog } from './given-up.ts';
import type { SubscriptionHealth } from './health.ts';
import type { KeptDelivery } from './kept.ts';
import { isInOrder } from './limits.ts';
import type { AttemptError, AttemptResult, Schedule, Verdict } from './schedule.ts';
import type { Sender } from './sender.ts';

/** What a {@link Deliverer} works with. */
export interface DelivererOptions {
  readonly deliveries: DeliveryStore;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly counts: Pick<HourlyCounts, 'count'>;
  readonly sender: Sender;
  readonly health: SubscriptionHealth;
  readonly givenUp: GivenUpLog;
  readonly schedule: Schedule;
  readonly now: () => Millis;
  /** Null: nobody wants traces. */
  readonly tracing: Tracing | null;
}

const NO_TRACE: TraceHeaders = {};

const STATUS_AFTER: Readonly<Record<Verdict['kind'], DeliveryStatus>> = {
  delivered: 'delivered',
  retry: 'pending',
  failed: 'failed',
  ended: 'cancelled',
};

/** As what the hourly counts have it. */
const OUTCOME_OF: Readonly<Record<Verdict['kind'], Outcome>> = {
  delivered: 'delivered',
  retry: 'retried',
  failed: 'failed',
  ended: 'failed',
};

/** Makes attempts, and writes down what came of them. */
export class Deliverer {
  readonly #options: DelivererOptions;
  /** HTTP status of each subscription's last attempt, 0 for none. */
  readonly #lastStatus = new Map<string, number>();

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** HTTP status of a subscription's last attempt, 0 if there was no answer; null if there was no attempt. */
  lastStatusOf(subscriptionId: string): number | null {
    return this.#lastStatus.get(subscriptionId) ?? null;
  }

  /** A subscription that has ended. */
  forget(subscriptionId: string): void {
    this.#lastStatus.delete(subscriptionId);
  }

  /**
   * One attempt from beginning to end. Never rejects: whatever fails, the lease runs out and it is
   * made again.
   * @param onAnswer called as soon as the attempt is over, before its outcome is written; null: it
   *   was cut short
   * @returns false if it was cut short: then the delivery is still leased
   */
  async deliver(
    ready: ReadySubscription,
    delivery: KeptDelivery,
    onAnswer: (result: AttemptResult | null) => void,
  ): Promise<boolean> {
    const { log, metrics, counts, sender, now } = this.#options;
    const { id: deliveryId, eventId, subscriptionId, replayedAt, content } = delivery;
    const at = now();
    const number = delivery.attempts + 1;
    let isOver = false;
    let span: AttemptSpan | null = null;
    metrics.inFlight.inc();
    try {
      const { subscription, secrets } = ready;
      span = this.#trace(subscription, delivery, number);
      const trace = span === null ? null : span.headers;
      const result = await sender.send({
        subscription,
        secrets,
        deliveryId,
        number,
        replayedAt,
        eventId,
        content,
        trace,
      });
      span?.end(result);
      span = null;
      // Before that is written, no other attempt is made for whoever wants no more, or one at a time.
      const isWrittenFirst = result.error === 'gone' || isInOrder(subscription);
      if (!isWrittenFirst) onAnswer(result);
      isOver = !isWrittenFirst;
      const verdict = this.#schedule(delivery, result, number);
      await this.#write(delivery, number, at, result, verdict);
      counts.count(subscriptionId, OUTCOME_OF[verdict.kind]);
      log.debug(
        { deliveryId, subscriptionId, number, status: result.httpStatus, error: result.error },
        'attempt',
      );
      if (verdict.kind === 'failed' && result.error !== null) {
        const reason = describe(result.error, result.httpStatus);
        this.#options.givenUp.add(ready.subscription, deliveryId, number, reason);
      }
      await this.#follow(subscriptionId, verdict.kind, at, result);
      if (isWrittenFirst) onAnswer(result);
      isOver = true;
    } catch (error) {
      span?.end(null);
      if (!isOver) onAnswer(null);
      if (error instanceof AttemptAbortedError) return false;
      log.error(
        { deliveryId, subscriptionId, err: error },
        'an attempt’s outcome could not be written',
      );
    } finally {
      metrics.inFlight.dec();
    }
    return true;
  }

  /** Begins a span; null: nobody wants any. */
  #trace(
    subscription: Subscription,
    { id: deliveryId, eventId, content }: KeptDelivery,
    number: number,
  ): AttemptSpan | null {
    const { tracing } = this.#options;
    if (tracing === null) return null;
    const headers = content instanceof Contents ? content.trace : content.headers;
    return tracing.attempt({ subscription, deliveryId, eventId, number }, headers ?? NO_TRACE);
  }

  #schedule(delivery: KeptDelivery, result: AttemptResult, number: number): Verdict {
    const { schedule, metrics, now: clock } = this.#options;
    const now = clock();
    const verdict = schedule(result, number, now);
    const { kind } = verdict;
    if (kind === 'delivered' && delivery.replayedAt === null) {
      // A clock that was set back meanwhile must not make it negative.
      metrics.lagSeconds.observe(Math.max(0, now - timeOf(delivery.eventId)) / 1000);
    }
    metrics.attempts.inc({ outcome: kind === 'ended' ? 'failed' : kind });
    metrics.attemptSeconds.observe(result.durationMs / 1000);
    return verdict;
  }

  #write(
    { id: deliveryId, subscriptionId, dueAt }: KeptDelivery,
    number: number,
    at: Millis,
    { durationMs, httpStatus, error, response }: AttemptResult,
    verdict: Verdict,
  ): Promise<void> {
    this.#lastStatus.set(subscriptionId, httpStatus ?? 0);
    const outcome: AttemptOutcome = {
      attempt: { deliveryId, number, at, durationMs, httpStatus, error, response },
      status: STATUS_AFTER[verdict.kind],
      dueAt: verdict.kind === 'retry' ? verdict.dueAt : dueAt,
    };
    return this.#options.deliveries.record([outcome]);
  }

  /** Keeps the subscription's state in step; what fails here is caught up with by the next attempt. */
  async #follow(
    id: string,
    kind: Verdict['kind'],
    at: Millis,
    result: AttemptResult,
  ): Promise<void> {
    const { health, log } = this.#options;
    try {
      if (kind === 'ended') await health.ended(id);
      else if (result.error === null) await health.succeeded(id);
      else await health.failed(id, at, describe(result.error, result.httpStatus));
    } catch (error) {
      log.error({ subscriptionId: id, err: error }, 'a subscription’s state could not be written');
    }
  }
}

/** What people read as the reason: `http_status 503`, `timeout`. */
const describe = (error: AttemptError, httpStatus: number | null): string =>
  httpStatus === null ? error : `${error} ${httpStatus}`;

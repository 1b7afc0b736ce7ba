import { Gauge, type Registry } from 'prom-client';
import type { Directory } from '../directory.ts';
import { shareReading } from '../reading.ts';
import type { Dispatcher, SubscriptionState } from './dispatcher.ts';

/** What {@link registerSubscriptionMetrics} reads when it is scraped. */
export interface SubscriptionMetricsOptions {
  readonly registry: Registry;
  readonly directory: Pick<Directory, 'subscriptions'>;
  readonly dispatcher: Pick<Dispatcher, 'stateOf'>;
  /** How many deliveries wait, by subscription. */
  readonly countPending: () => Promise<ReadonlyMap<string, number>>;
  /** Most subscriptions that are shown. */
  readonly most?: number;
}

/** Prometheus keeps a series for each: those in trouble are shown before those that are not. */
const MOST_SHOWN = 100;
/** All gauges of one scrape show the same reading. */
const READING_MS = 1000;

/** What the gauges show of one subscription. */
interface Row extends SubscriptionState {
  readonly labels: { readonly subscription: string; readonly name: string };
  readonly pending: number;
}

/**
 * Adds gauges for each subscription that has not ended. Where there are more than `most`, those
 * that fail come first, then those with most deliveries waiting.
 */
export function registerSubscriptionMetrics(options: SubscriptionMetricsOptions): void {
  const { registry, most = MOST_SHOWN } = options;
  const registers = [registry];
  const read = shareReading(() => readRows(options), READING_MS);
  const gauge = (name: string, help: string, measure: (row: Row) => number | null): Gauge =>
    new Gauge({
      name: `signal_hooks_subscription_${name}`,
      help,
      labelNames: ['subscription', 'name'],
      registers,
      async collect() {
        const rows = await read();
        this.reset();
        for (const row of rows.slice(0, most)) {
          const value = measure(row);
          if (value !== null) this.set(row.labels, value);
        }
      },
    });
  gauge('pending', 'Deliveries that wait, by subscription.', ({ pending }) => pending);
  gauge(
    'failing_since_seconds',
    'Unix time since when every attempt has failed; absent if the last one arrived.',
    ({ failingSince }) => (failingSince === null ? null : failingSince / 1000),
  );
  gauge(
    'last_status',
    'HTTP status of the last attempt of this process; 0 if there was no answer.',
    ({ lastStatus }) => lastStatus,
  );
  new Gauge({
    name: 'signal_hooks_subscriptions_not_shown',
    help: 'Subscriptions left out of the gauges by subscription, because there are too many.',
    registers,
    async collect() {
      this.set(Math.max(0, (await read()).length - most));
    },
  });
}

async function readRows({
  directory,
  dispatcher,
  countPending,
}: SubscriptionMetricsOptions): Promise<readonly Row[]> {
  const counts = await countPending();
  const live = directory
    .subscriptions()
    .filter(({ subscription }) => subscription.status !== 'ended');
  return live
    .map(({ subscription }) => ({
      labels: { subscription: subscription.id, name: subscription.name },
      pending: counts.get(subscription.id) ?? 0,
      ...dispatcher.stateOf(subscription),
    }))
    .sort(byTrouble);
}

const byTrouble = (one: Row, other: Row): number =>
  Number(other.failingSince !== null) - Number(one.failingSince !== null) ||
  other.pending - one.pending;

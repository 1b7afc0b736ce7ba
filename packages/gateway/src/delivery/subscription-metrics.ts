import type { Registry } from 'prom-client';
import type { Directory } from '../directory.ts';
import type { Millis, Subscription } from '../domain.ts';
import { addGauge } from '../gauges.ts';
import { shareReading } from '../reading.ts';
import type { DeliveryStore } from '../store/store.ts';
import type { Dispatcher, SubscriptionState } from './dispatcher.ts';
import type { LaneLoad } from './lanes.ts';

/** What {@link registerSubscriptionMetrics} reads when it is scraped. */
export interface SubscriptionMetricsOptions {
  readonly registry: Registry;
  readonly directory: Pick<Directory, 'subscriptions' | 'unusableSubscriptions'>;
  readonly dispatcher: Pick<Dispatcher, 'stateOf' | 'loadOf'>;
  readonly deliveries: Pick<DeliveryStore, 'countPending' | 'dueSubscriptions'>;
  readonly now: () => Millis;
  /** Most subscriptions that are shown. */
  readonly most?: number;
}

/** Prometheus keeps a series for each: those in trouble are shown before those that are not. */
const MOST_SHOWN = 100;
/** All gauges of one scrape show the same reading. */
const READING_MS = 1000;

/** What the gauges show of one subscription. */
interface Row extends SubscriptionState, LaneLoad {
  readonly labels: { readonly subscription: string; readonly name: string };
  readonly status: Subscription['status'];
  readonly pending: number;
  /** For how long its oldest due delivery has waited; 0: none is due. */
  readonly dueForMs: Millis;
}

/** What the gauges show: of subscriptions that have not ended, those in trouble first. */
interface Reading {
  readonly rows: readonly Row[];
  readonly unusable: number;
  /** Deliveries that wait, of all subscriptions. */
  readonly pending: number;
}

/** A gauge by subscription: its name, what it is, and its value; null: it is absent. */
type GaugeRow = readonly [name: string, help: string, measure: (row: Row) => number | null];

const BY_SUBSCRIPTION: readonly GaugeRow[] = [
  ['pending', 'Deliveries that wait, by subscription.', ({ pending }) => pending],
  [
    'oldest_due_age_seconds',
    'Seconds for which the oldest due delivery of a subscription has waited; 0: none is due.',
    ({ dueForMs }) => dueForMs / 1000,
  ],
  [
    'failing_since_timestamp_seconds',
    'Unix time since when every attempt has failed; absent if the last one arrived.',
    ({ failingSince }) => (failingSince === null ? null : failingSince / 1000),
  ],
  [
    'last_status',
    'HTTP status of the last attempt of this process; 0 if there was no answer.',
    ({ lastStatus }) => lastStatus,
  ],
  [
    'disabled',
    '1 if the gateway has stopped delivering, because every attempt failed for too long.',
    ({ status }) => Number(status === 'disabled'),
  ],
  [
    'paused',
    '1 if somebody has paused the subscription.',
    ({ status }) => Number(status === 'paused'),
  ],
  ['in_flight', 'Attempts of this process that are under way.', ({ inFlight }) => inFlight],
  [
    'waiting',
    'Deliveries in the memory of this process whose attempt has not begun.',
    ({ waiting }) => waiting,
  ],
  [
    'backing_off',
    '1 while this process leaves the subscriber alone: it asked to slow down, or failed several times in a row.',
    ({ isPaused }) => Number(isPaused),
  ],
];

/** A gauge over all subscriptions. */
type TotalRow = readonly [name: string, help: string, measure: (reading: Reading) => number];

const TOTALS: readonly TotalRow[] = [
  [
    'deliveries_pending',
    'Deliveries that wait for their time, for a retry, or until their subscription goes on.',
    ({ pending }) => pending,
  ],
  [
    'oldest_due_delivery_age_seconds',
    'Seconds for which the oldest due delivery has waited; 0: none is due.',
    ({ rows }) => rows.reduce((most, { dueForMs }) => Math.max(most, dueForMs), 0) / 1000,
  ],
  [
    'subscriptions_failing',
    'Subscriptions whose last attempts have all failed.',
    ({ rows }) => rows.filter(({ failingSince }) => failingSince !== null).length,
  ],
  [
    'subscriptions_backing_off',
    'Subscriptions whose subscribers this process leaves alone for a while.',
    ({ rows }) => rows.filter(({ isPaused }) => isPaused).length,
  ],
  [
    'deliveries_waiting',
    'Deliveries in the memory of this process whose attempt has not begun.',
    ({ rows }) => rows.reduce((sum, { waiting }) => sum + waiting, 0),
  ],
];

/**
 * Adds gauges for each subscription that has not ended, and over all of them. Where there are more than
 * `most`, those that fail come first, then those that are disabled, then those with most deliveries waiting.
 */
export function registerSubscriptionMetrics(options: SubscriptionMetricsOptions): void {
  const { registry, most = MOST_SHOWN } = options;
  const read = shareReading(() => readAll(options), READING_MS);
  for (const [name, help, measure] of BY_SUBSCRIPTION) {
    const labelNames = ['subscription', 'name'] as const;
    addGauge(
      registry,
      { name: `subscription_${name}`, help, labelNames },
      read,
      (gauge, { rows }) => {
        for (const row of rows.slice(0, most)) {
          const value = measure(row);
          if (value !== null) gauge.set(row.labels, value);
        }
      },
    );
  }
  const notShown: TotalRow = [
    'subscriptions_not_shown',
    'Subscriptions left out of the gauges by subscription, because there are too many.',
    ({ rows }) => Math.max(0, rows.length - most),
  ];
  for (const [name, help, measure] of [...TOTALS, notShown]) {
    addGauge(registry, { name, help }, read, (gauge, reading) => gauge.set(measure(reading)));
  }
  const help = 'Subscriptions that have not ended, by status; unusable: they cannot be read.';
  addGauge(
    registry,
    { name: 'subscriptions', help, labelNames: ['status'] },
    read,
    (gauge, { rows, unusable }) => {
      for (const status of ['active', 'paused', 'disabled'] as const) {
        gauge.set({ status }, rows.filter((row) => row.status === status).length);
      }
      gauge.set({ status: 'unusable' }, unusable);
    },
  );
}

async function readAll(options: SubscriptionMetricsOptions): Promise<Reading> {
  const { directory, dispatcher, deliveries, now: clock } = options;
  const now = clock();
  const [counts, due] = await Promise.all([
    deliveries.countPending(),
    deliveries.dueSubscriptions(now),
  ]);
  const dueSince = new Map(due.map(({ id, at }) => [id, at]));
  const rows = directory
    .subscriptions()
    .filter(({ subscription }) => subscription.status !== 'ended')
    .map(({ subscription }): Row => {
      const { id, name, status } = subscription;
      const since = status === 'active' ? dueSince.get(id) : undefined;
      return {
        labels: { subscription: id, name },
        status,
        pending: counts.get(id) ?? 0,
        dueForMs: since === undefined ? 0 : Math.max(0, now - since),
        ...dispatcher.stateOf(subscription),
        ...dispatcher.loadOf(id),
      };
    })
    .sort(byTrouble);
  const pending = [...counts.values()].reduce((total, count) => total + count, 0);
  return { rows, pending, unusable: directory.unusableSubscriptions().length };
}

const byTrouble = (one: Row, other: Row): number =>
  Number(other.failingSince !== null) - Number(one.failingSince !== null) ||
  Number(other.status === 'disabled') - Number(one.status === 'disabled') ||
  other.pending - one.pending;

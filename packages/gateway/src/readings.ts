import { collectDefaultMetrics } from 'prom-client';
import { registerAlertMetrics } from './alerts/alert-metrics.ts';
import type { Clock } from './clock.ts';
import type { Dispatcher } from './delivery/dispatcher.ts';
import { registerSubscriptionMetrics } from './delivery/subscription-metrics.ts';
import type { Directory } from './directory.ts';
import { addGauge } from './gauges.ts';
import { registerSourceMetrics } from './ingest/source-metrics.ts';
import type { Metrics } from './metrics.ts';
import type { Store } from './store/store.ts';

/** What {@link registerReadings} reads. */
interface ReadingsOptions {
  readonly metrics: Metrics;
  readonly store: Store;
  readonly directory: Directory;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
}

/** Sums of figures that are there by type, under names that Prometheus keeps for counters. */
const MISNAMED: readonly string[] = ['handles', 'requests', 'resources'];

/** Adds the figures of the process and its event loop. */
export function addProcessMetrics({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry });
  for (const what of MISNAMED) registry.removeSingleMetric(`nodejs_active_${what}_total`);
}

/** Adds the figures that are read when somebody scrapes. */
export function registerReadings({
  metrics: { registry },
  store,
  directory,
  dispatcher,
  clock: { now },
}: ReadingsOptions): void {
  const { accounts, alerts, deliveries } = store;
  addGauge(
    registry,
    { name: 'store_up', help: '1 if the database answered; 0: what is read of it is absent.' },
    () =>
      accounts.version().then(
        () => 1,
        () => 0,
      ),
    (gauge, value) => gauge.set(value),
  );
  registerSubscriptionMetrics({ registry, directory, dispatcher, deliveries, now });
  registerSourceMetrics({ registry, directory, accounts });
  registerAlertMetrics(registry, alerts);
}

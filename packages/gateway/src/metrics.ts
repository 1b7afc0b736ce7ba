import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the gateway counts; one set per gateway, so that two can run in one process. */
export interface Metrics {
  readonly registry: Registry;
  /** Requests to `/in/…`, by provider and outcome (`stored`, `duplicate`, `ping`, `rejected`). */
  readonly ingest: Counter<'provider' | 'outcome'>;
  /** Seconds from a request's headers to its answer. */
  readonly ingestSeconds: Histogram;
  /** Attempts at deliveries, by outcome (`delivered`, `retry`, `failed`). */
  readonly attempts: Counter<'outcome'>;
  readonly attemptSeconds: Histogram;
  /** Deliveries under way. */
  readonly inFlight: Gauge;
  /** Deliveries waiting, read when scraped. */
  readonly pending: Gauge;
}

/** @param countPending how many deliveries wait; asked at every scrape */
export function createMetrics(countPending: () => Promise<number>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    ingest: new Counter({
      name: 'signal_hooks_ingest_total',
      help: 'Requests to sources, by provider and outcome.',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    ingestSeconds: new Histogram({
      name: 'signal_hooks_ingest_seconds',
      help: 'Seconds until a request to a source was answered.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    attempts: new Counter({
      name: 'signal_hooks_delivery_attempts_total',
      help: 'Attempts at deliveries, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    attemptSeconds: new Histogram({
      name: 'signal_hooks_delivery_attempt_seconds',
      help: 'Seconds a subscriber took to answer.',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
      registers,
    }),
    inFlight: new Gauge({
      name: 'signal_hooks_deliveries_in_flight',
      help: 'Deliveries being attempted now.',
      registers,
    }),
    pending: new Gauge({
      name: 'signal_hooks_deliveries_pending',
      help: 'Deliveries that wait for their time or for a retry.',
      registers,
      async collect() {
        this.set(await countPending());
      },
    }),
  };
}

import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the gateway counts; one set per gateway, so that two can run in one process. */
export interface Metrics {
  readonly registry: Registry;
  /** Requests to `/in/…`, by provider and outcome (`stored`, `duplicate`, `ping`, `rejected`, `unavailable`). */
  readonly ingest: Counter<'provider' | 'outcome'>;
  /** Seconds from a request's headers to its answer. */
  readonly ingestSeconds: Histogram;
  /** The same by source; beyond {@link MAX_SOURCES} they share one label. */
  countSource(sourceId: string, outcome: string): void;
  /** Requests that were answered with an error of the gateway's, by code. */
  readonly refused: Counter<'code'>;
  /** Attempts at deliveries, by outcome (`delivered`, `retry`, `failed`). */
  readonly attempts: Counter<'outcome'>;
  readonly attemptSeconds: Histogram;
  /** Deliveries under way. */
  readonly inFlight: Gauge;
  /** Deliveries waiting, read when scraped. */
  readonly pending: Gauge;
}

/** Sources that are told apart: every one costs the one who collects the figures. */
const MAX_SOURCES = 500;

/** @param countPending how many deliveries wait; asked at every scrape */
export function createMetrics(countPending: () => Promise<number>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const sources = new Counter({
    name: 'signal_hooks_source_requests_total',
    help: 'Requests to each source, by outcome.',
    labelNames: ['source', 'outcome'],
    registers,
  });
  const lastSeen = new Gauge({
    name: 'signal_hooks_source_last_stored_timestamp_seconds',
    help: 'When the last new event of each source was stored, since the start of the gateway.',
    labelNames: ['source'],
    registers,
  });
  const told = new Set<string>();
  return {
    registry,
    countSource(sourceId, outcome) {
      if (told.size < MAX_SOURCES) told.add(sourceId);
      const source = told.has(sourceId) ? sourceId : 'other';
      sources.labels(source, outcome).inc();
      if (outcome === 'stored') lastSeen.labels(source).set(Math.round(Date.now() / 1000));
    },
    refused: new Counter({
      name: 'signal_hooks_refused_total',
      help: 'Requests answered with an error of the gateway, by its code; what a source refuses counts as rejected.',
      labelNames: ['code'],
      registers,
    }),
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

import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the gateway counts; one set per gateway, so that two can run in one process. */
export interface Metrics {
  readonly registry: Registry;
  /**
   * Counts a request to `/in/…`: `stored`, `duplicate`, `ping`, `handshake`, `rejected` or `unavailable`. By provider,
   * and by source as far as there are no more than {@link MAX_SOURCES}.
   */
  countIngest(provider: string, sourceId: string, outcome: string): void;
  /** Seconds from a request's headers to its answer. */
  readonly ingestSeconds: Histogram;
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

/** Sources that are distinguished: every one costs the one who collects the figures. */
const MAX_SOURCES = 500;

/** @param countPending how many deliveries wait; asked at every scrape */
export function createMetrics(countPending: () => Promise<number>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    countIngest: createIngestCounts(registers),
    refused: new Counter({
      name: 'signal_hooks_refused_total',
      help: 'Requests answered with an error of the gateway, by its code; what a source refuses counts as rejected.',
      labelNames: ['code'],
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

/** What one source was sent. */
interface Tally {
  readonly provider: string;
  /** Its id, or `other`. */
  readonly source: string;
  readonly outcomes: Map<string, number>;
  /** Seconds since 1970. */
  storedAt: number | null;
}

/** Counts in plain numbers: labels are looked up when somebody asks, not at every request. */
function createIngestCounts(registers: Registry[]): Metrics['countIngest'] {
  const tallies = new Map<string, Tally>();
  const countAll = (add: (tally: Tally, outcome: string, count: number) => void): void => {
    for (const tally of tallies.values()) {
      for (const [outcome, count] of tally.outcomes) add(tally, outcome, count);
    }
  };
  new Counter({
    name: 'signal_hooks_ingest_total',
    help: 'Requests to sources, by provider and outcome.',
    labelNames: ['provider', 'outcome'],
    registers,
    collect() {
      this.reset();
      countAll(({ provider }, outcome, count) => this.inc({ provider, outcome }, count));
    },
  });
  new Counter({
    name: 'signal_hooks_source_requests_total',
    help: 'Requests to each source, by outcome.',
    labelNames: ['source', 'outcome'],
    registers,
    collect() {
      this.reset();
      countAll(({ source }, outcome, count) => this.inc({ source, outcome }, count));
    },
  });
  new Gauge({
    name: 'signal_hooks_source_last_stored_timestamp_seconds',
    help: 'When the last new event of each source was stored, since the start of the gateway.',
    labelNames: ['source'],
    registers,
    collect() {
      for (const { source, storedAt } of tallies.values()) {
        if (storedAt !== null) this.set({ source }, storedAt);
      }
    },
  });
  return (provider, sourceId, outcome) => {
    const isKnown = tallies.has(sourceId) || tallies.size < MAX_SOURCES;
    const key = isKnown ? sourceId : `other ${provider}`;
    const source = isKnown ? sourceId : 'other';
    const tally = tallies.get(key) ?? { provider, source, outcomes: new Map(), storedAt: null };
    tallies.set(key, tally);
    tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
    if (outcome === 'stored') tally.storedAt = Math.round(Date.now() / 1000);
  };
}

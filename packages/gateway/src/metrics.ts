import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { ERRORS } from './errors.ts';
import { REJECTIONS, type RejectionCode } from './ingest/rejections.ts';
import { VERSION } from './version.ts';

/** What the gateway counts; one set per gateway, so that two can run in one process. */
export interface Metrics {
  readonly registry: Registry;
  /**
   * Counts a request to `/in/…`: `stored`, `duplicate`, `ping`, `handshake`, `rejected` or `unavailable`. By provider,
   * and by source as far as there are no more than {@link MAX_SOURCES}.
   */
  countIngest(provider: string, sourceId: string, outcome: string): void;
  /** Counts what a source has refused. */
  countRejection(code: RejectionCode): void;
  /** Seconds from a request's headers to its answer. */
  readonly ingestSeconds: Histogram;
  /** Requests that were answered with an error of the gateway's, by code. */
  readonly refused: Counter<'code'>;
  /** Attempts at deliveries, by outcome (`delivered`, `retry`, `failed`). */
  readonly attempts: Counter<'outcome'>;
  readonly attemptSeconds: Histogram;
  /** Seconds from the receipt of an event until it was delivered; replays are left out. */
  readonly lagSeconds: Histogram;
  /** Deliveries under way. */
  readonly inFlight: Gauge;
}

/** Sources that are distinguished: every one costs the one who collects the figures. */
const MAX_SOURCES = 500;

/** What is counted as it happens; what is read when somebody scrapes is added by others. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'signal_hooks_build_info',
    help: 'Always 1; its label is the version that runs.',
    labelNames: ['version'],
    registers,
  }).set({ version: VERSION }, 1);
  const refused = new Counter({
    name: 'signal_hooks_refused_total',
    help: 'Requests answered with an error of the gateway, by its code; what a source refuses counts as rejected.',
    labelNames: ['code'],
    registers,
  });
  // What has not occurred is 0, so that the first time is an increase.
  for (const code of Object.keys(ERRORS)) refused.inc({ code }, 0);
  return {
    registry,
    countIngest: createIngestCounts(registers),
    countRejection: createRejectionCounts(registers),
    refused,
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
    lagSeconds: new Histogram({
      name: 'signal_hooks_delivery_lag_seconds',
      help: 'Seconds from the receipt of an event until a subscriber took it, retries included, replays not.',
      buckets: [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30, 60, 300, 1800, 7200, 86_400,
      ],
      registers,
    }),
    inFlight: new Gauge({
      name: 'signal_hooks_deliveries_in_flight',
      help: 'Deliveries being attempted now.',
      registers,
    }),
  };
}

/** What one source was sent. */
interface Tally {
  readonly provider: string;
  /** Its id, or `other`. */
  readonly source: string;
  readonly outcomes: Map<string, number>;
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
  return (provider, sourceId, outcome) => {
    const isKnown = tallies.has(sourceId) || tallies.size < MAX_SOURCES;
    const key = isKnown ? sourceId : `other ${provider}`;
    const source = isKnown ? sourceId : 'other';
    const tally = tallies.get(key) ?? { provider, source, outcomes: new Map() };
    tallies.set(key, tally);
    tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
  };
}

/** In plain numbers, too: nothing is cheaper to send than what is refused. Codes that have not occurred are 0. */
function createRejectionCounts(registers: Registry[]): Metrics['countRejection'] {
  const counts = Object.fromEntries(Object.keys(REJECTIONS).map((code) => [code, 0])) as Record<
    RejectionCode,
    number
  >;
  new Counter({
    name: 'signal_hooks_rejections_total',
    help: 'Requests that sources have refused, by code: see docs/reference/errors.md.',
    labelNames: ['code'],
    registers,
    collect() {
      this.reset();
      for (const [code, count] of Object.entries(counts)) this.inc({ code }, count);
    },
  });
  return (code) => {
    counts[code] += 1;
  };
}

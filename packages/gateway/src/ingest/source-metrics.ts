import type { Registry } from 'prom-client';
import type { Directory } from '../directory.ts';
import type { Millis, Source } from '../domain.ts';
import { addGauge } from '../gauges.ts';
import { shareReading } from '../reading.ts';
import { SOURCE_STATES, type SourceState, sourceState } from '../services/sources/state.ts';
import type { AccountStore } from '../store/store.ts';

/** What {@link registerSourceMetrics} reads when it is scraped. */
export interface SourceMetricsOptions {
  readonly registry: Registry;
  readonly directory: Pick<Directory, 'sources' | 'unusableSources'>;
  /** Where the times of the last events are. */
  readonly accounts: Pick<AccountStore, 'listSources'>;
  /** Most sources that are shown. */
  readonly most?: number;
}

/** Every one is several series at whoever collects the figures. */
const MOST_SHOWN = 500;
/** All gauges of one scrape show the same reading. */
const READING_MS = 1000;

/** What the gauges show of one source. */
interface Row {
  readonly source: Source;
  readonly state: SourceState;
  readonly lastEventAt: Millis | null;
}

/** A gauge by source: its name, what it is, and its value; null: it is absent. */
type GaugeRow = readonly [name: string, help: string, measure: (row: Row) => number | null];

const BY_SOURCE: readonly GaugeRow[] = [
  [
    'last_event_timestamp_seconds',
    'Unix time of the last new event of a source; absent if there was none.',
    ({ lastEventAt }) => (lastEventAt === null ? null : lastEventAt / 1000),
  ],
  [
    'ready',
    '1 if a source can check requests; 0 if it lacks its secret or registration, or cannot be used.',
    ({ state }) => Number(state === 'ready'),
  ],
];

/**
 * Adds gauges for each source. Where there are more than `most`, those that are not ready come first, then those
 * with the latest events. The last event is that of the store: also of another gateway, or before a restart.
 */
export function registerSourceMetrics(options: SourceMetricsOptions): void {
  const { registry, most = MOST_SHOWN } = options;
  const read = shareReading(() => readRows(options), READING_MS);
  for (const [name, help, measure] of BY_SOURCE) {
    const labelNames = ['source', 'name', 'provider'] as const;
    addGauge(registry, { name: `source_${name}`, help, labelNames }, read, (gauge, rows) => {
      for (const row of rows.slice(0, most)) {
        const { id: source, name: called, provider } = row.source;
        const value = measure(row);
        if (value !== null) gauge.set({ source, name: called, provider }, value);
      }
    });
  }
  addGauge(
    registry,
    { name: 'sources', help: 'Sources, by state.', labelNames: ['state'] },
    read,
    (gauge, rows) => {
      for (const state of SOURCE_STATES) {
        gauge.set({ state }, rows.filter((row) => row.state === state).length);
      }
    },
  );
  addGauge(
    registry,
    {
      name: 'sources_not_shown',
      help: 'Sources left out of the gauges by source, because there are too many.',
    },
    read,
    (gauge, rows) => gauge.set(Math.max(0, rows.length - most)),
  );
}

async function readRows({ directory, accounts }: SourceMetricsOptions): Promise<readonly Row[]> {
  const stored = new Map((await accounts.listSources()).map((row) => [row.id, row]));
  return [...directory.sources(), ...directory.unusableSources()]
    .map((known): Row => {
      const { source } = known;
      const lastEventAt = stored.get(source.id)?.lastEventAt ?? null;
      return { source, state: sourceState(known), lastEventAt };
    })
    .sort(byTrouble);
}

const byTrouble = (one: Row, other: Row): number =>
  Number(one.state === 'ready') - Number(other.state === 'ready') ||
  (other.lastEventAt ?? 0) - (one.lastEventAt ?? 0);

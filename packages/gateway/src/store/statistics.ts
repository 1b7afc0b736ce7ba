/** Counts by the hour in SQL: what both databases do alike. */
import type { Millis } from '../domain.ts';
import type { ColumnValue, StoredRow, Syntax } from './sql.ts';

/** What is counted: by source what came, by subscription what became of attempts. */
export type Outcome = 'stored' | 'rejected' | 'delivered' | 'retried' | 'failed';

/** So many of a kind in an hour. */
export interface HourlyCount {
  /** The beginning of the hour, UTC. */
  readonly hour: Millis;
  /** A source or a subscription. */
  readonly objectId: string;
  readonly outcome: Outcome;
  readonly count: number;
}

/** Which counts are wanted. */
interface CountQuery {
  readonly outcomes: readonly Outcome[];
  /** Hours that begin from then on. */
  readonly since: Millis;
  /** Hours that begin before then. */
  readonly until: Millis;
  /** Null: of all. */
  readonly objectId: string | null;
}

/** Counts by the hour: a small table, so that nothing large is counted when somebody looks. See `Store`. */
export interface StatisticsStore {
  /** Adds to the counts, all in one transaction. */
  add(counts: readonly HourlyCount[]): Promise<void>;
  /** In the order of the hours. */
  list(query: CountQuery): Promise<readonly HourlyCount[]>;
  /** Deletes the counts of hours that begin before a time; returns how many. */
  prune(before: Millis): Promise<number>;
}

type Statement = readonly [sql: string, values: readonly ColumnValue[]];

/** Runs statements. */
export interface StatisticsRunner {
  rows(...statement: Statement): Promise<readonly StoredRow[]>;
  /** All in one transaction. @returns how many rows have changed */
  change(statements: readonly Statement[]): Promise<number>;
}

/** Makes the {@link StatisticsStore} of a database. */
export function createStatisticsStore(
  { parameter: p }: Syntax,
  run: StatisticsRunner,
): StatisticsStore {
  const add = `INSERT INTO hourly_counts (hour, object_id, outcome, count)
    VALUES (${[1, 2, 3, 4].map(p).join(', ')})
    ON CONFLICT (hour, object_id, outcome) DO UPDATE SET count = hourly_counts.count + excluded.count`;
  return {
    add: async (counts) => {
      // Always in one order: two gateways that add to the same rows do not wait for each other.
      const sorted = [...counts].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      await run.change(
        sorted.map(({ hour, objectId, outcome, count }) => [add, [hour, objectId, outcome, count]]),
      );
    },
    list: async ({ outcomes, since, until, objectId }) => {
      const wanted = outcomes.map((_, at) => p(3 + at)).join(', ');
      const object = objectId === null ? '' : `AND object_id = ${p(3 + outcomes.length)}`;
      const rows = await run.rows(
        `SELECT hour, object_id, outcome, count FROM hourly_counts
         WHERE hour >= ${p(1)} AND hour < ${p(2)} AND outcome IN (${wanted}) ${object}
         ORDER BY hour, object_id, outcome`,
        [since, until, ...outcomes, ...(objectId === null ? [] : [objectId])],
      );
      return rows.map((row) => ({
        hour: Number(row.hour),
        objectId: String(row.object_id),
        outcome: row.outcome as Outcome,
        count: Number(row.count),
      }));
    },
    prune: (before) => run.change([[`DELETE FROM hourly_counts WHERE hour < ${p(1)}`, [before]]]),
  };
}

const keyOf = ({ hour, objectId, outcome }: HourlyCount): string =>
  `${hour} ${objectId} ${outcome}`;

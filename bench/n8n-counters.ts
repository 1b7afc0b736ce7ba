import { send } from '../test/support/http.ts';
import { until } from '../test/support/until.ts';

/** What n8n must be told to count. */
export const COUNTER_SETTINGS: Readonly<Record<string, string>> = {
  N8N_METRICS: 'true',
  N8N_METRICS_INCLUDE_EXECUTION_DATA_METRICS: 'true',
};

/** An execution is written when it begins and when it has ended. */
const WRITES = 2;
const LIMIT_MS = 120_000;

/** What an n8n has done with executions since it was started. */
interface Executions {
  readonly succeeded: number;
  readonly failed: number;
  readonly written: number;
}

/** How much an n8n has done since it was started. */
export interface Counters {
  readonly executions: Executions;
  /** Of its process, all threads together. */
  readonly cpuMs: number;
}

export async function readCounters(url: string): Promise<Counters> {
  const { text } = await send(`${url}/metrics`, { method: 'GET' });
  const sum = (start: string): number =>
    text
      .split('\n')
      .filter((line) => line.startsWith(start))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
  const ended = 'n8n_workflow_execution_duration_seconds_count{status=';
  return {
    executions: {
      succeeded: sum(`${ended}"success"`),
      failed: sum(`${ended}"failed"`),
      written: sum('n8n_execution_data_writes_total{'),
    },
    cpuMs: sum('n8n_process_cpu_seconds_total ') * 1000,
  };
}

/**
 * Waits until that many more executions have ended and are stored.
 * @returns the counters then
 * @throws {Error} if there are more, if one fails, or if they take too long
 */
export async function waitForExecutions(
  url: string,
  { executions: before }: Counters,
  count: number,
): Promise<Counters> {
  const wanted: Executions = {
    succeeded: before.succeeded + count,
    failed: before.failed,
    written: before.written + count * WRITES,
  };
  const now = await until(
    () => readCounters(url),
    ({ executions: { succeeded, written } }) =>
      succeeded >= wanted.succeeded && written >= wanted.written,
    LIMIT_MS,
  );
  if (JSON.stringify(now.executions) === JSON.stringify(wanted)) return now;
  throw new Error(
    `executions: ${JSON.stringify(now.executions)} instead of ${JSON.stringify(wanted)}`,
  );
}

import { send } from '../../test/support/http.ts';
import { until } from '../../test/support/until.ts';

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

/** How much an n8n has done since it was started, all of its processes together. */
export interface Counters {
  readonly executions: Executions;
  readonly cpuMs: number;
  /** What it takes of memory now, in MB. */
  readonly memoryMb: number;
}

/** @param urls of its processes */
export async function readCounters(urls: readonly string[]): Promise<Counters> {
  const texts = await Promise.all(
    urls.map(async (url) => (await send(`${url}/metrics`, { method: 'GET' })).text),
  );
  const sum = (start: string): number =>
    texts
      .flatMap((text) => text.split('\n'))
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
    memoryMb: sum('n8n_process_resident_memory_bytes ') / 1e6,
  };
}

/**
 * Waits until that many more executions have ended and are stored.
 * @returns the counters then
 * @throws {Error} if there are more, if one fails, or if they take too long
 */
export async function waitForExecutions(
  urls: readonly string[],
  { executions: before }: Counters,
  count: number,
): Promise<Counters> {
  const wanted: Executions = {
    succeeded: before.succeeded + count,
    failed: before.failed,
    written: before.written + count * WRITES,
  };
  // In queue mode the main process does not hear of every end; what is written is counted by the worker.
  const hasWorker = urls.length > 1;
  const now = await until(
    () => readCounters(urls),
    ({ executions: { succeeded, written } }) =>
      written >= wanted.written && (hasWorker || succeeded >= wanted.succeeded),
    LIMIT_MS,
  );
  const { succeeded, failed, written } = now.executions;
  const fits = failed === wanted.failed && written === wanted.written;
  if (fits && (hasWorker || succeeded === wanted.succeeded)) return now;
  throw new Error(
    `executions: ${JSON.stringify(now.executions)} instead of ${JSON.stringify(wanted)}`,
  );
}

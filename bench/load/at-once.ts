import { onAnswer, open } from './connection.ts';

/** What one run of load measured. */
export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers with another status than 200. */
  readonly failures: number;
}

/**
 * Sends prepared requests over keep-alive connections, one at a time on each, and measures.
 * It writes raw bytes and reads no more of an answer than it must, so that the client takes
 * as little as possible of the two cores.
 *
 * @param requests whole HTTP requests; each is sent once
 */
export async function load(
  port: number,
  connections: number,
  requests: readonly Buffer[],
): Promise<LoadResult> {
  const latencies = new Float64Array(requests.length);
  let next = 0;
  let done = 0;
  let failures = 0;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    for (const socket of sockets) {
      let sentAt = 0;
      const send = (): void => {
        const request = requests[next];
        if (request === undefined) return;
        next += 1;
        sentAt = performance.now();
        socket.write(request);
      };
      onAnswer(socket, (status) => {
        latencies[done] = performance.now() - sentAt;
        done += 1;
        if (status !== 200) failures += 1;
        if (done === requests.length) resolve();
        else send();
      });
      socket.on('error', reject).on('close', () => reject(new Error('the server hung up')));
      send();
    }
  });
  const seconds = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.removeAllListeners('close').destroy();
  return {
    requestsPerSecond: requests.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    failures,
  };
}

/** The value that a share of all values lies below. @param share from 0 to 1 */
export function quantile(values: Float64Array, share: number): number {
  return values.slice().sort()[Math.floor(values.length * share)] ?? Number.NaN;
}

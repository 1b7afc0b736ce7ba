import { sampleBody, sampleRequest } from '../sample.ts';
import type { Server } from '../servers/start.ts';
import { load } from './at-once.ts';
import type { Arrivals, Sink } from './sink.ts';

/** Connections at once, as the aim names them. */
export const CONNECTIONS = 32;
/** A burst that has not been delivered after this is not going to be. */
const LIMIT_MS = 300_000;

/** What one burst came to. */
export interface Burst {
  /** Events from the first request until all are delivered to every subscriber. */
  readonly perSecond: number;
  /** Events until the last answer. */
  readonly takenPerSecond: number;
  /** The share that had been delivered by then. */
  readonly deliveredByThen: number;
  /** Deliveries that came more than once. */
  readonly doubled: number;
}

let sequence = 0;

/** Numbers for events that were not used before. @returns the first of them */
export function takeNumbers(events: number): number {
  const first = sequence + 1;
  sequence += events;
  return first;
}

/** Whole requests with events of these numbers. */
export const requestsFrom = (path: string, first: number, events: number): Buffer[] =>
  Array.from({ length: events }, (_, at) => sampleRequest(path, sampleBody(first + at)));

/**
 * Sends events as fast as they are taken, shared between the servers, and waits until each has come
 * to every subscriber.
 * @throws {Error} if one is refused, or not delivered in minutes
 */
export async function burst(
  servers: readonly Server[],
  sink: Sink,
  events: number,
  subscribers: number,
): Promise<Burst> {
  const first = takeNumbers(events);
  const share = events / servers.length;
  const parts = servers.map(({ path }, at) => requestsFrom(path, first + at * share, share));
  const arrivals = sink.expect(first, events, subscribers);
  const started = performance.now();
  const loads = await Promise.all(
    servers.map(({ port }, at) => load(port, CONNECTIONS / servers.length, parts[at] ?? [])),
  );
  const takenMs = performance.now() - started;
  const deliveredByThen = arrivals.count() / (events * subscribers);
  const failures = loads.reduce((sum, one) => sum + one.failures, 0);
  if (failures > 0) throw new Error(`${failures} of ${events} requests were refused`);
  await within(arrivals, events * subscribers);
  return {
    perSecond: (events / (performance.now() - started)) * 1000,
    takenPerSecond: (events / takenMs) * 1000,
    deliveredByThen,
    doubled: arrivals.doubled(),
  };
}

async function within({ all, count }: Arrivals, wanted: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = (): string => `${count()} of ${wanted} were delivered in ${LIMIT_MS / 1000} s`;
    timer = setTimeout(() => reject(new Error(message())), LIMIT_MS);
  });
  await Promise.race([all, late]);
  clearTimeout(timer);
}

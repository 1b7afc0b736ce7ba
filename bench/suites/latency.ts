import { quantile } from '../load/at-once.ts';
import { CONNECTIONS, requestsFrom, takeNumbers } from '../load/burst.ts';
import { sendPaced } from '../load/paced.ts';
import { type Sink, startSink } from '../load/sink.ts';
import { compare, inTurn } from '../rounds.ts';
import { type Server, startGateway, startRelay } from '../servers/start.ts';
import { detail, type Suite } from '../suite.ts';

const ROUNDS = 3;
const PER_SECOND = 1000;
const EVENTS = 4000;
const CONCURRENCY = 100;

/** From when an event was due to be sent until it has come to the subscriber. */
export const latency: Suite = {
  names: ['delivery-p50', 'delivery-p99'],
  async run() {
    const sink = await startSink();
    const targetUrl = sink.url(0);
    const gateway = await startGateway({
      subscriptions: [{ targetUrl, maxConcurrency: CONCURRENCY }],
    });
    const relay = await startRelay({ targets: [targetUrl], connections: CONCURRENCY });
    try {
      const pairs = await inTurn(
        ROUNDS,
        () => measure(gateway, sink),
        () => measure(relay, sink),
      );
      const worst = compare(pairs, (waits) => quantile(waits, 0.999));
      detail(`99.9 of 100: ours ${worst.ours.toFixed(1)} ms, relay ${worst.peer.toFixed(1)} ms`);
      return {
        'delivery-p50': compare(pairs, (waits) => quantile(waits, 0.5)),
        'delivery-p99': compare(pairs, (waits) => quantile(waits, 0.99)),
      };
    } finally {
      await gateway.stop();
      await relay.stop();
      await sink.close();
    }
  },
};

/** @returns how long each event took, in milliseconds */
async function measure({ port, path }: Server, sink: Sink): Promise<Float64Array> {
  const first = takeNumbers(EVENTS);
  const arrivals = sink.expect(first, EVENTS, 1);
  const requests = requestsFrom(path, first, EVENTS);
  const dueAt = await sendPaced(port, requests, {
    perSecond: PER_SECOND,
    connections: CONNECTIONS,
  });
  await arrivals.all;
  return arrivals.at.map((at, event) => at - (dueAt[event] as number));
}

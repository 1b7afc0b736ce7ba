import { type LoadResult, load } from '../load/at-once.ts';
import { CONNECTIONS, requestsFrom, takeNumbers } from '../load/burst.ts';
import { compare, inTurn, type Pair } from '../rounds.ts';
import { type Server, startBare, startGateway } from '../servers/start.ts';
import { hasWebhookGo, startWebhookGo } from '../servers/webhook-go.ts';
import { detail, type Suite } from '../suite.ts';

const REQUESTS = 20_000;

/** Durable ingest over HTTP against an endpoint that stores nothing. */
export const ingest: Suite = {
  names: ['ingest'],
  async run() {
    const pairs = await measure(await startBare(), REQUESTS, 5);
    const p99 = compare(pairs, ({ p99Ms }) => p99Ms);
    const p50 = compare(pairs, ({ p50Ms }) => p50Ms);
    detail(`p50: ours ${p50.ours.toFixed(2)} ms, peer ${p50.peer.toFixed(2)} ms`);
    detail(`p99: ours ${p99.ours.toFixed(1)} ms, peer ${p99.peer.toFixed(1)} ms`);
    return { ingest: compare(pairs, ({ requestsPerSecond }) => requestsPerSecond) };
  },
};

/** The same against a server written in Go. */
export const ingestBesideGo: Suite = {
  names: ['ingest-webhook-go'],
  async run() {
    if (!hasWebhookGo()) {
      return { 'ingest-webhook-go': { skipped: 'no webhook here (apt-get install webhook)' } };
    }
    // Fewer: it starts a process for each.
    const pairs = await measure(await startWebhookGo(), REQUESTS / 10, 3);
    return { 'ingest-webhook-go': compare(pairs, ({ requestsPerSecond }) => requestsPerSecond) };
  },
};

async function measure(
  peer: Server,
  peerRequests: number,
  rounds: number,
): Promise<Pair<LoadResult>[]> {
  const gateway = await startGateway();
  try {
    return await inTurn(
      rounds,
      () => take(gateway, REQUESTS),
      () => take(peer, peerRequests),
    );
  } finally {
    await gateway.stop();
    await peer.stop();
  }
}

/** Sends new events as fast as they are taken. @throws {Error} if one is refused */
async function take({ port, path }: Server, requests: number): Promise<LoadResult> {
  const result = await load(port, CONNECTIONS, requestsFrom(path, takeNumbers(requests), requests));
  if (result.failures > 0) throw new Error(`${result.failures} requests were refused`);
  return result;
}

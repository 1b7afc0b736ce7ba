import { join } from 'node:path';
import { freePort } from '../../test/support/cli.ts';
import { type Burst, burst } from '../load/burst.ts';
import { fill } from '../load/fill.ts';
import { type Sink, startSink } from '../load/sink.ts';
import { compare, inTurn, type Pair } from '../rounds.ts';
import { type GatewayServer, startGateway } from '../servers/start.ts';
import { detail, type Suite } from '../suite.ts';

const ROUNDS = 5;
const EVENTS = 10_000;
const CONCURRENCY = 100;
const DATABASE = 'gateway.db';

/** With millions of events that have been delivered. */
export const stored: Suite = {
  names: ['stored-3m'],
  async run() {
    const pairs = await measure(3_000_000, 'delivered');
    return { 'stored-3m': compare(pairs, ({ perSecond }) => perSecond) };
  },
};

/** With a million that a dead subscriber has not got, beside one that is well. */
export const pending: Suite = {
  names: ['pending-1m'],
  async run() {
    const pairs = await measure(1_000_000, 'pending');
    return { 'pending-1m': compare(pairs, ({ perSecond }) => perSecond) };
  },
};

/** The burst to one subscriber, with and without so many events in the store. */
async function measure(events: number, status: 'pending' | 'delivered'): Promise<Pair<Burst>[]> {
  const sink = await startSink();
  // Nobody listens there.
  const dead = `http://127.0.0.1:${await freePort()}/`;
  const start = (): Promise<GatewayServer> =>
    startGateway({
      subscriptions: [sink.url(0), ...(status === 'pending' ? [dead] : [])].map((targetUrl) => ({
        targetUrl,
        maxConcurrency: CONCURRENCY,
      })),
    });
  const full = await start();
  const empty = await start();
  try {
    await fillUp(full, sink, events, status);
    return await inTurn(
      ROUNDS,
      () => burst([full], sink, EVENTS, 1),
      () => burst([empty], sink, EVENTS, 1),
    );
  } finally {
    await full.stop();
    await empty.stop();
    await sink.close();
  }
}

async function fillUp(
  gateway: GatewayServer,
  sink: Sink,
  events: number,
  status: 'pending' | 'delivered',
): Promise<void> {
  // The rest looks like these.
  await burst([gateway], sink, 100, 1);
  const started = performance.now();
  const subscriptionId = gateway.subscriptionIds.at(-1) ?? '';
  fill(join(gateway.dataDir, DATABASE), { events, status, subscriptionId });
  const seconds = Math.round((performance.now() - started) / 1000);
  detail(`${events.toLocaleString('en')} events written in ${seconds} s`);
}

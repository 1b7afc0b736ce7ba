import { type Burst, burst } from '../load/burst.ts';
import { startSink } from '../load/sink.ts';
import { compare, inTurn, type Pair } from '../rounds.ts';
import { startGateway, startRelay } from '../servers/start.ts';
import { detail, rate, type Suite } from '../suite.ts';

const ROUNDS = 3;
const CONCURRENCY = 100;

/** The same burst to the gateway and to the relay. */
async function measure(events: number, subscribers: number): Promise<Pair<Burst>[]> {
  const sink = await startSink();
  const targets = Array.from({ length: subscribers }, (_, at) => sink.url(at));
  const gateway = await startGateway({
    subscriptions: targets.map((targetUrl) => ({ targetUrl, maxConcurrency: CONCURRENCY })),
  });
  const relay = await startRelay({ targets, connections: CONCURRENCY });
  try {
    const pairs = await inTurn(
      ROUNDS,
      () => burst([gateway], sink, events, subscribers),
      () => burst([relay], sink, events, subscribers),
    );
    const taken = compare(pairs, ({ takenPerSecond }) => takenPerSecond);
    const doubled = pairs.reduce((sum, { ours }) => sum + ours.doubled, 0);
    detail(`taken: ours ${rate(taken.ours)}, relay ${rate(taken.peer)}; ${doubled} doubled by us`);
    return pairs;
  } finally {
    await gateway.stop();
    await relay.stop();
    await sink.close();
  }
}

/** To one subscriber. */
export const burstToOne: Suite = {
  names: ['delivery-burst'],
  async run() {
    const pairs = await measure(10_000, 1);
    return { 'delivery-burst': compare(pairs, ({ perSecond }) => perSecond) };
  },
};

/** To five subscribers. */
export const burstToFive: Suite = {
  names: ['delivery-5'],
  async run() {
    const pairs = await measure(4000, 5);
    return { 'delivery-5': compare(pairs, ({ perSecond }) => perSecond) };
  },
};

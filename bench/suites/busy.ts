import { burst } from '../load/burst.ts';
import { startSink } from '../load/sink.ts';
import { compare, inTurn, median } from '../rounds.ts';
import { startGateway } from '../servers/start.ts';
import { detail, type Suite } from '../suite.ts';

const ROUNDS = 3;
const EVENTS = 10_000;
const CONCURRENCY = 100;

/** How fast a gateway takes events that it delivers meanwhile, against one that has nobody to deliver to. */
export const busy: Suite = {
  names: ['ingest-while-delivering'],
  async run() {
    const sink = await startSink();
    const subscription = { targetUrl: sink.url(0), maxConcurrency: CONCURRENCY };
    const delivering = await startGateway({ subscriptions: [subscription] });
    const idle = await startGateway();
    try {
      const pairs = await inTurn(
        ROUNDS,
        () => burst([delivering], sink, EVENTS, 1),
        () => burst([idle], sink, EVENTS, 0),
      );
      const share = median(pairs.map(({ ours }) => ours.deliveredByThen));
      detail(`delivered by the last answer: ${(share * 100).toFixed(0)} of 100`);
      return { 'ingest-while-delivering': compare(pairs, ({ takenPerSecond }) => takenPerSecond) };
    } finally {
      await delivering.stop();
      await idle.stop();
      await sink.close();
    }
  },
};

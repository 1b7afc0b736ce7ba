import { createDatabase, hasPostgres, type TestDatabase } from '../../test/support/postgres.ts';
import { until } from '../../test/support/until.ts';
import { takeNumbers } from '../load/burst.ts';
import { openGraphileWorker } from '../queues/graphile-worker.ts';
import { openOurs } from '../queues/ours.ts';
import { openPgBoss } from '../queues/pg-boss.ts';
import type { Queue } from '../queues/queue.ts';
import { compare, inTurn, median } from '../rounds.ts';
import { sampleBody } from '../sample.ts';
import { detail, rate, type Suite } from '../suite.ts';

const ROUNDS = 3;
const JOBS = 10_000;

/** Jobs per second, each added and done. */
interface Speed {
  readonly name: string;
  readonly perSecond: number;
  readonly addedPerSecond: number;
  readonly donePerSecond: number;
}

/** The queue alone: jobs of 2 kB that are added, taken and noted as done; the better one of the others counts. */
export const queue: Suite = {
  names: ['queue'],
  async run() {
    if (!hasPostgres()) return { queue: { skipped: 'no PostgreSQL here: set DATABASE_URL' } };
    const opened: { readonly queue: Queue; drop(): Promise<void> }[] = [];
    const open = async (by: (url: string) => Promise<Queue>): Promise<Queue> => {
      const database = await createDatabase();
      const queue = await by(database.url);
      const drop = async (): Promise<void> => {
        await untilUnused(database);
        await database.drop();
      };
      opened.push({ queue, drop });
      return queue;
    };
    try {
      const ours = await open(openOurs);
      const others = [await open(openPgBoss), await open(openGraphileWorker)];
      const seen: Speed[] = [];
      const fastest = async (queues: readonly Queue[]): Promise<Speed> => {
        const speeds: Speed[] = [];
        for (const each of queues) speeds.push(await measure(each));
        seen.push(...speeds);
        return speeds.sort((a, b) => b.perSecond - a.perSecond)[0] as Speed;
      };
      const pairs = await inTurn(
        ROUNDS,
        () => fastest([ours]),
        () => fastest(others),
      );
      for (const { name } of [ours, ...others]) show(seen.filter((speed) => speed.name === name));
      return { queue: compare(pairs, ({ perSecond }) => perSecond) };
    } finally {
      for (const each of opened) {
        await each.queue.close();
        await each.drop();
      }
    }
  },
};

/** A closed queue may still be hanging up: a connection that is cut would end this process. */
const untilUnused = (database: TestDatabase): Promise<unknown> =>
  until(
    () => database.run(OTHERS),
    ([row]) => row?.count === 0,
  );

const OTHERS = `SELECT count(*)::integer AS count FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;

async function measure(queue: Queue): Promise<Speed> {
  const first = takeNumbers(JOBS);
  const contents = Array.from({ length: JOBS }, (_, at) => sampleBody(first + at).toString());
  const start = performance.now();
  await queue.add(contents);
  const added = performance.now();
  await queue.work(JOBS);
  const done = performance.now();
  const per = (ms: number): number => (JOBS / ms) * 1000;
  return {
    name: queue.name,
    perSecond: per(done - start),
    addedPerSecond: per(added - start),
    donePerSecond: per(done - added),
  };
}

function show(speeds: readonly Speed[]): void {
  const of = (key: 'perSecond' | 'addedPerSecond' | 'donePerSecond'): string =>
    rate(median(speeds.map((speed) => speed[key])));
  detail(
    `${speeds[0]?.name}: added ${of('addedPerSecond')}, done ${of('donePerSecond')}, both ${of('perSecond')}`,
  );
}

import { installPeers } from '../peers.ts';
import { BATCH, batchesOf, inLanes, type Queue } from './queue.ts';

/** What is used of https://github.com/timgit/pg-boss */
interface PgBoss {
  start(): Promise<unknown>;
  stop(): Promise<void>;
  createQueue(name: string): Promise<void>;
  insert(name: string, jobs: readonly { data: object }[]): Promise<unknown>;
  fetch(name: string, options: { batchSize: number }): Promise<readonly { id: string }[]>;
  complete(name: string, ids: readonly string[]): Promise<unknown>;
}

const QUEUE = 'bench';

/** By batches, as its documentation recommends for speed. */
export async function openPgBoss(url: string): Promise<Queue> {
  const load = await installPeers();
  const { PgBoss: Class } = await load<{
    PgBoss: new (options: object) => PgBoss;
  }>('pg-boss');
  const boss = new Class({ connectionString: url, max: 10 });
  await boss.start();
  await boss.createQueue(QUEUE);
  return {
    name: 'pg-boss',
    async add(contents) {
      const batches = batchesOf(contents);
      await inLanes(batches.length, (at) =>
        boss.insert(
          QUEUE,
          (batches[at] as string[]).map((content) => ({ data: { content } })),
        ),
      );
    },
    async work(count) {
      let left = count;
      await inLanes(Math.ceil(count / BATCH), async () => {
        const jobs = await boss.fetch(QUEUE, { batchSize: BATCH });
        left -= jobs.length;
        await boss.complete(
          QUEUE,
          jobs.map(({ id }) => id),
        );
      });
      if (left !== 0) throw new Error(`${left} of ${count} jobs were not there`);
    },
    close: () => boss.stop(),
  };
}

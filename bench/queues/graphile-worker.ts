import { installPeers } from '../peers.ts';
import { batchesOf, inLanes, type Queue } from './queue.ts';

/** What is used of https://worker.graphile.org */
interface GraphileWorker {
  makeWorkerUtils(options: object): Promise<{
    migrate(): Promise<void>;
    addJobs(jobs: readonly { identifier: string; payload: object }[]): Promise<unknown>;
    release(): Promise<void>;
  }>;
  run(options: object): Promise<{ stop(): Promise<void> }>;
  Logger: new (factory: () => () => void) => object;
}

const TASK = 'bench';

/** With a local queue and completion in batches, as its documentation recommends for speed. */
export async function openGraphileWorker(url: string): Promise<Queue> {
  const load = await installPeers();
  const { makeWorkerUtils, run, Logger } = await load<GraphileWorker>('graphile-worker');
  const shared = { connectionString: url, logger: new Logger(() => () => undefined) };
  const utils = await makeWorkerUtils(shared);
  await utils.migrate();
  return {
    name: 'graphile-worker',
    async add(contents) {
      const batches = batchesOf(contents);
      await inLanes(batches.length, (at) =>
        utils.addJobs(
          (batches[at] as string[]).map((content) => ({ identifier: TASK, payload: { content } })),
        ),
      );
    },
    async work(count) {
      let left = count;
      let finish: () => void = () => undefined;
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const task = (): void => {
        left -= 1;
        if (left === 0) finish();
      };
      const runner = await run({
        ...shared,
        taskList: { [TASK]: task },
        noHandleSignals: true,
        preset: {
          worker: {
            concurrentJobs: 24,
            maxPoolSize: 26,
            localQueue: { size: 500 },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
      });
      await finished;
      // Notes what is done and not noted yet.
      await runner.stop();
    },
    close: () => utils.release(),
  };
}

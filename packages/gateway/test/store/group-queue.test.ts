import { GroupQueue } from '../../src/store/group-queue.ts';

describe('GroupQueue', () => {
  it('tells everyone who waits for it to be drained', async () => {
    let finish = (): void => undefined;
    const queue = new GroupQueue<number>(
      () =>
        new Promise((resolve) => {
          finish = () => resolve([]);
        }),
      { limit: 10, weigh: () => 1, maxUnderWay: 1, parallelGroupThreshold: 1 },
    );
    queue.add(1);
    const drained = Promise.all([queue.drain(), queue.drain(), queue.drain()]);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    finish();
    await drained;
    await queue.drain();
  });
});

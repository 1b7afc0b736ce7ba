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

  describe('with jobs that may wait', () => {
    const open = (): { queue: GroupQueue<string>; groups: string[][] } => {
      const groups: string[][] = [];
      const write = async (group: readonly string[]): Promise<[]> => {
        groups.push([...group]);
        return [];
      };
      const limits = { limit: 3, weigh: () => 1, maxUnderWay: 1, parallelGroupThreshold: 1 };
      return { queue: new GroupQueue(write, limits), groups };
    };

    it('takes them along with others', async () => {
      const { queue, groups } = open();
      queue.add('patient', 60_000);
      queue.add('urgent');
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      expect(groups).toEqual([['patient', 'urgent']]);
      await queue.drain();
    });

    it('lets them wait no longer than they said, nor than there is room for', async () => {
      const { queue, groups } = open();
      queue.add('one', 60_000);
      queue.add('two', 60_000);
      queue.add('three', 60_000);
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      expect(groups).toEqual([['one', 'two', 'three']]);
      const startedAt = performance.now();
      queue.add('four', 20);
      while (groups.length < 2) await new Promise((resolve) => setImmediate(resolve));
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(18);
    });

    it('writes them at once when everything is to be written', async () => {
      const { queue, groups } = open();
      queue.add('patient', 60_000);
      await queue.drain();
      expect(groups).toEqual([['patient']]);
    });
  });
});

import { shareReading } from '../src/reading.ts';

describe('shareReading', () => {
  let time = 0;
  let count = 0;
  let takes = 0;
  const read = async (): Promise<number> => {
    count += 1;
    const mine = count;
    await Promise.resolve();
    time += takes;
    return mine;
  };
  beforeEach(() => {
    time = 0;
    count = 0;
    takes = 0;
  });

  test('all who ask while it is under way or kept get the same one', async () => {
    const shared = shareReading(read, 1000, () => time);
    expect(await Promise.all([shared(), shared()])).toEqual([1, 1]);
    time = 999;
    expect(await shared()).toBe(1);
    time = 1000;
    expect(await shared()).toBe(2);
  });

  test('one that takes long is kept longer', async () => {
    const shared = shareReading(read, 1000, () => time);
    takes = 100;
    await shared();
    time = 1999;
    expect(await shared()).toBe(1);
    time = 2000;
    expect(await shared()).toBe(2);
  });

  test('one that fails is not kept', async () => {
    let fails = true;
    const shared = shareReading(
      () => (fails ? Promise.reject(new Error('locked')) : read()),
      1000,
      () => time,
    );
    await expect(shared()).rejects.toThrow('locked');
    fails = false;
    expect(await shared()).toBe(1);
  });
});

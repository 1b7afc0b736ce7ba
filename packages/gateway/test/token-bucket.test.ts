import { TokenBucket } from '../src/token-bucket.ts';

describe('TokenBucket', () => {
  const rate = { perSecond: 2, burst: 3 };
  let time = 0;
  let bucket: TokenBucket;
  beforeEach(() => {
    time = 0;
    bucket = new TokenBucket(() => time);
  });

  test('lets a burst through, and then so many per second', () => {
    expect([1, 2, 3, 4].map(() => bucket.tryTake(rate))).toEqual([true, true, true, false]);
    time = 499;
    expect(bucket.tryTake(rate)).toBe(false);
    time = 500;
    expect(bucket.tryTake(rate)).toBe(true);
    time = 60_000;
    expect(bucket.room(rate)).toBe(3);
  });

  test('takes what is left over into another rate, up to its burst', () => {
    expect(bucket.room({ perSecond: 100, burst: 10 })).toBe(10);
    expect(bucket.room(rate)).toBe(3);
    expect([1, 2, 3].map(() => bucket.tryTake(rate))).toEqual([true, true, true]);
    expect(bucket.room({ perSecond: 100, burst: 10 })).toBe(0);
  });
});

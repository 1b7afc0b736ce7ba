import { Lane } from '../../src/delivery/lane.ts';
import { RateBucket } from '../../src/delivery/rate-bucket.ts';
import type { AttemptResult } from '../../src/delivery/schedule.ts';

const result = (fields: Partial<AttemptResult>): AttemptResult => ({
  httpStatus: 200,
  error: null,
  response: null,
  durationMs: 1,
  retryAfterMs: null,
  ...fields,
});
const OK = result({});
const BUSY = result({ httpStatus: 429, error: 'http_status' });

describe('Lane', () => {
  let time = 0;
  let lane: Lane;
  beforeEach(() => {
    time = 0;
    lane = new Lane(1, () => time);
  });

  test('gives as much room as the concurrency leaves', () => {
    const limits = { maxConcurrency: 3, maxPerSecond: null };
    lane.take(2);
    expect(lane.room(limits)).toBe(1);
    lane.take(1);
    expect(lane.room(limits)).toBe(0);
    expect(lane.readyInMs(limits)).toBe(Number.POSITIVE_INFINITY);
    lane.finish(OK);
    lane.giveBack(1);
    expect(lane.room(limits)).toBe(2);
    expect(lane.inFlight).toBe(1);
  });

  test('keeps to the rate, in bursts of a tenth of a second', () => {
    const limits = { maxConcurrency: 100, maxPerSecond: 50 };
    expect(lane.room(limits)).toBe(5);
    lane.take(5);
    expect(lane.room(limits)).toBe(0);
    expect(lane.readyInMs(limits)).toBe(20);
    time = 20;
    expect(lane.room(limits)).toBe(1);
    time = 10_000;
    expect(lane.room(limits)).toBe(5);
  });

  test('shares its rate with the others of its group', () => {
    const limits = { maxConcurrency: 5, maxPerSecond: 2 };
    const bucket = new RateBucket(() => time);
    const [one, other] = [new Lane(1, () => time, bucket), new Lane(1, () => time, bucket)];
    expect([one.room(limits), other.room(limits)]).toEqual([1, 1]);
    one.take(1);
    expect([one.room(limits), other.room(limits)]).toEqual([0, 0]);
    expect(other.readyInMs(limits)).toBe(500);
    time = 500;
    expect(other.room(limits)).toBe(1);
    other.take(1);
    other.giveBack(1);
    expect([one.room(limits), other.room(limits)]).toEqual([1, 1]);
    expect(one.inFlight).toBe(1);
  });

  test('a rate below one a second still lets one through', () => {
    const limits = { maxConcurrency: 5, maxPerSecond: 0.5 };
    expect(lane.room(limits)).toBe(1);
    lane.take(1);
    lane.finish(OK);
    time = 1999;
    expect(lane.room(limits)).toBe(0);
    time = 2000;
    expect(lane.room(limits)).toBe(1);
  });

  test('pauses when asked to slow down, then halves, then recovers', () => {
    const limits = { maxConcurrency: 8, maxPerSecond: null };
    lane.take(8);
    for (let at = 0; at < 8; at += 1) lane.finish(BUSY);
    expect(lane.room(limits)).toBe(0);
    expect(lane.readyInMs(limits)).toBe(1000);
    time = 1000;
    expect(lane.room(limits)).toBe(4);
    lane.take(1);
    lane.finish(BUSY);
    expect(lane.readyInMs(limits)).toBe(2000);
    time = 3000;
    expect(lane.room(limits)).toBe(1);
    lane.take(1);
    lane.finish(OK);
    expect(lane.room(limits)).toBe(2);
  });

  test('the pause by Retry-After is taken over up to a quarter of an hour', () => {
    const limits = { maxConcurrency: 2, maxPerSecond: null };
    lane.take(2);
    lane.finish({ ...BUSY, retryAfterMs: 30_000 });
    expect(lane.readyInMs(limits)).toBe(30_000);
    lane.finish({ ...BUSY, retryAfterMs: 24 * 3_600_000 });
    expect(lane.readyInMs(limits)).toBe(900_000);
  });

  test('ordinary failures do not slow it down', () => {
    const limits = { maxConcurrency: 2, maxPerSecond: null };
    lane.take(2);
    lane.finish(result({ httpStatus: 500, error: 'http_status' }));
    lane.finish(null);
    expect(lane.room(limits)).toBe(2);
  });
});

import { Lane } from '../../src/delivery/lane.ts';
import { Pace } from '../../src/delivery/pace.ts';
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
const REFUSED = result({ httpStatus: null, error: 'refused' });
const BUSY = result({ httpStatus: 429, error: 'http_status' });

const begin = (lane: Lane, count: number): void => {
  for (let at = 0; at < count; at += 1) lane.begin();
};

describe('Lane', () => {
  let time = 0;
  let lane: Lane;
  beforeEach(() => {
    time = 0;
    lane = new Lane({ subscriptionId: 'sub_1', clock: () => time });
  });

  test('gives as much room as the concurrency leaves', () => {
    const limits = { maxConcurrency: 3, maxPerSecond: null };
    begin(lane, 2);
    expect(lane.look(limits).count).toBe(1);
    begin(lane, 1);
    expect(lane.look(limits).count).toBe(0);
    expect(lane.look(limits).readyInMs).toBe(Number.POSITIVE_INFINITY);
    lane.finish(OK);
    expect(lane.look(limits).count).toBe(1);
    expect(lane.inFlight).toBe(2);
  });

  test('keeps to the rate, in bursts of a tenth of a second', () => {
    const limits = { maxConcurrency: 100, maxPerSecond: 50 };
    expect(lane.look(limits).count).toBe(5);
    begin(lane, 5);
    expect(lane.look(limits).count).toBe(0);
    expect(lane.look(limits).readyInMs).toBe(20);
    time = 20;
    expect(lane.look(limits).count).toBe(1);
    time = 10_000;
    expect(lane.look(limits).count).toBe(5);
  });

  test('shares its rate with the others of its group', () => {
    const limits = { maxConcurrency: 5, maxPerSecond: 2 };
    const options = { clock: () => time, pace: new Pace() };
    const one = new Lane({ ...options, subscriptionId: 'sub_1' });
    const other = new Lane({ ...options, subscriptionId: 'sub_2' });
    expect([one.look(limits).count, other.look(limits).count]).toEqual([1, 1]);
    begin(one, 1);
    expect([one.look(limits).count, other.look(limits).count]).toEqual([0, 0]);
    expect(other.look(limits).readyInMs).toBe(500);
    time = 500;
    expect(other.look(limits).count).toBe(1);
    begin(other, 1);
    expect([one.look(limits).count, other.look(limits).count]).toEqual([0, 0]);
    expect([one.inFlight, other.inFlight]).toEqual([1, 1]);
  });

  test('a rate below one a second still lets one through', () => {
    const limits = { maxConcurrency: 5, maxPerSecond: 0.5 };
    expect(lane.look(limits).count).toBe(1);
    begin(lane, 1);
    lane.finish(OK);
    time = 1999;
    expect(lane.look(limits).count).toBe(0);
    time = 2000;
    expect(lane.look(limits).count).toBe(1);
  });

  test('pauses when asked to slow down, then halves, then recovers', () => {
    const limits = { maxConcurrency: 8, maxPerSecond: null };
    begin(lane, 8);
    for (let at = 0; at < 8; at += 1) lane.finish(BUSY);
    expect(lane.look(limits).count).toBe(0);
    expect(lane.look(limits).readyInMs).toBe(1000);
    time = 1000;
    expect(lane.look(limits).count).toBe(4);
    begin(lane, 1);
    lane.finish(BUSY);
    expect(lane.look(limits).readyInMs).toBe(2000);
    time = 3000;
    expect(lane.look(limits).count).toBe(1);
    begin(lane, 1);
    lane.finish(OK);
    expect(lane.look(limits).count).toBe(2);
  });

  test('the pause by Retry-After is taken over up to a quarter of an hour', () => {
    const limits = { maxConcurrency: 2, maxPerSecond: null };
    begin(lane, 2);
    lane.finish({ ...BUSY, retryAfterMs: 30_000 });
    expect(lane.look(limits).readyInMs).toBe(30_000);
    lane.finish({ ...BUSY, retryAfterMs: 24 * 3_600_000 });
    expect(lane.look(limits).readyInMs).toBe(900_000);
  });

  test('a few ordinary failures do not slow it down, and a success forgets them', () => {
    const limits = { maxConcurrency: 2, maxPerSecond: null };
    for (const each of [REFUSED, REFUSED, REFUSED, REFUSED, OK, REFUSED, REFUSED, REFUSED, null]) {
      begin(lane, 1);
      lane.finish(each);
    }
    expect(lane.look(limits).count).toBe(2);
  });

  test('what fails inside the gateway is not held against the subscriber', () => {
    const limits = { maxConcurrency: 2, maxPerSecond: null };
    for (let count = 0; count < 20; count += 1) {
      begin(lane, 1);
      lane.finish(result({ httpStatus: null, error: 'event_unreadable' }));
    }
    expect(lane.look(limits).count).toBe(2);
  });

  test('a subscriber that refuses everything at once is asked ever more seldom', () => {
    const limits = { maxConcurrency: 10, maxPerSecond: null };
    let attempts = 0;
    // Ten minutes, in steps of 10 ms, every attempt refused at once.
    for (time = 0; time < 600_000; time += 10) {
      const room = lane.look(limits).count;
      begin(lane, room);
      for (let count = 0; count < room; count += 1) lane.finish(REFUSED);
      attempts += room;
    }
    // 10, then 3 after a second, then one each at 3, 7, 15, 31 and 63 s, and one a minute until 543 s.
    expect(attempts).toBe(10 + 3 + 5 + 8);
  });
});

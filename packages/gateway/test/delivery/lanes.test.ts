import type { Lane } from '../../src/delivery/lane.ts';
import { Lanes } from '../../src/delivery/lanes.ts';
import { ALL_OF_IT } from '../../src/delivery/limits.ts';
import { Memory } from '../../src/delivery/memory.ts';
import type { AttemptResult } from '../../src/delivery/schedule.ts';
import type { Subscription } from '../../src/domain.ts';
import { Vault } from '../../src/vault.ts';
import { newSubscription } from './fixture.ts';

const vault = new Vault(new Uint8Array(32));
const FAILED: AttemptResult = {
  httpStatus: 500,
  error: 'http_status',
  response: null,
  durationMs: 1,
  retryAfterMs: null,
};

const DELIVERED: AttemptResult = { ...FAILED, httpStatus: 200, error: null };

const open = (maxInFlight: number, deliveries = 1000): { lanes: Lanes; memory: Memory } => {
  const memory = new Memory({ deliveries, bytes: 1000 });
  return { lanes: new Lanes({ timeScale: 1, maxInFlight, memory, parts: ALL_OF_IT }), memory };
};

/** A lane of which nothing waits in the log. */
const upToDate = (lanes: Lanes, subscription: Subscription): Lane => {
  const lane = lanes.of(subscription);
  expect(lanes.mayKeep(lane, subscription)).toBe(false);
  lanes.endLook(new Set());
  return lane;
};

test('what is free is shared among all that have something due', () => {
  const { lanes } = open(16);
  const one = newSubscription(vault, { maxConcurrency: 100 });
  lanes.share(4);
  expect(lanes.claimable(lanes.of(one), one)).toBe(4);
  lanes.share(100);
  expect(lanes.claimable(lanes.of(one), one)).toBe(1);
  lanes.share(1);
  // Half of all at most.
  expect(lanes.claimable(lanes.of(one), one)).toBe(8);
});

test('subscribers that fail get half of all together', () => {
  const { lanes } = open(8);
  const failing = [1, 2, 3].map(() => newSubscription(vault, { maxConcurrency: 3 }));
  for (const each of failing) {
    lanes.begin(lanes.of(each));
    lanes.finish(lanes.of(each), FAILED);
  }
  const begun = failing.map((each) => {
    const lane = lanes.of(each);
    let count = 0;
    for (; lanes.obstacle(lane, each) === 'nothing'; count += 1) lanes.begin(lane);
    return count;
  });
  expect(begun).toEqual([3, 1, 0]);
  const healthy = newSubscription(vault, { maxConcurrency: 100 });
  lanes.share(1);
  expect(lanes.claimable(lanes.of(healthy), healthy)).toBe(4);
  lanes.finish(lanes.of(failing[0] as Subscription), FAILED);
  const last = failing[2] as Subscription;
  expect(lanes.obstacle(lanes.of(last), last)).toBe('nothing');
});

describe('what may be kept in memory', () => {
  test('nothing before a look at the log has found nothing', () => {
    const { lanes } = open(16);
    const one = newSubscription(vault);
    const lane = upToDate(lanes, one);
    expect(lanes.mayKeep(lane, one)).toBe(true);
  });

  test('nothing as long as a look leaves something in the log', () => {
    const { lanes } = open(16);
    const one = newSubscription(vault, { maxConcurrency: 2 });
    const lane = upToDate(lanes, one);
    lanes.endLook(new Set([lane]));
    expect(lanes.mayKeep(lane, one)).toBe(false);
    lanes.endLook(new Set([lane]));
    expect(lanes.mayKeep(lane, one)).toBe(false);
    lanes.endLook(new Set());
    expect(lanes.mayKeep(lane, one)).toBe(true);
    lanes.noteBehind(lane);
    expect(lanes.mayKeep(lane, one)).toBe(false);
  });

  test('nothing after the subscription was changed, until the next look', () => {
    const { lanes } = open(16);
    const one = newSubscription(vault);
    const lane = upToDate(lanes, one);
    expect(lanes.mayKeep(lane, { ...one })).toBe(false);
  });

  test('of a subscriber that is not known to be quick, what may begin at once', () => {
    const { lanes } = open(16);
    const one = newSubscription(vault, { maxConcurrency: 2 });
    const lane = upToDate(lanes, one);
    lane.kept = 1;
    expect(lanes.mayKeep(lane, one)).toBe(true);
    lane.kept = 2;
    expect(lanes.mayKeep(lane, one)).toBe(false);
  });

  test('of a quick one, as much as it leaves to others', () => {
    const { lanes, memory } = open(16, 10);
    const one = newSubscription(vault, { maxConcurrency: 2 });
    const lane = upToDate(lanes, one);
    lanes.begin(lane);
    lanes.finish(lane, DELIVERED);
    while (lanes.mayKeep(lane, one)) {
      memory.take(1, 0);
      lane.kept += 1;
    }
    expect(lane.kept).toBe(5);
    const other = newSubscription(vault);
    expect(lanes.mayKeep(upToDate(lanes, other), other)).toBe(true);
    lanes.begin(lane);
    lanes.finish(lane, FAILED);
    lane.kept = 0;
    expect(lanes.mayKeep(lane, one)).toBe(false);
  });

  test('of one with a rate, what may begin at once', () => {
    const { lanes } = open(16);
    const one = newSubscription(vault, { maxPerSecond: 10 });
    const lane = upToDate(lanes, one);
    lanes.begin(lane);
    lanes.finish(lane, DELIVERED);
    lane.kept = 1;
    expect(lanes.mayKeep(lane, one)).toBe(false);
  });
});

test('for a quick subscriber more is claimed than it has room for', () => {
  const { lanes } = open(16);
  const one = newSubscription(vault, { maxConcurrency: 2 });
  const lane = lanes.of(one);
  lanes.share(1);
  expect(lanes.claimable(lane, one)).toBe(2);
  lanes.begin(lane);
  lanes.finish(lane, DELIVERED);
  expect(lanes.claimable(lane, one)).toBe(8);
  lane.kept = 7;
  expect(lanes.claimable(lane, one)).toBe(1);
});

describe('while the time goes on between two looks at the clock', () => {
  let time = 0;
  beforeEach(() => {
    time = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => {
      time += 0.25;
      return time;
    });
  });
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['its rate', { maxPerSecond: 1 }, DELIVERED],
    ['the end of a pause', { maxConcurrency: 5 }, { ...FAILED, httpStatus: 429 }],
  ])('who waits for %s is told a time until it may begin', (_name, limits, result) => {
    const { lanes } = open(16);
    const one = newSubscription(vault, limits);
    const lane = lanes.of(one);
    expect(lanes.obstacle(lane, one)).toBe('nothing');
    lanes.begin(lane);
    lanes.finish(lane, result);
    const seen: unknown[] = [];
    // Nothing is under way, so that nothing but a time can end the waiting.
    while (seen.at(-1) !== 'nothing' && seen.length < 10_000) seen.push(lanes.obstacle(lane, one));
    const waits = seen.slice(0, -1);
    expect(seen.at(-1)).toBe('nothing');
    expect(waits.length).toBeGreaterThan(1000);
    expect(waits.every((wait) => Number.isFinite(wait))).toBe(true);
  });

  test('the log is looked at again when there may be room', () => {
    const { lanes } = open(16);
    const one = newSubscription(vault, { maxPerSecond: 1 });
    const lane = lanes.of(one);
    expect(lanes.obstacle(lane, one)).toBe('nothing');
    lanes.begin(lane);
    lanes.finish(lane, DELIVERED);
    const seen: number[] = [];
    while (seen.at(-1) !== 0 && seen.length < 10_000) seen.push(lanes.claimableInMs(lane, one));
    expect(seen.at(-1)).toBe(0);
    expect(seen.every((wait) => Number.isFinite(wait))).toBe(true);
  });
});

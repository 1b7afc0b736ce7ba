import { Lanes } from '../../src/delivery/lanes.ts';
import type { AttemptResult } from '../../src/delivery/schedule.ts';
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

test('what is free is shared among all that have something due', () => {
  const lanes = new Lanes(1, 16);
  const one = newSubscription(vault, { maxConcurrency: 100 });
  lanes.beginRound(4);
  expect(lanes.room(lanes.of(one), one)).toBe(4);
  lanes.beginRound(100);
  expect(lanes.room(lanes.of(one), one)).toBe(1);
  lanes.beginRound(1);
  // Half of all at most.
  expect(lanes.room(lanes.of(one), one)).toBe(8);
});

test('subscribers that fail get half of all together', () => {
  const lanes = new Lanes(1, 8);
  const failing = [1, 2, 3].map(() => newSubscription(vault, { maxConcurrency: 3 }));
  for (const each of failing) {
    lanes.take(lanes.of(each), 1);
    lanes.finish(lanes.of(each), FAILED);
  }
  lanes.beginRound(1);
  const rooms = failing.map((each) => {
    const room = lanes.room(lanes.of(each), each);
    lanes.take(lanes.of(each), room);
    return room;
  });
  expect(rooms).toEqual([3, 1, 0]);
  const healthy = newSubscription(vault, { maxConcurrency: 100 });
  lanes.beginRound(1);
  expect(lanes.room(lanes.of(healthy), healthy)).toBe(4);
});

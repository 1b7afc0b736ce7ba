/** Makes room for requests that come and go, and prints how many megabytes the old generation grew by. */
import { getHeapSpaceStatistics } from 'node:v8';
import { ByteBudget } from '../src/http/byte-budget.ts';

const AT_ONCE = 32;
const REQUESTS = 300_000;

/** Megabytes that are in use in the old generation. */
const oldGeneration = (): number =>
  (getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ??
    Number.NaN) / 1e6;

const budget = new ByteBudget({ bytes: 1e9, patienceMs: 2000, minBytesPerSecond: 10 });
const held: (() => void)[] = [];
const request = (at: number): void => {
  // What is evicted refers to all that its request has.
  const parts = Array.from({ length: 16 }, (_, part) => at + part);
  const reservation = budget.reserve(10, () => parts.pop());
  held[at % AT_ONCE]?.();
  held[at % AT_ONCE] = () => reservation?.release();
};
for (let at = 0; at < 1000; at += 1) request(at);
// Whatever is in use is in the old generation now, the budget's own tables too.
globalThis.gc?.();
const before = oldGeneration();
let most = before;
for (let at = 0; at < REQUESTS; at += 1) {
  request(at);
  if (at % 10_000 === 0) most = Math.max(most, oldGeneration());
}
process.stdout.write(String(most - before));
process.exit();

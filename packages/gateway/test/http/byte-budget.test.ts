import { ByteBudget, createBudgets } from '../../src/http/byte-budget.ts';
import { connectionLimit } from '../../src/http/file-limit.ts';

const nobody = (): void => undefined;

let now = 0;
beforeEach(() => {
  now = 1000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

const LIMITS = { bytes: 100, patienceMs: 2000, minBytesPerSecond: 10 };

test('no more is reserved than there is, and what is released is free again', () => {
  const budget = new ByteBudget(LIMITS);
  const first = budget.reserve(60, nobody);
  expect(budget.reserve(41, nobody)).toBeNull();
  expect(first?.grow(41)).toBe(false);
  expect(first?.grow(40)).toBe(true);
  expect(budget.used).toBe(100);
  first?.release();
  first?.release();
  expect(budget.used).toBe(0);
});

test('whoever makes no progress gives its place to the next one, the slowest first', () => {
  const budget = new ByteBudget(LIMITS);
  const evicted: string[] = [];
  budget.reserve(50, () => evicted.push('silent'));
  const slow = budget.reserve(25, () => evicted.push('slow'));
  const quick = budget.reserve(25, () => evicted.push('quick'));
  now += 1500;
  // One byte buys a tenth of a second, twenty buy two: more than the patience is never kept.
  slow?.progress(1);
  quick?.progress(20);
  expect(budget.reserve(10, nobody)).toBeNull();
  now += 700;
  expect(budget.reserve(60, nobody)).not.toBeNull();
  expect(evicted).toEqual(['silent', 'slow']);
  expect(quick?.grow(15)).toBe(true);
  expect(slow?.grow(0)).toBe(false);
});

test('what is kept is never evicted', () => {
  const budget = new ByteBudget(LIMITS);
  const kept = budget.reserve(100, () => {
    throw new Error('evicted');
  });
  kept?.keep();
  now += 60_000;
  expect(budget.reserve(1, nobody)).toBeNull();
});

test('a gateway’s largest bodies fit twice', () => {
  const { large } = createBudgets(100 * 1024 * 1024);
  expect(large.reserve(100 * 1024 * 1024, nobody)).not.toBeNull();
  expect(large.reserve(100 * 1024 * 1024, nobody)).not.toBeNull();
  expect(large.reserve(1, nobody)).toBeNull();
});

test.each([
  [20_000, 2000],
  [1024, 832],
  [256, 64],
  [64, 16],
  [16, 8],
  [Number.POSITIVE_INFINITY, 2000],
])('of %d files there may be %d connections', (files, connections) => {
  expect(connectionLimit(files)).toBe(connections);
});

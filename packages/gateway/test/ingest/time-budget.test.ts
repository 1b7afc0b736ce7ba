import { TimeBudget } from '../../src/ingest/time-budget.ts';

test('what costs much is done seldom, what costs little often; each second anew', () => {
  let now = 1000;
  const budget = new TimeBudget(50, () => now);
  const take = (ms: number) => (): string => {
    now += ms;
    return 'done';
  };
  expect(budget.run(take(30))).toBe('done');
  // It may begin, although it will take more than is left.
  expect(budget.run(take(100))).toBe('done');
  expect(budget.run(take(1))).toBeNull();
  now = 2000;
  const cheap = Array.from({ length: 60 }, () => budget.run(take(1)));
  expect(cheap.filter((result) => result === 'done')).toHaveLength(50);
});

test('what fails has taken its time too', () => {
  let now = 0;
  const budget = new TimeBudget(50, () => now);
  const fail = (): never => {
    now += 60;
    throw new Error('no');
  };
  expect(() => budget.run(fail)).toThrow('no');
  expect(budget.run(() => 'done')).toBeNull();
});

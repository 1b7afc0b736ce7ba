import { setImmediate as nextTurn } from 'node:timers/promises';
import { Pieces } from '../src/pieces.ts';

/** Keeps the thread busy. */
function work(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('the event loop goes round between long jobs, and their order stays', async () => {
  const pieces = new Pieces();
  let isDone = false;
  let turns = 0;
  const counting = (async () => {
    while (!isDone) {
      await nextTurn();
      turns += 1;
    }
  })();
  const done = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((number) =>
      pieces.run(() => {
        work(10);
        return number;
      }),
    ),
  );
  isDone = true;
  await counting;
  expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  expect(turns).toBeGreaterThanOrEqual(5);
});

test('short jobs run at once; what one throws is its own', async () => {
  const pieces = new Pieces();
  const ran: number[] = [];
  const first = pieces.run(() => ran.push(1));
  const second = pieces.run(() => {
    throw new RangeError('no');
  });
  const third = pieces.run(() => ran.push(3));
  expect(ran).toEqual([1, 3]);
  await expect(second).rejects.toThrow(RangeError);
  expect(await Promise.all([first, third])).toEqual([1, 2]);
});

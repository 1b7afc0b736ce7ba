import { newId, timeOf } from '../src/ids.ts';

const NOW = Date.UTC(2026, 3, 25, 14, 30);

test('an id tells its kind, its time and nothing else', () => {
  expect(newId('evt', NOW)).toMatch(/^evt_[0-9a-hjkmnp-tv-z]{26}$/);
  // 0 and 2^48 - 1 milliseconds in Crockford's base 32, by hand.
  expect(newId('src', 0)).toMatch(/^src_0000000000/);
  expect(newId('src', 2 ** 48 - 1)).toMatch(/^src_7zzzzzzzzz/);
  // 33 = 1 * 32 + 1
  expect(newId('tok', 33)).toMatch(/^tok_0000000011/);
});

test('the time of an id can be read from it', () => {
  expect(timeOf('evt_000000001z0000000000000000')).toBe(32 + 31);
  expect(timeOf(newId('sub', 1_777_127_400_123))).toBe(1_777_127_400_123);
});

test('ids sort by the millisecond they were made in', () => {
  const times = [0, 1, 31, 32, 1023, 1024, NOW - 1, NOW, NOW + 1, NOW + 86_400_000, 2 ** 47];
  const ids = times.map((time) => newId('evt', time));
  expect([...ids].sort()).toEqual(ids);
});

test('ids of one millisecond sort in the order they were made in', () => {
  const ids = Array.from({ length: 32_768 }, () => newId('evt', NOW + 5));
  expect([...ids].sort()).toEqual(ids);
});

test('200,000 ids of one millisecond are all different', () => {
  const ids = new Set<string>();
  for (let count = 0; count < 200_000; count += 1) ids.add(newId('dlv', NOW));
  expect(ids.size).toBe(200_000);
});

test('every place of the random part takes every character', () => {
  const seen = Array.from({ length: 13 }, () => new Set<string>());
  for (let count = 0; count < 4000; count += 1) {
    const random = newId('rej', NOW).slice(-13);
    seen.forEach((characters, place) => {
      characters.add(random[place] as string);
    });
  }
  expect(seen.map(({ size }) => size)).toEqual(Array(13).fill(32));
});

test('going back in time gives the earlier time again', () => {
  const late = newId('evt', NOW);
  const early = newId('evt', NOW - 1000);
  const lateAgain = newId('evt', NOW);
  expect(lateAgain.slice(0, 14)).toBe(late.slice(0, 14));
  expect(early < late).toBe(true);
});

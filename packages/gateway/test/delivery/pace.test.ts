import fc from 'fast-check';
import { Pace } from '../../src/delivery/pace.ts';

const ALWAYS = Number.NEGATIVE_INFINITY;

/** Lets as many pass as may. */
function passAll(pace: Pace, now: number, perSecond: number, since = ALWAYS): number {
  const { count } = pace.look(now, perSecond, since);
  for (let left = count; left > 0; left -= 1) pace.pass(now, perSecond, since);
  return count;
}

describe('Pace', () => {
  test('lets a tenth of a second’s pass at once, and then one after each interval', () => {
    const pace = new Pace();
    expect(passAll(pace, 0, 50)).toBe(5);
    expect(pace.look(0, 50, ALWAYS)).toEqual({ count: 0, readyInMs: 20 });
    expect([10, 20, 30, 40, 60].map((at) => passAll(pace, at, 50))).toEqual([0, 1, 0, 1, 1]);
    expect(passAll(pace, 60_000, 50)).toBe(5);
  });

  test('whoever was late a little does not put off all later ones; who was idle gains nothing', () => {
    const pace = new Pace();
    expect([0, 130, 200, 250, 300, 350, 400].map((at) => passAll(pace, at, 10))).toEqual([
      1, 1, 1, 0, 1, 0, 1,
    ]);
    expect([560, 600, 660].map((at) => passAll(pace, at, 10))).toEqual([1, 0, 1]);
  });

  test('without a rate everything passes, and puts off nothing', () => {
    const pace = new Pace();
    pace.pass(0, null, ALWAYS);
    expect(pace.look(0, null, ALWAYS)).toEqual({ count: Number.POSITIVE_INFINITY, readyInMs: 0 });
    expect(passAll(pace, 0, 1)).toBe(1);
  });

  test('each one puts off the next by an interval of its own rate, whoever asks', () => {
    const pace = new Pace();
    pace.pass(0, 4, ALWAYS);
    // 25 a second would be back after 40 ms; what 4 a second has used is back after 250 ms.
    for (let at = 0; at < 250; at += 10) expect(pace.look(at, 25, ALWAYS).count).toBe(0);
    expect(pace.look(250, 25, ALWAYS).count).toBe(1);
    pace.pass(250, 25, ALWAYS);
    expect(pace.look(289, 4, ALWAYS)).toEqual({ count: 0, readyInMs: 1 });
    expect(pace.look(290, 4, ALWAYS).count).toBe(1);
  });

  test('one that gets more than before begins without a burst', () => {
    const pace = new Pace();
    expect(pace.look(1000, 50, 1000)).toEqual({ count: 0, readyInMs: 20 });
    expect(passAll(pace, 1020, 50, 1000)).toBe(1);
    expect(passAll(pace, 2000, 50, 1000)).toBe(5);
  });

  test('in no time more than the rate and a burst pass, whoever looks when', () => {
    const looks = fc.array(
      fc.record({ waitMs: fc.integer({ min: 0, max: 300 }), perSecond: fc.constantFrom(4, 25) }),
      { minLength: 1, maxLength: 200 },
    );
    fc.assert(
      fc.property(looks, (all) => {
        const pace = new Pace();
        const used: { at: number; part: number }[] = [];
        let now = 0;
        for (const { waitMs, perSecond } of all) {
          now += waitMs;
          const count = passAll(pace, now, perSecond);
          used.push({ at: now, part: (count * 1000) / perSecond });
        }
        // What passes from any moment on takes no longer than the time, and what 25 a second may at once.
        for (const [from, { at: start }] of used.entries()) {
          let takenMs = 0;
          for (const { at, part } of used.slice(from)) {
            takenMs += part;
            expect(takenMs).toBeLessThanOrEqual(at - start + 60 + 250 + 1e-6);
          }
        }
      }),
    );
  });
});

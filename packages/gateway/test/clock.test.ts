import { type Clock, CONFIRM_AFTER_MS, createClock } from '../src/clock.ts';

const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 3, 25);

describe('createClock', () => {
  let wall: number;
  let elapsed: number;
  let clock: Clock;
  /** Time passes. */
  const pass = (ms: number): void => {
    wall += ms;
    elapsed += ms;
  };
  beforeEach(() => {
    wall = START;
    elapsed = 500;
    clock = createClock(
      () => wall,
      () => elapsed,
    );
  });

  it('goes with the system’s time', () => {
    pass(91 * DAY);
    expect(clock.cautiousNow()).toBe(START + 91 * DAY);
    expect([clock.now(), clock.elapsed()]).toEqual([START + 91 * DAY, 500 + 91 * DAY]);
    expect(clock.unconfirmedMs()).toBe(0);
  });

  it('does not follow a jump forward, nor its being taken back', () => {
    wall += 91 * DAY;
    expect(clock.cautiousNow()).toBe(START);
    expect(clock.unconfirmedMs()).toBe(91 * DAY);
    pass(60_000);
    expect([clock.now(), clock.cautiousNow()]).toEqual([START + 91 * DAY + 60_000, START + 60_000]);
    wall -= 91 * DAY;
    pass(1000);
    expect(clock.cautiousNow()).toBe(START + 61_000);
    expect(clock.unconfirmedMs()).toBe(0);
  });

  it('follows it once it has held for an hour', () => {
    wall += 6 * DAY;
    expect(clock.cautiousNow()).toBe(START);
    pass(CONFIRM_AFTER_MS - 1);
    expect(clock.cautiousNow()).toBe(START + CONFIRM_AFTER_MS - 1);
    pass(1);
    expect(clock.cautiousNow()).toBe(START + 6 * DAY + CONFIRM_AFTER_MS);
    expect(clock.unconfirmedMs()).toBe(0);
  });

  it('begins to wait anew when the time jumps once more', () => {
    wall += 6 * DAY;
    clock.cautiousNow();
    pass(CONFIRM_AFTER_MS / 2);
    wall += 85 * DAY;
    clock.cautiousNow();
    pass(CONFIRM_AFTER_MS / 2);
    expect(clock.cautiousNow()).toBe(START + CONFIRM_AFTER_MS);
    expect(clock.unconfirmedMs()).toBe(91 * DAY);
  });

  it('follows a jump backward at once: too early does no harm', () => {
    wall -= DAY;
    expect(clock.cautiousNow()).toBe(START - DAY);
    pass(1000);
    expect(clock.cautiousNow()).toBe(START - DAY + 1000);
  });

  it('follows a clock that is drawn right a little at a time', () => {
    for (let step = 0; step < 100; step += 1) {
      pass(1000);
      wall += 30_000;
      expect(clock.cautiousNow()).toBe(wall);
    }
  });

  it('is the machine’s own time where nothing is said', () => {
    const before = Date.now();
    expect(createClock().cautiousNow()).toBeGreaterThanOrEqual(before - 1);
    expect(createClock().cautiousNow()).toBeLessThanOrEqual(Date.now());
  });
});

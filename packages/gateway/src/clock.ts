import { performance } from 'node:perf_hooks';
import type { Millis } from './domain.ts';

/** Time for what cannot be undone, and for how long something has lasted. */
export interface Clock {
  /** The system's time, in milliseconds since 1970, whatever it says. */
  readonly now: () => Millis;
  /**
   * The time to use for what a wrong clock must not do: delete events, disable subscriptions, let
   * accepted secrets expire. Never later than `now()`. After the system's time has jumped forward
   * it goes on from before the jump, until the new time has lasted for {@link CONFIRM_AFTER_MS} or
   * the jump is taken back. A jump backward takes effect at once.
   */
  readonly cautiousNow: () => Millis;
  /** Milliseconds from an arbitrary beginning, by the clock that nobody sets. */
  readonly elapsed: () => Millis;
  /** How far `now()` is ahead of `cautiousNow()`, because of a jump that is not confirmed; usually 0. */
  readonly unconfirmedMs: () => Millis;
}

/** How long the system's time must hold after a jump forward until it is believed. */
export const CONFIRM_AFTER_MS: Millis = 3600_000;

/**
 * From this difference on it is a jump. A smaller one is how time services correct a clock, and
 * what two readings of the clocks are apart.
 */
const JUMP_MS = 60_000;

/**
 * Compares the system's time, which anybody may set, with the clock that only counts. There is
 * nothing to compare with before it is made: what the system says then is believed.
 *
 * A computer that has slept looks like a jump forward too: what depends on `cautiousNow()` then
 * comes an hour later.
 *
 * @param wall the system's time
 * @param monotonic counts milliseconds
 * @example
 * const clock = createClock();
 * const oldest = clock.cautiousNow() - retentionMs;
 */
export function createClock(
  wall: () => Millis = Date.now,
  monotonic: () => Millis = () => performance.now(),
): Clock {
  /** What has to be added to the monotonic clock for the time that is believed. */
  let believed = wall() - monotonic();
  /** A jump forward, and since when it has lasted. */
  let jump: { readonly offset: Millis; readonly since: Millis } | null = null;

  const observe = (): Millis => {
    const elapsed = monotonic();
    const offset = wall() - elapsed;
    if (offset < believed + JUMP_MS) {
      believed = offset;
      jump = null;
    } else if (jump === null || Math.abs(offset - jump.offset) >= JUMP_MS) {
      jump = { offset, since: elapsed };
    } else if (elapsed - jump.since >= CONFIRM_AFTER_MS) {
      believed = offset;
      jump = null;
    }
    return believed + elapsed;
  };

  return {
    now: wall,
    cautiousNow: () => Math.min(Math.round(observe()), wall()),
    elapsed: monotonic,
    unconfirmedMs: () => {
      observe();
      return jump === null ? 0 : jump.offset - believed;
    },
  };
}

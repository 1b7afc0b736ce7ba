import { countEvents, type Numbered } from '../../src/store/storage.ts';

/** A table whose events have the numbers that fit, each received ten milliseconds after the number before it. */
function numbered(first: number, last: number, fits: (seq: number) => boolean): Numbered {
  return {
    from: async (seq) => {
      for (let at = Math.max(seq, first); at <= last; at += 1) {
        if (fits(at)) return { seq: at, receivedAt: at * 10 };
      }
      return null;
    },
    last: async () => last,
    countAmong: async (seqs) =>
      seqs.filter((seq) => seq >= first && seq <= last && fits(seq)).length,
  };
}

describe('countEvents', () => {
  it('is exact where there are few, and where nothing is missing', async () => {
    const few = numbered(7, 300, (seq) => seq % 3 === 0);
    expect(await countEvents(few, 2950)).toEqual({ events: 98, recentEvents: 2, oldestAt: 90 });
    const whole = numbered(1001, 3_001_000, () => true);
    expect(await countEvents(whole, 30_000_000)).toEqual({
      ...{ events: 3_000_000, recentEvents: 1001, oldestAt: 10_010 },
    });
  });

  it('is about right where many were deleted in between', async () => {
    const half = numbered(1, 100_000, (seq) => seq % 2 === 0);
    const { events, recentEvents } = await countEvents(half, 500_000);
    expect(events).toBeGreaterThan(40_000);
    expect(events).toBeLessThan(60_000);
    expect(recentEvents).toBeGreaterThan(20_000);
    expect(recentEvents).toBeLessThan(30_000);
  });
});

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The two sides of a comparison, measured in turn: whatever else the machine does concerns both. */
export interface Pair<Result> {
  readonly ours: Result;
  readonly peer: Result;
}

/**
 * Runs rounds of both sides in turn; who is first changes. One more round comes before them, which
 * warms up and does not count.
 */
export async function inTurn<Result>(
  rounds: number,
  ours: () => Result | Promise<Result>,
  peer: () => Result | Promise<Result>,
): Promise<Pair<Result>[]> {
  const pairs: Pair<Result>[] = [];
  for (let at = 0; at <= rounds; at += 1) {
    const early = at % 2 === 0 ? { result: await ours() } : null;
    const other = await peer();
    pairs.push({ ours: early === null ? await ours() : early.result, peer: other });
  }
  return pairs.slice(1);
}

/** Medians of one number of each side, and the median of its ratios, ours to the peer's. */
export function compare<Result>(
  pairs: readonly Pair<Result>[],
  numberOf: (result: Result) => number,
): { readonly ours: number; readonly peer: number; readonly ratio: number } {
  const numbers = pairs.map(({ ours, peer }) => ({ ours: numberOf(ours), peer: numberOf(peer) }));
  return {
    ours: median(numbers.map(({ ours }) => ours)),
    peer: median(numbers.map(({ peer }) => peer)),
    ratio: median(numbers.map(({ ours, peer }) => ours / peer)),
  };
}

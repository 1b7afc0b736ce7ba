/**
 * The name that was probably meant: the one with the fewest letters to change, add or drop.
 * @param most how many letters may be wrong
 * @returns undefined if none is near
 */
export function nearest(
  given: string,
  names: readonly string[],
  most: number = Math.max(2, Math.floor(given.length / 3)),
): string | undefined {
  const [best] = names
    .map((name) => ({ name, steps: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  return best !== undefined && best.steps <= most ? best.name : undefined;
}

/** " Did you mean …?", or nothing. */
export function didYouMean(given: string, names: readonly string[]): string {
  const name = nearest(given, names);
  return name === undefined ? '' : ` Did you mean "${name}"?`;
}

/** How many letters have to be changed, added or dropped to make one text of another (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next[j] = Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

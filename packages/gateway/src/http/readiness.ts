/** Anybody may ask, and each answer costs a write: within a second the last one is given again. */
const VALID_MS = 1000;

/**
 * Makes a check that may be called as often as one likes out of one that costs something.
 * @param check rejects if something is wrong; made at most once a second
 */
export function onceASecond(check: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> | null = null;
  let doneAt = Number.NEGATIVE_INFINITY;
  return () => {
    // One that is under way counts, however long it takes.
    if (last === null || performance.now() - doneAt >= VALID_MS) {
      doneAt = Number.POSITIVE_INFINITY;
      last = check().finally(() => {
        doneAt = performance.now();
      });
    }
    return last;
  };
}

/** How long one measurement of a function lasts at least, in milliseconds. */
const LASTS_MS = 250;
/** Calls between two looks at the clock. */
const CALLS = 200;

/** How often a function can be called in a second; a promise is waited for before the next call. */
export async function callsPerSecond(call: () => unknown): Promise<number> {
  const started = performance.now();
  let calls = 0;
  for (let elapsed = 0; elapsed < LASTS_MS; elapsed = performance.now() - started) {
    for (let at = 0; at < CALLS; at += 1) {
      const result = call();
      if (result instanceof Promise) await result;
    }
    calls += CALLS;
  }
  return (calls / (performance.now() - started)) * 1000;
}

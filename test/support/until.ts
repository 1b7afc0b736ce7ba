import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until the answer fits.
 * @throws {Error} with the last answer, if it does not fit in time
 */
export async function until<Answer>(
  ask: () => Answer | Promise<Answer>,
  fits: (answer: Answer) => boolean,
  timeoutMs = 10_000,
): Promise<Answer> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > end) {
      throw new Error(`it did not happen in ${timeoutMs} ms; last: ${JSON.stringify(answer)}`);
    }
    await sleep(10);
  }
}

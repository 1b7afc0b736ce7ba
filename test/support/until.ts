import { setTimeout as sleep } from 'node:timers/promises';

/** What is waited for usually takes milliseconds; on a busy machine it takes what it takes. */
const PATIENCE_MS = 60_000;
/** Of a long answer the beginning is enough. */
const SHOWN = 2000;

/**
 * Asks again and again until the answer fits.
 * @param explain is asked for what else is to be known, if it does not fit in time
 * @throws {Error} with the last answer, if it does not fit in time
 */
export async function until<Answer>(
  ask: () => Answer | Promise<Answer>,
  fits: (answer: Answer) => boolean,
  timeoutMs: number = PATIENCE_MS,
  explain: () => unknown = () => '',
): Promise<Answer> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > end) {
      const last = JSON.stringify(answer)?.slice(0, SHOWN);
      throw new Error(`it did not happen in ${timeoutMs} ms; last: ${last}\n${await explain()}`);
    }
    await sleep(10);
  }
}

import { createInterface } from 'node:readline/promises';
import { UsageError } from './usage-error.ts';

/**
 * Asks before something that cannot be undone; resolves only with a yes.
 * @param question ends with a question mark
 * @param yes whether `--yes` was given: then nothing is asked
 * @throws {UsageError} if the answer is no, or if nobody can be asked
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  if (!isTerminal()) throw new UsageError(`${question} Add --yes to say so.`);
  const answer = await ask(`${question} [y/N] `);
  if (!/^y(?:es)?$/i.test(answer)) throw new UsageError('Nothing was changed.');
}

/** Whether somebody can be asked. */
export const isTerminal = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

/** Asks on standard error, so that standard output has the results alone. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

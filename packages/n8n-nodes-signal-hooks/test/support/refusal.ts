import { NodeOperationError } from 'n8n-workflow';

/** What the editor shows of an error. */
export interface Shown {
  readonly message: string;
  readonly description: string;
}

/**
 * What an attempt ends with, as the editor shows it. It has to be an error of n8n's kind for
 * what a user can put right, and must not give anything away.
 *
 * @param secrets none of them may be in the error, however it is looked at
 * @throws {Error} if the attempt succeeds, or the error is none of the kind
 */
export async function refusalOf(
  attempt: Promise<unknown>,
  secrets: readonly string[],
): Promise<Shown> {
  const error: unknown = await attempt.then(
    () => new Error('it succeeded'),
    (thrown) => thrown,
  );
  if (!(error instanceof NodeOperationError)) throw error;
  const { message, description } = error;
  const everything = [message, String(description), JSON.stringify(error), ...error.messages];
  for (const secret of secrets) {
    if (everything.some((text) => text.includes(secret))) throw new Error('a secret is shown');
  }
  return { message, description: String(description) };
}

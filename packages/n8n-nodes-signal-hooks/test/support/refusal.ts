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
  // The editor shows the message only where publishing fails: what to do has to be in it.
  // n8n's own errors, such as that of a missing credential, are passed on as they are.
  if (!description) return { message, description: String(description) };
  const advice = ` ${description}`;
  if (!message.endsWith(advice)) throw new Error(`the message does not say what to do: ${message}`);
  return { message: message.slice(0, -advice.length), description: String(description) };
}

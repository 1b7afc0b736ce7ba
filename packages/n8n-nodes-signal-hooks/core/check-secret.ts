import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';

/** Shorter ones can be guessed. */
const MIN_SECRET = 8;

/**
 * Tests a signing secret as far as that goes without the provider, which has no API to ask:
 * the ways in which secrets are pasted wrongly. Whether it is the right one shows with the
 * first test message.
 */
export function checkSecret(
  name: string,
  data: ICredentialDataDecryptedObject | undefined,
): INodeCredentialTestResult {
  const { signingSecret, previousSecret } = data ?? {};
  const problem = problemOf(signingSecret) ?? (previousSecret ? problemOf(previousSecret) : null);
  if (problem !== null) return { status: 'Error', message: problem };
  return {
    status: 'OK',
    message: `The secret has a usable form. Send a test from ${name} to see that it is the right one.`,
  };
}

function problemOf(secret: unknown): string | null {
  if (typeof secret !== 'string' || secret === '') return 'Enter the secret.';
  if (secret.trim() !== secret) return 'The secret begins or ends with a space. Paste it again.';
  if (/[\r\n\t]/.test(secret)) return 'The secret holds a line break or tab. Paste it again.';
  if (/^https?:\/\//i.test(secret)) return 'This is an address, not a secret.';
  if (/^sha256=/i.test(secret)) return 'This is a signature, not the secret that makes it.';
  if (secret.length < MIN_SECRET) {
    return `The secret is too short to be safe; use at least ${MIN_SECRET} characters.`;
  }
  return null;
}

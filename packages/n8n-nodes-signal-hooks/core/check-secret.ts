import { enteredProperties, isPublicKey, type Provider } from '@signal-hooks/catalogue';
import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';

/** Shorter ones can be guessed. */
const MIN_SECRET = 8;

/**
 * Tests a signing secret or public key as far as that goes without the provider, which has no API to
 * ask: the ways in which it is pasted wrongly. Whether it is the right one shows with the first test
 * message.
 */
export function checkSecret(
  provider: Provider,
  data: ICredentialDataDecryptedObject | undefined,
): INodeCredentialTestResult {
  const { name, signature } = provider;
  const [present, previous] = enteredProperties(provider).map((property) => data?.[property]);
  return verdict(signature.credential, present, previous, name);
}

/** The same of a credential for any sender: it says itself which of the two it holds. */
export function checkSecretOrKey(
  data: ICredentialDataDecryptedObject | undefined,
): INodeCredentialTestResult {
  if (data?.kind === 'publicKey') {
    return verdict('public key', data.publicKey, data.previousPublicKey, 'the sender');
  }
  return verdict('secret', data?.signingSecret, data?.previousSecret, 'the sender');
}

function verdict(
  credential: 'secret' | 'public key',
  present: unknown,
  previous: unknown,
  name: string,
): INodeCredentialTestResult {
  const problem = credential === 'secret' ? problemOf : problemOfKey;
  const found = problem(present) ?? (previous ? problem(previous) : null);
  if (found !== null) return { status: 'Error', message: found };
  return {
    status: 'OK',
    message: `The ${credential} has a usable form. Send a test from ${name} to see that it is the right one.`,
  };
}

const problemOfKey = (key: unknown): string | null =>
  typeof key === 'string' && isPublicKey(key)
    ? null
    : 'This is no public key. Paste all of it, with its first and its last line.';

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

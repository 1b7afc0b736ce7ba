import { hash } from 'node:crypto';
import { isForm, readForm } from '../form.ts';

/** More are not read: they would be sorted before anything is verified. */
const MAX_SIGNED_PARAMETERS = 1000;
const NOTHING: Uint8Array = new Uint8Array();

/**
 * What is signed of a body by its parameters.
 *
 * 1. If the (signed) address has the body's SHA-256, in hex, that covers the body, and nothing else
 *    of it is signed. The content type does not matter: it is not signed.
 * 2. Otherwise the body must be empty or a form. Sort its parameters by name.
 * 3. Write each as its name and its value; of several values with one name each different one, sorted.
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security and
 *   `validateRequestWithBody` in https://github.com/twilio/twilio-node
 * @returns null if nothing covers the body
 */
export function signedForm(
  body: Uint8Array,
  contentType: string | undefined,
  url: string,
): Uint8Array | null {
  const digest = URL.canParse(url) ? new URL(url).searchParams.get('bodySHA256') : null;
  if (digest !== null) return digest === hash('sha256', body) ? NOTHING : null;
  if (body.length === 0) return NOTHING;
  if (!isForm(contentType)) return null;
  const parameters = readForm(body, MAX_SIGNED_PARAMETERS);
  return parameters && Buffer.from(textOf(parameters), 'utf8');
}

const textOf = (parameters: ReadonlyMap<string, readonly string[]>): string =>
  [...parameters.keys()]
    .sort()
    .map((name) => {
      const values = [...new Set(parameters.get(name))].sort();
      return values.map((value) => name + value).join('');
    })
    .join('');

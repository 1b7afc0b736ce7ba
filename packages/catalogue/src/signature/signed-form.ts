import { hash } from 'node:crypto';
import { isForm, readForm } from '../form.ts';

/** More are not read: they would be sorted before anything is verified. */
const MAX_SIGNED_PARAMETERS = 1000;
const NOTHING: Uint8Array = new Uint8Array();

/**
 * What is signed of a body by its parameters.
 *
 * 1. Sort a form's parameters by name.
 * 2. Write each as its name and its value; of several values with one name each different one, sorted.
 * 3. A body that is no form has none: it must be empty, or its SHA-256, in hex, must be in the
 *    (signed) address.
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-security
 * @returns null if nothing covers the body
 */
export function signedForm(
  body: Uint8Array,
  contentType: string | undefined,
  url: string,
): Uint8Array | null {
  if (body.length === 0) return NOTHING;
  if (isForm(contentType)) {
    const parameters = readForm(body, MAX_SIGNED_PARAMETERS);
    return parameters && Buffer.from(textOf(parameters), 'utf8');
  }
  if (!URL.canParse(url)) return null;
  const digest = new URL(url).searchParams.get('bodySHA256');
  return digest === hash('sha256', body) ? NOTHING : null;
}

const textOf = (parameters: ReadonlyMap<string, readonly string[]>): string =>
  [...parameters.keys()]
    .sort()
    .map((name) => {
      const values = [...new Set(parameters.get(name))].sort();
      return values.map((value) => name + value).join('');
    })
    .join('');

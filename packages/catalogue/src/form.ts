/** The content type of a form. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Whether a content type is that of a form. */
export const isForm = (contentType: string | undefined): boolean =>
  contentType !== undefined &&
  /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i.test(contentType);

/**
 * Reads the parameters of a form. https://url.spec.whatwg.org/#urlencoded-parsing
 * @param most how many there may be
 * @returns each name with its values, in their order; null if there are more
 */
export function readForm(body: Uint8Array, most: number): Map<string, string[]> | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let count = 1;
  for (let at = bytes.indexOf('&'); at !== -1; at = bytes.indexOf('&', at + 1)) {
    count += 1;
    if (count > most) return null;
  }
  const values = new Map<string, string[]>();
  // A question mark at the beginning would be taken for that of a query.
  for (const [name, value] of new URLSearchParams(`&${bytes.toString('utf8')}`)) {
    const list = values.get(name);
    if (list === undefined) values.set(name, [value]);
    else list.push(value);
  }
  return values;
}

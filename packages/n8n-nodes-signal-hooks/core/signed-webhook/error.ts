/** A panel that says nothing usable: its message is in the panel's words, and says what to do. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** A name of the panel, as messages have it. */
export const quoted = (label: string): string => `“${label}”`;

/**
 * A header's name, in lower case.
 * @throws {SettingsError} if it is none
 */
export function headerNamed(label: string, text: string): string {
  const name = text.replace(/:$/, '').toLowerCase();
  if (name === '')
    throw new SettingsError(`Enter the name of a request header under ${quoted(label)}.`);
  if (/^[a-z0-9-]{1,100}$/.test(name)) return name;
  throw new SettingsError(
    `${quoted(label)} is no name of a request header: it has letters, digits and hyphens, such as X-Acme-Signature.`,
  );
}

/**
 * A path into the payload.
 * @throws {SettingsError} if it is none
 */
export function pathNamed(label: string, text: string): string {
  if (text === '') {
    throw new SettingsError(
      `Enter a path into the payload under ${quoted(label)}, such as data.id.`,
    );
  }
  if (text.length <= 200 && text.split('.').every((step) => step !== '')) return text;
  throw new SettingsError(
    `${quoted(label)} is no path: it has the names of keys with dots between them, such as data.object.id.`,
  );
}

/**
 * A value of a list, which an expression can leave.
 * @throws {SettingsError} if it is none of them
 */
export function choiceOf<Value extends string>(
  label: string,
  value: string,
  values: readonly Value[],
): Value {
  const found = values.find((each) => each === value);
  if (found !== undefined) return found;
  throw new SettingsError(`There is no ${quoted(label)} ${value}: choose one from the list.`);
}

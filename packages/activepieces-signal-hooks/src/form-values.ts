import { textOf } from '@signal-hooks/catalogue';

/**
 * A date and time out of a form, in UTC.
 * @param label what the form calls the field
 * @returns undefined where it is empty
 * @throws {Error} that says what to enter
 */
export function momentOf(typed: unknown, label: string): string | undefined {
  const text = textOf(typed);
  if (text === '') return undefined;
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new Error(`${label} must be a date and time, such as 2026-04-25T14:30:00Z.`);
}

/** What must be chosen or entered. @throws {Error} if it is empty */
export function requiredOf(typed: unknown, label: string): string {
  const text = textOf(typed);
  if (text !== '') return text;
  throw new Error(`${label} is empty. Choose one, or map a value that is not empty.`);
}

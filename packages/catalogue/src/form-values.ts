/**
 * A value of a form as text. Platforms hand over what an earlier step has made: numbers, true
 * and false, lists and nothing at all, whatever the form asks for.
 */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(',');
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A value of a form as a list of texts; one text may hold several, separated by commas. */
export const listOf = (value: unknown): string[] =>
  textOf(value)
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');

/** "Data link escape". */
const ESCAPE = '\u0010';

/**
 * Text as any database can hold it: PostgreSQL's text takes no NUL, and in UTF-8 every half of a
 * surrogate pair becomes the same replacement character. NULs, lone surrogates and the escape
 * character itself become the escape character and four hex digits: two texts that differ stay
 * different, so no provider's id is taken for another one.
 */
export function encodeText(text: string): string {
  if (!/\p{Surrogate}/u.test(text) && !text.includes('\0') && !text.includes(ESCAPE)) return text;
  return text.replace(/[\p{Surrogate}\p{Cc}]/gu, (unit) =>
    /\p{Cc}/u.test(unit) && unit !== '\0' && unit !== ESCAPE
      ? unit
      : ESCAPE + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/** The text that {@link encodeText} was given. */
export function decodeText(stored: string): string {
  if (!stored.includes(ESCAPE)) return stored;
  const [first = '', ...rest] = stored.split(ESCAPE);
  const parts = rest.map(
    (part) => String.fromCharCode(Number.parseInt(part.slice(0, 4), 16)) + part.slice(4),
  );
  return first + parts.join('');
}

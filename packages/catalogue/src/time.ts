/** Date and time with a zone in the two forms of ISO 8601, see {@link readTime}. */
const EXTENDED =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?) ?(?:Z|([+\-\u2212]\d{2})(?::?(\d{2}))?)$/i;
const BASIC =
  /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2}(?:[.,]\d+)?)?(?:Z|([+\-\u2212]\d{2})(?::?(\d{2}))?)$/i;

/**
 * Reads a time of ISO 8601 that says its zone: `2026-04-25T14:30:00.123Z`, with a blank for the
 * `T`, a comma for the point, a zone of hours (`+03`), hours and minutes (`+0300`, `+03:00`), and
 * the basic form `20260425T143000Z`. Digits behind the millisecond are dropped.
 * @param text without blanks around it
 * @returns milliseconds since 1970; undefined if it is none or names a day that does not exist
 */
export function readTime(text: string): number | undefined {
  const parts = EXTENDED.exec(text) ?? basicParts(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', time = '', hours, minutes = '00'] = parts;
  // Date.parse moves 30 February to March; a date that does not exist is unreadable.
  if (!isDay(year, month, day)) return undefined;
  const zone = hours === undefined ? 'Z' : `${hours.replace('\u2212', '-')}:${minutes}`;
  const ms = Date.parse(`${year}-${month}-${day}T${time.replace(',', '.')}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The basic form's parts, in the places of the extended one's. */
function basicParts(text: string): readonly (string | undefined)[] | null {
  const parts = BASIC.exec(text);
  if (parts === null) return null;
  const [all, year, month, day, hour, minute, second, ...rest] = parts;
  const time = second === undefined ? `${hour}:${minute}` : `${hour}:${minute}:${second}`;
  return [all, year, month, day, time, ...rest];
}

/**
 * Reads a day, `2026-04-25`: its first moment in UTC.
 * @returns milliseconds since 1970; undefined if it is none or does not exist
 */
export function readDay(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null || !isDay(parts[1], parts[2], parts[3])) return undefined;
  return Date.parse(text);
}

function isDay(year = '', month = '', day = ''): boolean {
  const [monthNumber, dayNumber] = [Number(month), Number(day)];
  if (monthNumber < 1 || monthNumber > 12 || dayNumber < 1) return false;
  return (
    dayNumber <= 28 || dayNumber <= new Date(Date.UTC(Number(year), monthNumber, 0)).getUTCDate()
  );
}

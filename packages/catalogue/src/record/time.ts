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
  // Date.parse reads the wrong digits where there are more than nine behind leading zeros.
  const clock = time.replace(',', '.').slice(0, '14:30:00.123'.length);
  const ms = Date.parse(`${year}-${month}-${day}T${clock}${zone}`);
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

/** A time in UTC as nearly all providers write it, on one of the days that every month has. */
const USUAL =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3,})?(?:Z|\+00:00)$/;
const EPOCH_MS = /^\d{12,14}$/;
/** From 2001 to 2286: no time in milliseconds has ten digits, but those of early 1970. */
const EPOCH_SECONDS = /^\d{10}(?:\.\d{1,9})?$/;

/**
 * Reads a time, see {@link readTime}, or the digits of milliseconds or seconds since 1970.
 * @returns UTC, ISO 8601 with milliseconds; undefined if it is none
 */
export function readUtc(text: string): string | undefined {
  // No Date is made for what only has to be cut: making one and writing it takes ten times as long.
  if (USUAL.test(text)) {
    if (text.length === 24) return text;
    return `${text.slice(0, 19)}${text[19] === '.' ? text.slice(19, 23) : '.000'}Z`;
  }
  const ms = readEpoch(text) ?? readTime(text);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** @returns milliseconds since 1970 */
function readEpoch(text: string): number | undefined {
  if (EPOCH_MS.test(text)) return Number(text);
  return EPOCH_SECONDS.test(text) ? Math.trunc(Number(text) * 1000) : undefined;
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

import type { SignalRecord } from '@signal-hooks/catalogue';
import { stringify } from 'csv-stringify/sync';

/**
 * Writes records as the Sheets log would show them: one header row, one row an event.
 *
 * Text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in
 * front, so that no text of a third party can become a formula when the file is opened.
 * https://owasp.org/www-community/attacks/CSV_Injection
 *
 * @returns UTF-8 with a byte order mark
 * @param columns keys of the record, in order; lists are written as JSON
 */
export function toCsv(records: readonly SignalRecord[], columns: readonly string[]): string {
  const rows = records.map((record) => columns.map((key) => cellOf(record[key])));
  return stringify([columns, ...rows], {
    escape_formulas: true,
    // Without the mark Excel takes UTF-8 for the system's own encoding, and garbles Cyrillic.
    bom: true,
    record_delimiter: 'windows',
    // A lone line break too: else what follows it would begin a row, and could be a formula.
    quoted_match: /[\r\n]/,
  });
}

function cellOf(value: SignalRecord[string] | undefined): string | number | boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'boolean' ? String(value) : value;
}

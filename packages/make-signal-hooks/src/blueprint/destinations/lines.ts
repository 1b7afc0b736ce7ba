import type { Source } from '../sources.ts';

/** Labels, and the record's cells behind them. */
const LINES: readonly (readonly [label: string, ...keys: string[]])[] = [
  ['', 'summary'],
  ['Why now: ', 'why_now'],
  ['Root cause: ', 'root_cause_service', 'root_cause_error_type'],
  ['Company: ', 'company_name', 'company_domain'],
  ['Contact: ', 'contact_name', 'contact_role', 'contact_email', 'contact_phone'],
  ['Score: ', 'score'],
  ['Next step: ', 'recommended_action'],
  ['', 'url'],
];

/**
 * What a person should read of an event, below its heading: the lines that the source can fill.
 * @param shown writes a cell, given as an expression, as the destination takes it
 */
export const linesOf = (
  { cell, fills }: Source,
  shown: (cell: string) => string,
): readonly string[] =>
  LINES.flatMap(([label, ...keys]) => {
    const filled = keys.filter(fills);
    if (filled.length === 0) return [];
    return [label + filled.map((key) => shown(cell(key))).join(' · ')];
  });

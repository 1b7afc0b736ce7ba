import { styleText } from 'node:util';

/** Words of the command line's output; colours only where the terminal has them. */
export const good = (text: string): string => styleText('green', text);
export const bad = (text: string): string => styleText('red', text);
export const strong = (text: string): string => styleText('bold', text);
export const faint = (text: string): string => styleText('dim', text);

/** Writes a line to standard output. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line about the result to standard error. */
export function report(line = ''): void {
  process.stderr.write(`${line}\n`);
}

/** Writes rows as aligned columns. */
export function printTable(rows: readonly (readonly string[])[], indent = '  '): void {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => visible(row[at]))));
  for (const row of rows) {
    const cells = row.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - visible(cell)));
    print(`${indent}${cells.join('  ').trimEnd()}`);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
const COLOUR = /\u001b\[\d+m/g;
const visible = (cell: string | undefined): number => [...(cell ?? '').replace(COLOUR, '')].length;

/**
 * Text of a third party, made safe for a terminal: no control characters, one line, cut.
 * @param most characters
 */
export function tame(text: string, most = 80): string {
  const line = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

import { readFile } from 'node:fs/promises';
import type { Headers } from '@signal-hooks/catalogue';
import { UsageError } from './usage-error.ts';

/**
 * Reads lines as `Name: value`. A header given twice is two of them, as in a request; of
 * Authorization Node takes the first.
 * @throws {UsageError} if a line is no header
 */
export function parseHeaders(lines: readonly string[]): Headers {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new UsageError(`"${line}" is no header. Write it as 'Name: value'.`);
    const name = line.slice(0, colon).trim().toLowerCase();
    const before = headers.get(name) ?? [];
    if (name === 'authorization' && before.length > 0) continue;
    headers.set(name, [...before, line.slice(colon + 1).trim()]);
  }
  return Object.fromEntries(headers);
}

/** Where `capture` writes the headers of a body: `body.headers` beside `body.json`. */
export const headersFileOf = (bodyFile: string): string =>
  `${bodyFile.replace(/\.json$/, '')}.headers`;

/**
 * Reads a file of header lines; empty ones are passed over.
 * @throws {UsageError} if it cannot be read, or a line is no header
 */
export async function readHeadersFile(file: string): Promise<Headers> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`The headers cannot be read: ${error.message}`);
  });
  return parseHeaders(text.split(/\r?\n/).filter((line) => line.trim() !== ''));
}

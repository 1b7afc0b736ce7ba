import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { parsePayload } from '@signal-hooks/catalogue';
import { UsageError } from './usage-error.ts';

/** A body's bytes. @param file `-` is standard input @throws {UsageError} if it cannot be read */
export const readBody = (file: string): Promise<Buffer> =>
  file === '-' ? buffer(process.stdin) : read(file, 'body');

/** A key in PEM. @throws {UsageError} if it cannot be read */
export const readKey = async (file: string): Promise<string> =>
  (await read(file, 'key')).toString();

/** A secret, without the line break at its end. @throws {UsageError} if it cannot be read, or is empty */
export async function readSecret(file: string): Promise<string> {
  const secret = (await read(file, 'secret')).toString().trimEnd();
  if (secret === '') throw new UsageError(`There is no secret in ${file}.`);
  return secret;
}

/** A definition, as JSON. @throws {UsageError} if it cannot be read, or is no JSON object */
export async function readDefinition(file: string): Promise<unknown> {
  const bytes = file === '-' ? await buffer(process.stdin) : await read(file, 'definition');
  const parsed = parsePayload(bytes);
  if (parsed.ok) return parsed.payload;
  throw new UsageError(`${file} holds no definition. ${parsed.explanation}`);
}

const read = (file: string, what: string): Promise<Buffer> =>
  readFile(file).catch((error: Error) => {
    throw new UsageError(`The ${what} cannot be read: ${error.message}`);
  });

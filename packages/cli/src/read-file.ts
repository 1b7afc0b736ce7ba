import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { UsageError } from './usage-error.ts';

/** A body's bytes. @param file `-` is standard input @throws {UsageError} if it cannot be read */
export const readBody = (file: string): Promise<Buffer> =>
  file === '-' ? buffer(process.stdin) : read(file, 'body');

/** A key in PEM. @throws {UsageError} if it cannot be read */
export const readKey = async (file: string): Promise<string> =>
  (await read(file, 'key')).toString();

const read = (file: string, what: string): Promise<Buffer> =>
  readFile(file).catch((error: Error) => {
    throw new UsageError(`The ${what} cannot be read: ${error.message}`);
  });

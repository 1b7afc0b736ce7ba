import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Problem } from './read.ts';
import type { Text } from './types.ts';

/** Looks values up that a file only refers to, and collects what cannot be found. */
export class References {
  readonly problems: Problem[] = [];
  readonly #folder: string;

  /** @param folder what paths start from */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A text; empty if it cannot be found, which is a problem then. */
  async text(value: Text, path: string): Promise<string> {
    if (typeof value === 'string') return value;
    if ('env' in value) {
      const found = process.env[value.env] ?? '';
      if (found === '') this.#problem(path, `The variable ${value.env} is not set.`);
      return found;
    }
    const found = (await this.#file(value.file, path)).trimEnd();
    if (found === '') this.#problem(path, `There is nothing in ${value.file}.`);
    return found;
  }

  /** Texts, in order. */
  texts(values: readonly Text[], path: string): Promise<string[]> {
    return Promise.all(values.map((value, at) => this.text(value, `${path}.${at}`)));
  }

  /** A definition: as it is written, or in a file of its own. */
  async definition(
    value: Readonly<Record<string, unknown>>,
    path: string,
  ): Promise<Record<string, unknown>> {
    const { file } = value;
    if (typeof file !== 'string' || Object.keys(value).length > 1) return { ...value };
    try {
      const read: unknown = parse(await this.#file(file, path));
      if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
        return read as Record<string, unknown>;
      }
      this.#problem(path, `${file} holds no definition.`);
    } catch (error) {
      this.#problem(path, `${file} cannot be read: ${(error as Error).message.split('\n')[0]}`);
    }
    return {};
  }

  async #file(file: string, path: string): Promise<string> {
    return readFile(resolve(this.#folder, file), 'utf8').catch((error: Error) => {
      this.#problem(path, `${file} cannot be read: ${error.message}`);
      return ' ';
    });
  }

  #problem(path: string, message: string): void {
    if (!this.problems.some((problem) => problem.path === path))
      this.problems.push({ path, message });
  }
}

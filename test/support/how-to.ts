import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { BIN, cleanEnv, type Outcome } from './cli.ts';

const PAGES = fileURLToPath(new URL('../../docs/how-to/', import.meta.url));

/** The blocks of a page in a language, in order. */
export const blocksOf = (page: string, language: string): string[] =>
  [...readFileSync(join(PAGES, page), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, of]) => of === language)
    .map(([, , block = '']) => block);

/** A shell in which a page's commands run as they are written: `npx signal-hooks` is this workspace's. */
export class Shell {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  /** @param folder where the commands run */
  constructor(folder: string, env: Readonly<Record<string, string>> = {}) {
    this.#folder = folder;
    const bin = join(folder, '.bin');
    mkdirSync(bin);
    const npx = join(bin, 'npx');
    writeFileSync(npx, `#!/bin/sh\nshift\nexec ${process.execPath} ${BIN} "$@"\n`);
    chmodSync(npx, 0o755);
    const kept = cleanEnv();
    this.#env = { ...kept, ...env, PATH: `${bin}:${kept.PATH}` };
  }

  /** Begins to run a block, in a process group of its own. */
  start(block: string): ChildProcess {
    const options = { cwd: this.#folder, env: this.#env, detached: true };
    return spawn('sh', ['-e', '-c', block], options);
  }

  /** Runs a block until it ends by itself. */
  async run(block: string): Promise<Outcome> {
    const child = this.start(block);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [code, stdout, stderr] = await Promise.all([
      ended,
      child.stdout === null ? '' : text(child.stdout),
      child.stderr === null ? '' : text(child.stderr),
    ]);
    return { code, stdout, stderr };
  }
}

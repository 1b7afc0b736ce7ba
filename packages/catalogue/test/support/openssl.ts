import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The `openssl` of the command line: an implementation that is not the one under test. */
export interface OpenSsl {
  /** Runs it, with `input` on its standard input. @throws {Error} if it fails */
  run(args: readonly string[], input?: Uint8Array): Buffer;
  /** Writes a file for it. @returns the path */
  file(name: string, content: string | Uint8Array): string;
  close(): void;
}

const TOOL = 'openssl';

/** @returns null where openssl is not installed */
export function findOpenSsl(): OpenSsl | null {
  if (spawnSync(TOOL, ['version']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'openssl-'));
  return {
    run(args, input) {
      const { status, stdout, stderr } = spawnSync(TOOL, args, { input: input ?? '' });
      if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr.toString()}`);
      return stdout;
    },
    file(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

import { spawnSync } from 'node:child_process';

/**
 * A source as the repository's formatter has it, with its imports in order.
 * @throws {Error} if the formatter refuses it
 */
export function formatted(path: string, source: string): string {
  const { status, stdout, stderr } = spawnSync(
    'biome',
    ['check', '--write', `--stdin-file-path=${path}`],
    { input: source, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${path}: ${stderr}\n${source}`);
  return stdout;
}

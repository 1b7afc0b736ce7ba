import { spawnSync } from 'node:child_process';

const isInstalled = spawnSync('promtool', ['--version']).status === 0;

if (!isInstalled) {
  process.stderr.write('promtool is not installed: what it checks is skipped\n');
}

/** `test`, or a skipped one where Prometheus' promtool is not installed. */
export const promtoolTest: typeof test.skip = isInstalled ? test : test.skip;

/** Runs promtool. @returns its exit code and what it said */
export function promtool(args: readonly string[], input = ''): readonly [number | null, string] {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return [status, `${stdout}${stderr}`];
}

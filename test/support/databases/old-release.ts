import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * What plays the release before, as long as nothing is published: the last state with the tables before
 * the present ones. From the first release on it is the release before, from npm.
 */
const COMMIT = 'e2496a68a4ccb36ee8b2206580fb9b060fbd4687';

const CONFIGS = ['tsconfig.base.json', 'tsconfig.package.json'];

/** Whether the history is here; says so if it is not. */
export function hasOldRelease(): boolean {
  const { status } = spawnSync('git', ['cat-file', '-e', `${COMMIT}^{commit}`], { cwd: ROOT });
  if (status === 0) return true;
  process.stderr.write(
    'SKIPPED: the history is not here. Get it with: git fetch --unshallow; a copy without git has none.\n',
  );
  return false;
}

const nameOf = (folder: string): string =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;

/**
 * Builds it in an empty folder, with what is installed here.
 * @returns its command
 */
export function buildOldRelease(folder: string): string {
  const archive = execFileSync('git', ['archive', COMMIT, 'packages', ...CONFIGS], {
    ...{ cwd: ROOT, maxBuffer: 2 ** 30 },
  });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@signal-hooks'), { recursive: true });
  // Packages of the workspace are links, which would lead to today's.
  for (const { name } of readdirSync(join(ROOT, 'node_modules'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== '@signal-hooks',
  )) {
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const name of readdirSync(join(folder, 'packages'))) {
    const packageName = nameOf(join(folder, 'packages', name));
    if (!packageName.startsWith('@signal-hooks/')) continue;
    symlinkSync(join('../../packages', name), join(modules, packageName));
  }
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  execFileSync(tsc, ['--build', 'packages/cli'], { cwd: folder, encoding: 'utf8' });
  return join(folder, 'packages/cli/bin/signal-hooks.js');
}

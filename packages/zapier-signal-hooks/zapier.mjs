/**
 * Runs Zapier's command line on the app as it is pushed: builds it into `dist`, installs its one
 * dependency there, and hands the arguments on.
 *
 * Usage: npm run zapier -- push
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = 'zapier-platform-cli@19';
const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, 'dist');
const read = (...path) => JSON.parse(readFileSync(join(dist, ...path), 'utf8'));

execFileSync(process.execPath, [join(here, 'build.mjs')], { stdio: 'inherit' });

const core = 'zapier-platform-core';
const isInstalled =
  existsSync(join(dist, 'node_modules', core)) &&
  read('node_modules', core, 'package.json').version === read('package.json').dependencies[core];
if (!isInstalled) {
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: dist, stdio: 'inherit' });
}

// Which app it is at Zapier: `register` and `link` write it, `push` wants it. It is kept beside the sources.
const [kept, used] = [here, dist].map((folder) => join(folder, '.zapierapprc'));
if (existsSync(kept)) copyFileSync(kept, used);
const { status } = spawnSync('npx', [CLI, ...process.argv.slice(2)], {
  cwd: dist,
  stdio: 'inherit',
});
if (existsSync(used)) copyFileSync(used, kept);
process.exitCode = status ?? 1;

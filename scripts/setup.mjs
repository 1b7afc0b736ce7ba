/**
 * Makes a fresh clone ready: installs the dependencies if they are missing or
 * older than the lock file, then builds. Runs on any Node >= 20; every other
 * script runs on the Node 24 that this installs into node_modules/.bin.
 *
 * It has to be a *pre* script: within one script the shell remembers where it
 * found `node` before the install, and goes on with that one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = `${root}node_modules/.package-lock.json`;
const lock = `${root}package-lock.json`;

/** Runs one npm command in the workspace root and stops the whole set-up if it fails. */
function npm(args, why) {
  process.stderr.write(`signal-hooks: ${why}\n`);
  const { status } = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write(`signal-hooks: "npm ${args.join(' ')}" failed; see above.\n`);
    process.exit(status ?? 1);
  }
}

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  npm(['ci', '--no-audit', '--no-fund'], 'installing dependencies (about half a minute) ...');
}
if (!process.argv.includes('--install-only')) {
  npm(['run', '--silent', '--ignore-scripts', 'build'], 'building ...');
}

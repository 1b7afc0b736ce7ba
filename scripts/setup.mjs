/**
 * Makes a fresh clone ready: installs the dependencies if they are missing or older than the lock
 * file, and builds if a source has changed since the last build. Otherwise it writes nothing, so
 * that what one user has built another one may run. Runs on any Node >= 20.
 *
 * What npm and the build print is shown only if they fail.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
/** Holds what {@link fingerprint} returned after the last build. */
const stamp = join(modules, '.signal-hooks-build');
const isWindows = process.platform === 'win32';

/** Environment in which `node` and the tools are those of this workspace, whatever Node runs this. */
export const environment = {
  ...process.env,
  PATH: [join(modules, '.bin'), process.env.PATH].join(delimiter),
};

/** Installs and builds what is missing; ends the process if that fails. */
export function setUp({ build = true } = {}) {
  if (!isInstalled()) {
    // The warnings of npm concern the Node that runs it; everything else runs on the workspace's own.
    npm(['ci', '--no-audit', '--no-fund'], 'installing dependencies (about a minute) ...');
  }
  if (!build || isBuilt()) return;
  npm(['run', 'build', '--ignore-scripts'], 'building ...');
  writeFileSync(stamp, fingerprint());
}

function isInstalled() {
  const installed = join(modules, '.package-lock.json');
  const changedAt = (path) => statSync(path).mtimeMs;
  return (
    existsSync(installed) && changedAt(installed) >= changedAt(join(root, 'package-lock.json'))
  );
}

const isBuilt = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint();

/** Says which sources the packages have, and which build is beside them. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const packages = join(root, 'packages');
  for (const name of readdirSync(packages).sort()) {
    for (const file of sources(join(packages, name))) hash.update(file).update(readFileSync(file));
    const dist = join(packages, name, 'dist');
    if (!existsSync(dist)) continue;
    for (const file of readdirSync(dist).sort()) {
      hash.update(`${file} ${statSync(join(dist, file)).mtimeMs}`);
    }
  }
  return hash.digest('hex');
}

/** Every file that a build may read, in a steady order. */
function sources(folder) {
  const unbuilt = new Set(['node_modules', 'dist', 'test', 'docs', 'blueprints', '.signal-hooks']);
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !unbuilt.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return /\.(?:[cm]?[jt]sx?|css|html|json|svg)$/.test(entry.name) ? [path] : [];
    });
}

/** Runs one npm command in the workspace root. */
function npm(args, why) {
  process.stderr.write(`signal-hooks: ${why}\n`);
  const { status, error, stdout, stderr } = spawnSync('npm', args, {
    cwd: root,
    env: { ...environment, npm_config_loglevel: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: isWindows,
  });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : `${error}\n`}`);
  process.stderr.write(`signal-hooks: "npm ${args.join(' ')}" failed; see above.\n`);
  process.exit(status || 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp({ build: !process.argv.includes('--install-only') });
}

/**
 * `npm run pack [-- <folder>]`: writes the packages as tarballs, and the list of what is in them, into
 * `packed` by default. A machine that gets these needs neither this workspace nor its tools:
 * docs/how-to/run-the-gateway.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, setUp } from './setup.mjs';

/** The command line with what it needs, and the package for n8n. */
const PACKAGES = [
  'catalogue',
  'client',
  'console',
  'emulator',
  'gateway',
  'demo',
  'cli',
  'n8n-nodes-signal-hooks',
];

const root = fileURLToPath(new URL('..', import.meta.url));
setUp();
const folder = resolve(process.argv[2] ?? 'packed');
if (process.argv[2] === undefined) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const args = ['pack', '--pack-destination', folder];
for (const name of PACKAGES) args.push('--workspace', `packages/${name}`);
const { status, stdout, stderr } = spawnSync('npm', args, {
  cwd: root,
  env: environment,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
if (status === 0) {
  // npm prints between them which scripts it runs.
  const names = stdout.split('\n').filter((line) => line.endsWith('.tgz'));
  process.stdout.write(`In ${folder}:\n${names.map((name) => `  ${name}\n`).join('')}`);
  describe();
} else {
  process.stderr.write(stdout + stderr);
}
process.exitCode = status ?? 1;

/** Needs the registry the first time, for its tool. The packages are complete without the list. */
function describe() {
  const file = resolve(folder, 'signal-hooks.cdx.json');
  const described = spawnSync('node', ['scripts/sbom.ts', file], {
    ...{ cwd: root, env: environment, encoding: 'utf8', shell: process.platform === 'win32' },
  });
  process.stdout.write(
    described.status === 0
      ? '  signal-hooks.cdx.json\n'
      : `Without a list of what is in them: ${described.stderr.trim()}\n`,
  );
}

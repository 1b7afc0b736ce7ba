/**
 * `node deploy/image/assemble.mjs <folder>`: writes what the image holds, from a workspace in which only the
 * production dependencies of `packages/cli` are installed: its modules without links, without sources
 * in C and binaries of other platforms, the command and the health check.
 */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('Usage: node deploy/image/assemble.mjs <folder>');
const modules = resolve(target, 'node_modules');

mkdirSync(modules, { recursive: true });
for (const name of readdirSync(join(root, 'node_modules'))) {
  if (name.startsWith('.')) continue;
  if (name !== '@signal-hooks') copy(join(root, 'node_modules', name), join(modules, name));
}
for (const name of readdirSync(join(root, 'node_modules/@signal-hooks'))) {
  const link = join(root, 'node_modules/@signal-hooks', name);
  if (lstatSync(link).isSymbolicLink())
    copyPackage(realpathSync(link), join(modules, '@signal-hooks', name));
}
const sqlite = join(modules, 'better-sqlite3');
for (const sources of ['deps', 'src', 'node_modules'])
  rmSync(join(sqlite, sources), { recursive: true, force: true });
const binary = `${process.platform}-${process.arch}.node`;
for (const name of readdirSync(join(sqlite, 'prebuilds'))) {
  if (name !== binary) rmSync(join(sqlite, 'prebuilds', name));
}
for (const name of ['health.mjs', 'signal-hooks.mjs']) {
  cpSync(join(root, 'deploy/image', name), resolve(target, name));
}
cpSync(join(root, 'THIRD-PARTY-LICENCES.md'), resolve(target, 'THIRD-PARTY-LICENCES.md'));
// The image takes Node's program alone; its archive has the licence two folders above.
const nodeLicence = join(dirname(dirname(process.execPath)), 'LICENSE');
if (existsSync(nodeLicence)) cpSync(nodeLicence, resolve(target, 'node-LICENSE'));

function copy(from, to) {
  cpSync(from, to, { recursive: true });
}

/** A package of this workspace as npm would pack it, with the modules that are its own alone. */
function copyPackage(from, to) {
  const { files } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const wanted = files.filter((name) => !name.startsWith('!'));
  for (const name of ['package.json', 'LICENSE', 'node_modules', ...wanted]) {
    if (existsSync(join(from, name))) copy(join(from, name), join(to, name));
  }
}

/**
 * Builds what Zapier runs: the app as one file, and a package.json that depends on
 * `zapier-platform-core` alone, in a folder of its own, because Zapier's tools zip the files
 * they find and cannot follow the workspace's links.
 *
 * Usage: node build.mjs [folder]; without a folder it is `dist`. `zapier.mjs` builds and pushes.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { zapierVersion } from './core/version.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, 'dist'));
const { name, version, description, license, dependencies } = JSON.parse(
  await readFile(join(here, 'package.json'), 'utf8'),
);

await mkdir(folder, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: ['index.ts'],
  outfile: join(folder, 'index.js'),
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  charset: 'utf8',
  external: ['zapier-platform-core'],
  alias: {
    '@signal-hooks/catalogue': '../catalogue/src/index.ts',
    '@signal-hooks/client': '../client/src/index.ts',
  },
  logLevel: 'warning',
});
const staged = {
  ...{ name, version: zapierVersion(version), private: true, description, license },
  type: 'module',
  exports: './index.js',
  dependencies: { 'zapier-platform-core': dependencies['zapier-platform-core'] },
  // Newer ones ship a file that Zapier's zip leaves out.
  overrides: { 'get-intrinsic': '1.3.0' },
};
await writeFile(join(folder, 'package.json'), `${JSON.stringify(staged, null, 2)}\n`);
// What is installed and built there belongs to nobody's source.
await writeFile(join(folder, '.gitignore'), 'node_modules/\nbuild/\n');

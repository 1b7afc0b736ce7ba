/**
 * Builds what Activepieces installs, as its own pieces are published: one file with everything in it,
 * the framework included, and a package.json without dependencies, in a folder of its own.
 *
 * Usage: node build.mjs [folder]; without a folder it is `dist`. `npm pack <folder>` makes the archive.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { LICENCES_FILE, writeLicences } from '../../scripts/licences/bundled.ts';
import { pieceVersion } from './src/piece-version.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, 'dist'));
const { version, description, license } = JSON.parse(
  await readFile(join(here, 'package.json'), 'utf8'),
);

const ours = await readFile(join(here, '../../LICENSE'), 'utf8');
/** Both come without a licence. Their repository, activepieces/activepieces, has this one. */
const activepieces = {
  licence: license,
  text: ours.replace(/^Copyright .+$/m, 'Copyright (c) 2022 Activepieces Inc.'),
};

await mkdir(folder, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['src/index.ts'],
  // Where every version of Activepieces looks.
  outfile: join(folder, 'src/index.js'),
  bundle: true,
  metafile: true,
  minify: true,
  // Activepieces finds the piece by the name of its class.
  keepNames: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'utf8',
  alias: {
    '@signal-hooks/catalogue': '../catalogue/src/index.ts',
    '@signal-hooks/client': '../client/src/index.ts',
  },
  logLevel: 'warning',
});
const staged = {
  ...{ name: '@signal-hooks/piece-signal-hooks', version: pieceVersion(version) },
  ...{ description, license },
  main: './src/index.js',
  dependencies: {},
  files: ['src/index.js', LICENCES_FILE],
};
writeLicences(join(folder, LICENCES_FILE), metafile, here, {
  '@activepieces/pieces-framework': activepieces,
  '@activepieces/shared': activepieces,
});
await copyFile(join(here, '../../LICENSE'), join(folder, 'LICENSE'));
await writeFile(join(folder, 'package.json'), `${JSON.stringify(staged, null, 2)}\n`);

/**
 * Builds what is published into `dist`: thin nodes and credentials, each a file of its own as
 * n8n expects, and one `core/index.js` that they share, with the catalogue bundled in, because
 * n8n installs no dependencies of a community package. Nothing is minified: n8n stores the
 * names of classes, and people read what they install.
 */
import { cp, glob, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const list = (pattern) => Array.fromAsync(glob(pattern, { cwd: here }));

/** Leaves the import of the shared core as it is, but for the ending. */
const sharedCore = {
  name: 'shared-core',
  setup({ onResolve }) {
    onResolve({ filter: /\/core\/index\.ts$/ }, ({ path }) => ({
      path: path.replace(/\.ts$/, '.js'),
      external: true,
    }));
  },
};

const options = {
  absWorkingDir: here,
  outdir: 'dist',
  outbase: '.',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  charset: 'utf8',
  external: ['n8n-workflow'],
  logLevel: 'warning',
};

await rm(`${here}dist`, { recursive: true, force: true });
await build({
  ...options,
  entryPoints: ['core/index.ts'],
  alias: {
    '@signal-hooks/catalogue': '../catalogue/src/index.ts',
    '@signal-hooks/client': '../client/src/index.ts',
  },
});
await build({
  ...options,
  entryPoints: await list('{nodes,credentials}/**/*.{node,credentials}.ts'),
  plugins: [sharedCore],
});
for (const file of await list('nodes/**/*.{svg,json}')) {
  await cp(`${here}${file}`, `${here}dist/${file}`);
}

/**
 * Writes the release's version, as the packages have it, to where it is said once more. It runs before
 * the build, because pages are generated from what is built. With `--check` it writes nothing and fails
 * if a file says another one.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Each file with what surrounds the version there; a page may have no translation yet. */
const PLACES: readonly (readonly [path: string, pattern: RegExp])[] = [
  ['packages/gateway/src/version.ts', /(?<=VERSION = ')[^']+/],
  ['deploy/helm/signal-hooks/Chart.yaml', /(?<=^appVersion: ).+$/m],
  ['docs/how-to/run-on-kubernetes.md', /(?<=\/signal-hooks:)[\w.-]+/g],
  ['docs/ru/how-to/run-on-kubernetes.md', /(?<=\/signal-hooks:)[\w.-]+/g],
];

const manifest = readFileSync(`${root}packages/gateway/package.json`, 'utf8');
const { version } = JSON.parse(manifest) as { version: string };
for (const [path, pattern] of PLACES) {
  if (!existsSync(root + path)) continue;
  const old = readFileSync(root + path, 'utf8');
  const content = old.replace(pattern, version);
  if (content === old) continue;
  if (process.argv.includes('--check')) {
    process.stdout.write(`${path} says another version. Run: npm run generate\n`);
    process.exitCode = 1;
  } else writeFileSync(root + path, content);
}

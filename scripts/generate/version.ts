/**
 * Writes the release's version, as the packages have it, into the gateway, which shows it. It runs
 * before the build, because pages are generated from what is built.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const gateway = fileURLToPath(new URL('../../packages/gateway/', import.meta.url));
const { version } = JSON.parse(readFileSync(`${gateway}package.json`, 'utf8')) as {
  version: string;
};
const content = `/** The release; \`npm run generate\` takes it from package.json. */
export const VERSION = '${version}';
`;
const file = `${gateway}src/version.ts`;
if (readFileSync(file, 'utf8') !== content) {
  if (process.argv.includes('--check')) {
    process.stdout.write('The version of the gateway is stale. Run: npm run generate\n');
    process.exitCode = 1;
  } else writeFileSync(file, content);
}

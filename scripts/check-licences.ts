/**
 * Part of `npm run check`: everything that is shipped has a licence that allows it, is in the list
 * THIRD-PARTY-LICENCES.md, and each package that is published has our own licence with it. With
 * `--write` it writes the list and the copies of the licence.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultsOf, pageOf } from './licences/compare.ts';
import { listShipped } from './licences/shipped.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** What npm packs a licence with. */
const PUBLISHED = [
  ...['catalogue', 'client', 'console', 'emulator', 'gateway', 'demo', 'cli'],
  'n8n-nodes-signal-hooks',
];

const shipped = await listShipped();
const allowed = JSON.parse(readFileSync('scripts/licences/allowed.json', 'utf8'));
const all = [...shipped.values()].flat();
const faults = faultsOf(all, allowed);

const ours = readFileSync('LICENSE', 'utf8');
const files = new Map([
  ['THIRD-PARTY-LICENCES.md', pageOf(shipped)],
  ...PUBLISHED.map((name) => [`packages/${name}/LICENSE`, ours] as const),
]);
for (const [path, content] of files) {
  if (process.argv.includes('--write')) writeFileSync(path, content);
  else if (read(path) !== content) {
    faults.push(`${path} is stale: node scripts/check-licences.ts --write`);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return;
  }
}

for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`licences: ${all.length} packages are shipped, ${faults.length} faults\n`);
if (faults.length > 0) {
  process.stdout.write('What is allowed is in scripts/licences/allowed.json.\n');
  process.exitCode = 1;
}

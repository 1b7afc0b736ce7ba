/**
 * `npm run generate`: writes what follows from the definitions and from the code, and deletes what
 * nothing generates any more. With `--check` it changes nothing and fails if a committed file differs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROVIDERS } from '@signal-hooks/catalogue';
import { recipeFiles } from '@signal-hooks/recipes';
import { appFiles } from '../../packages/make-signal-hooks/src/app/index.ts';
import { type Json, toJson } from '../../packages/make-signal-hooks/src/app/json.ts';
import { blueprintFiles } from '../../packages/make-signal-hooks/src/blueprint/index.ts';
import { pieceFiles } from './activepieces.ts';
import { clientFiles } from './client.ts';
import { committedGenerated } from './committed.ts';
import { withFigures } from './figures.ts';
import { n8nNodeFiles } from './n8n-nodes/index.ts';
import { presetPages } from './presets.ts';
import { providerPages } from './providers.ts';
import { referenceFiles } from './reference.ts';
import { withSupported } from './supported.ts';
import { zapierPages } from './zapier.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FIGURES = 'docs/explanation/figures.md';
const onlyCheck = process.argv.includes('--check');

const page = (path: string): string => readFileSync(root + path, 'utf8');

const files: ReadonlyMap<string, string | object> = new Map<string, string | object>([
  ...providerPages(),
  ...presetPages(),
  ...referenceFiles(),
  ...clientFiles(),
  ...zapierPages(),
  ['README.md', withSupported(page('README.md'))],
  [FIGURES, withFigures(page(FIGURES), JSON.parse(page('bench/figures.json')))],
  ...recipeFiles(Object.values(PROVIDERS), {
    indexPage: page('recipes/README.md'),
    sheetPage: page('recipes/google-sheets/README.md'),
    n8nFiles: readdirSync(`${root}recipes/n8n`),
  }),
  ...blueprintFiles(),
  ...appFiles(),
  ...n8nNodeFiles(root),
  ...pieceFiles(root),
]);

const stale: string[] = [];
for (const [path, file] of files) {
  const content = typeof file === 'string' ? file : toJson(file as Json);
  const current = await readFile(root + path, 'utf8').catch(() => '');
  if (current === content) continue;
  stale.push(path);
  if (onlyCheck) continue;
  await mkdir(dirname(root + path), { recursive: true });
  await writeFile(root + path, content);
}

for (const path of committedGenerated(root)) {
  if (files.has(path)) continue;
  stale.push(path);
  if (!onlyCheck) await rm(root + path);
}

const word = onlyCheck ? 'stale' : 'written or deleted';
process.stdout.write(`${files.size} generated files, ${stale.length} ${word}\n`);
for (const path of stale) process.stdout.write(`  ${path}\n`);
if (onlyCheck && stale.length > 0) {
  process.stdout.write('Run: npm run generate\n');
  process.exitCode = 1;
}

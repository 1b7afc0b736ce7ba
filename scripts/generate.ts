/**
 * `npm run generate`: writes the reference pages from the code that they describe.
 * With `--check` it writes nothing and fails if a committed page differs.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appFiles } from '../packages/make-signal-hooks/src/app/index.ts';
import { blueprintFiles } from '../packages/make-signal-hooks/src/blueprint/index.ts';
import { definitionSchema } from './generate/definition.ts';
import { errorPages } from './generate/errors.ts';
import { n8nRecipeFiles } from './generate/n8n-recipes.ts';
import { openapiFile } from './generate/openapi.ts';
import { providerPages } from './generate/providers.ts';
import { recipePages } from './generate/recipes.ts';
import { zapierPages } from './generate/zapier.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const onlyCheck = process.argv.includes('--check');

const files: ReadonlyMap<string, string> = new Map([
  ...providerPages(),
  ...errorPages(),
  ...openapiFile(),
  ...definitionSchema(),
  ...zapierPages(),
  ...recipePages(),
  ...n8nRecipeFiles(),
  ...blueprintFiles(),
  ...appFiles(),
]);

const stale: string[] = [];
for (const [path, content] of files) {
  const current = await readFile(root + path, 'utf8').catch(() => '');
  if (current === content) continue;
  stale.push(path);
  if (onlyCheck) continue;
  await mkdir(dirname(root + path), { recursive: true });
  await writeFile(root + path, content);
}

const word = onlyCheck ? 'stale' : 'written';
process.stdout.write(`${files.size} generated files, ${stale.length} ${word}\n`);
for (const path of stale) process.stdout.write(`  ${path}\n`);
if (onlyCheck && stale.length > 0) {
  process.stdout.write('Run: npm run generate\n');
  process.exitCode = 1;
}

/**
 * `npm run pictures:recipes`: takes a picture of every n8n recipe's canvas, from the real n8n in
 * a real browser, and writes it beside the recipe. It needs a Chromium. Names of recipes take
 * only those: `npm run pictures:recipes -- siggnal-slack`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compressPicture } from '../../scripts/compress-picture.ts';
import { credentialTypeOf, FOLDER, fillIn, readRecipes } from '../recipes/fill-in.ts';
import { makeFolder } from '../support/folder.ts';
import { type N8n, startN8n } from '../support/n8n.ts';
import { N8nClient } from '../support/n8n-client.ts';
import { boxAround, Editor } from './editor.ts';

/** Around the notes, in CSS pixels. */
const MARGIN = 12;
/** What lies over the canvas. */
const ONLY_CANVAS = `
  [data-test-id=canvas-controls], [data-test-id=canvas-minimap], .vue-flow__panel,
  [data-test-id=node-creator-plus-button], [class*=nodeButtons], [class*=bottomControl],
  [data-test-id=canvas-handle-plus-wrapper], [data-test-id=canvas-chat], [data-test-id=logs-overview] { visibility: hidden !important; }
`;

const names = process.argv.slice(2);
const recipes = [...readRecipes()].filter(([slug]) => names.length === 0 || names.includes(slug));

/** Imports the recipes with everything filled in, so that nothing is marked as missing. */
async function importAll(n8n: N8n, folder: string): Promise<void> {
  const needed = recipes.flatMap(([, { nodes }]) => nodes.map(credentialTypeOf));
  const types = [...new Set(needed)].filter((type) => type !== undefined);
  const refs = Object.fromEntries(types.map((id) => [id, { id, name: 'Account' }]));
  const credentials = types.map((type) => ({ ...refs[type], type, data: {} }));
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials));
  await n8n.run('import:credentials', `--input=${join(folder, 'credentials.json')}`);
  await mkdir(join(folder, 'recipes'));
  for (const [slug, recipe] of recipes) {
    const channels = Object.fromEntries(recipe.nodes.map(({ name }) => [name, '#channel']));
    const choices = { credentials: refs, spreadsheet: 'Signals', channels, errorWorkflow: '' };
    const workflow = fillIn(recipe, slug, choices);
    await writeFile(join(folder, 'recipes', `${slug}.json`), JSON.stringify(workflow));
  }
  await n8n.run('import:workflow', '--separate', `--input=${join(folder, 'recipes')}`);
}

async function take(editor: Editor, slug: string): Promise<Buffer> {
  const { page } = editor;
  await editor.visit(`/workflow/${slug}`, 'canvas-node');
  await page.getByTestId('zoom-to-fit').click();
  await editor.restyle(ONLY_CANVAS);
  return editor.take(async () => {
    const { x, y, width, height } = await boxAround(page.locator('.vue-flow__node'));
    const [left, top] = [Math.max(0, x - MARGIN), Math.max(0, y - MARGIN)];
    return { x: left, y: top, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  });
}

const folder = makeFolder();
const n8n = await startN8n({ prepare: (fresh) => importAll(fresh, folder.path) });
try {
  await N8nClient.signIn(n8n.url);
  const editor = await Editor.open(n8n.url);
  try {
    for (const [slug] of recipes) {
      const picture = await compressPicture(await take(editor, slug));
      await writeFile(join(FOLDER, `${slug}.png`), picture);
      process.stdout.write(`${slug}.png ${Math.round(picture.length / 1000)} kB\n`);
    }
  } finally {
    await editor.close();
  }
} finally {
  await n8n.close();
  folder.remove();
}

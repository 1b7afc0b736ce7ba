/**
 * The recipes, derived from the catalogue: workflows for n8n and their guide, the sheet that all
 * platforms share, and the index.
 *
 * @module
 */
import type { Provider } from '@signal-hooks/catalogue';
import { exampleSheet } from './example-sheet.ts';
import { withSection } from './markdown.ts';
import { columnsOf } from './n8n/columns.ts';
import { guide } from './n8n/guide.ts';
import { recipesOf } from './n8n/recipes/index.ts';
import { toWorkflow } from './n8n/workflow.ts';
import { withIndex } from './recipe-index.ts';

export { code, NOTICE, table, withSection } from './markdown.ts';

/** What is in the repository already and the generated files depend on. */
export interface Present {
  /** The page on recipes, which has their index. */
  readonly indexPage: string;
  /** The page on the sheet that all platforms share, which has its header row. */
  readonly sheetPage: string;
  /** The files in `recipes/n8n`: pictures of the canvases are among them. */
  readonly n8nFiles: readonly string[];
}

/** The generated files: paths from the repository's root, and contents; an object is written as JSON. */
export function recipeFiles(
  providers: readonly Provider[],
  { indexPage, sheetPage, n8nFiles }: Present,
): [path: string, content: string | object][] {
  const columns = columnsOf(null);
  const header = columns.join('\t');
  const recipes = recipesOf(providers);
  return [
    ['recipes/README.md', withIndex(indexPage, providers, recipes)],
    [
      'recipes/google-sheets/README.md',
      withSection(sheetPage, 'header', `\`\`\`text\n${header}\n\`\`\``),
    ],
    ['recipes/google-sheets/header.tsv', `${header}\n`],
    ['recipes/google-sheets/example.csv', exampleSheet(columns)],
    ['recipes/n8n/README.md', guide(recipes, providers, new Set(n8nFiles))],
    ...recipes.map((recipe): [string, object] => [
      `recipes/n8n/${recipe.slug}.json`,
      toWorkflow(recipe),
    ]),
  ];
}

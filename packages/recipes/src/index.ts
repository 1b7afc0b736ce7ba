/**
 * The recipes, derived from the catalogue: workflows for n8n and their guide, the sheet that all
 * platforms share, and the index.
 *
 * @module
 */
import { recordColumns } from '@signal-hooks/catalogue';
import { exampleSheet } from './example-sheet.ts';
import { guide } from './n8n/guide.ts';
import { RECIPES } from './n8n/recipes/index.ts';
import { toWorkflow } from './n8n/workflow.ts';
import { withIndex } from './recipe-index.ts';

export { code, NOTICE, table } from './markdown.ts';

/**
 * The generated files: paths from the repository's root, and contents; an object is written as JSON.
 * @param readme the repository's front page, which has the index of recipes
 */
export function recipeFiles(readme: string): [path: string, content: string | object][] {
  const columns = recordColumns().map(({ key }) => key);
  return [
    ['README.md', withIndex(readme)],
    ['recipes/google-sheets/header.tsv', `${columns.join('\t')}\n`],
    ['recipes/google-sheets/example.csv', exampleSheet(columns)],
    ['recipes/n8n/README.md', guide(RECIPES)],
    ...RECIPES.map((recipe): [string, object] => [
      `recipes/n8n/${recipe.slug}.json`,
      toWorkflow(recipe),
    ]),
  ];
}

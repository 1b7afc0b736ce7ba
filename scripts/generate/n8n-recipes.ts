import { type Json, toJson } from '../../packages/make-signal-hooks/src/app/json.ts';
import { guide } from './n8n-recipes/guide.ts';
import { RECIPES } from './n8n-recipes/recipes/index.ts';
import { toWorkflow } from './n8n-recipes/workflow.ts';

/** Where the files are committed, from the repository's root. */
const FOLDER = 'recipes/n8n';

/** The n8n workflows and their guide: paths from the repository's root, and contents. */
export function n8nRecipeFiles(): [path: string, content: string][] {
  return [
    [`${FOLDER}/README.md`, guide(RECIPES)],
    ...RECIPES.map((recipe): [string, string] => [
      `${FOLDER}/${recipe.slug}.json`,
      toJson(toWorkflow(recipe) as Json),
    ]),
  ];
}

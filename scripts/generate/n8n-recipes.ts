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
      `${toJson(toWorkflow(recipe))}\n`,
    ]),
  ];
}

/** Of the formatter. */
const LINE_WIDTH = 100;

/** As the formatter leaves it: lists of numbers or texts on one line, where they fit. */
const toJson = (value: object): string =>
  JSON.stringify(value, null, 2).replace(
    /^(.*)\[\n\s+([^[\]{}\n]*(?:,\n[^[\]{}\n]*)*)\n\s+\](,?)$/gm,
    (list, before, rows, after) => {
      const line = `${before}[${String(rows).replace(/\n\s+/g, ' ')}]${after}`;
      return line.length > LINE_WIDTH ? list : line;
    },
  );

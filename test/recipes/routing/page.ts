import { readFileSync } from 'node:fs';

/** A chapter of the page: what to enter, by platform, and what stands below the table. */
export interface Chapter {
  readonly rows: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The page that says who gets what, by its headings. */
export function readRouting(): ReadonlyMap<string, Chapter> {
  const [, ...chapters] = readFileSync('recipes/routing.md', 'utf8').split('\n## ');
  return new Map(
    chapters.map((chapter) => {
      const [title = '', ...lines] = chapter.split('\n');
      const cells = lines
        .filter((line) => /^\| (?!platform)/.test(line))
        .map((line) => line.slice(2, -2).split(' | '));
      const rows = new Map(cells.map(([platform = '', what = '']) => [platform, what]));
      return [title, { rows, text: chapter }];
    }),
  );
}

/** The expressions of n8n in a text, as a node keeps them. */
export const expressionsIn = (text: string): string[] =>
  [...text.matchAll(/\{\{.*?\}\}/gs)].map(([expression]) => `=${expression}`);

/** What stands in a cell between backticks. */
export const codeIn = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

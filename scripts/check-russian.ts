/**
 * Part of `npm run check`: every Russian page, `docs/ru/<path>`, has its English page, `docs/<path>`, and
 * says the same in the parts that a translation leaves as they are: the headings' levels, the code blocks,
 * the rows of tables, the words in code style, and where its links lead.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked, type Token } from 'marked';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const ENGLISH = 'docs/';
const RUSSIAN = 'docs/ru/';

/** What is the same in both languages. Each list has one line for each part. */
interface Shape {
  readonly headings: readonly string[];
  readonly 'code blocks': readonly string[];
  readonly tables: readonly string[];
  readonly 'words in code style': readonly string[];
  readonly links: readonly string[];
}

/** @param target gives the page that a link of the English page leads to, in the Russian one */
function shapeOf(path: string, target = (to: string): string => to): Shape {
  const [headings, blocks, tables]: [string[], string[], string[]] = [[], [], []];
  const [words, links] = [new Set<string>(), new Set<string>()];
  const visit = (token: Token): void => {
    if (token.type === 'heading') headings.push('#'.repeat(Number(token.depth)));
    if (token.type === 'code') blocks.push(`${token.lang ?? ''}\n${token.text}`);
    if (token.type === 'table') tables.push(`${token.rows.length} × ${token.header.length}`);
    if (token.type === 'codespan') words.add(token.text);
    if (token.type === 'link' || token.type === 'image')
      links.add(target(resolve(path, token.href)));
  };
  const marked = new Marked();
  marked.walkTokens(marked.lexer(readFileSync(path, 'utf8')), visit);
  return {
    headings,
    'code blocks': blocks,
    tables,
    'words in code style': [...words].sort(),
    links: [...links].sort(),
  };
}

/** @returns a path from the top of the repository, or a whole address; without the anchor */
function resolve(from: string, href: string): string {
  const [path = ''] = href.split('#');
  if (/^[a-z]+:/i.test(path)) return path;
  return path === '' ? from : normalize(join(dirname(from), path));
}

function russianOf(path: string): string {
  const russian = path.replace(ENGLISH, RUSSIAN);
  return path.startsWith(ENGLISH) && existsSync(russian) ? russian : path;
}

/** @returns what is wrong with a Russian page, a line each */
function faultsOf(path: string): string[] {
  const original = path.replace(RUSSIAN, ENGLISH);
  if (!existsSync(original)) return [`there is no ${original}`];
  const [wanted, found] = [shapeOf(original, russianOf), shapeOf(path)];
  return (Object.keys(wanted) as (keyof Shape)[]).flatMap((part) =>
    differences(wanted[part], found[part]).map((line) => `${part}: ${line}`),
  );
}

/** The first difference of two lists that have an order; all that is missing, where they have none. */
function differences(wanted: readonly string[], found: readonly string[]): string[] {
  const at = wanted.findIndex((line, index) => line !== found[index]);
  if (at === -1 && wanted.length === found.length) return [];
  const missing = wanted.filter((line) => !found.includes(line));
  const added = found.filter((line) => !wanted.includes(line));
  if (missing.length + added.length === 0) {
    return [`${found.length} instead of ${wanted.length}, or in another order`];
  }
  return [
    ...missing.map((line) => `missing ${JSON.stringify(line)}`),
    ...added.map((line) => `not in the English page ${JSON.stringify(line)}`),
  ];
}

const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', `${RUSSIAN}*.md`], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));
const faults = pages.flatMap((path) => faultsOf(path).map((fault) => `  ${path}: ${fault}\n`));
process.stdout.write(
  `${pages.length} Russian pages, ${faults.length} differences from the English ones\n`,
);
process.stdout.write(faults.join(''));
process.exitCode = faults.length === 0 ? 0 : 1;

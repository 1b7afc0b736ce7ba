/**
 * The pages of the site: Markdown files of the repository, where each is on the site, and how links
 * between them are written there. One file is the source of one page; nothing is written twice.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL('..', import.meta.url));

/** A page in one language. Paths are relative, with slashes. */
export interface Page {
  /** The Markdown file in the repository. */
  readonly source: string;
  /** The Markdown file that VitePress reads, such as `tutorials/make.md` or `ru/tutorials/make.md`. */
  readonly target: string;
  readonly title: string;
  readonly text: string;
  /** It has no Russian version, and this is its English text under the Russian address. */
  readonly isUntranslated: boolean;
}

/** Files outside `docs` that are pages. */
const OUTSIDE = [
  /^(?:ARCHITECTURE|CONTRIBUTING|SECURITY|CODE_OF_CONDUCT)\.md$/,
  /^recipes\/.+\.md$/,
  /^packages\/[^/]+\/README\.md$/,
  /^packages\/make-signal-hooks\/(?:app|blueprints)\/README\.md$/,
];

/** The front page of the repository says what the site's own home page does. */
const REPOSITORY_FRONT = 'README.md';
const HOME = 'docs/README.md';
/** Folders that GitHub lists by itself; the site needs a page for each. */
const LISTED = [
  ['docs/adr', 'Decisions'],
  ['docs/reference/providers', 'Providers'],
] as const;

const RUSSIAN = 'ru/';

/** All pages: the English ones, the Russian ones, and what has no Russian version under both. */
export function allPages(): Page[] {
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const own = listed
    .split('\0')
    .filter((source) => isPage(source) && existsSync(ROOT + source))
    .map((source) => read(source, targetOf(source)));
  const pages = [...own, ...LISTED.map(([folder, title]) => listing(folder, title, own))];
  const targets = new Set(pages.map(({ target }) => target));
  const untranslated = pages
    .filter(({ target }) => !target.startsWith(RUSSIAN) && !targets.has(RUSSIAN + target))
    .map((page) => ({ ...page, target: RUSSIAN + page.target, isUntranslated: true }));
  return [...pages, ...untranslated].sort((a, b) => (a.target < b.target ? -1 : 1));
}

const isPage = (source: string): boolean =>
  source.startsWith('docs/') || OUTSIDE.some((pattern) => pattern.test(source));

/** `docs/tutorials/make.md` is `tutorials/make.md`, `recipes/README.md` is `recipes/index.md`. */
function targetOf(source: string): string {
  if (source === REPOSITORY_FRONT) return targetOf(HOME);
  const below = source.startsWith('docs/') ? source.slice('docs/'.length) : source;
  const lower = below.includes('/') || below === 'README.md' ? below : below.toLowerCase();
  return lower.replace(/(^|\/)README\.md$/, '$1index.md');
}

function read(source: string, target: string): Page {
  const text = readFileSync(ROOT + source, 'utf8');
  return { source, target, title: titleOf(text, source), text, isUntranslated: false };
}

/** @throws {Error} if a page has no heading of the first level */
function titleOf(text: string, source: string): string {
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (title === undefined) throw new Error(`${source} has no title`);
  return title.replaceAll('`', '');
}

/** A page with links to the others of a folder. */
function listing(folder: string, title: string, pages: readonly Page[]): Page {
  const below = pages.filter(({ source }) => dirname(source) === folder);
  const lines = below.map((page) => `- [${page.title}](${page.source.slice(folder.length + 1)})`);
  const source = `${folder}/README.md`;
  const text = `# ${title}\n\n${lines.join('\n')}\n`;
  return { source, target: targetOf(source), title, text, isUntranslated: false };
}

/** The file or folder of the repository that a link leads to; a folder's is its README. */
export function linkedPath(from: string, path: string): string {
  if (path === '') return from;
  const to = join(dirname(from), decodeURI(path)).replace(/\/$/, '');
  const isFolder = existsSync(ROOT + to) && statSync(ROOT + to).isDirectory();
  return isFolder ? join(to, 'README.md') : to;
}

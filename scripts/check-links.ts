/**
 * Part of `npm run check`: every relative link of every committed Markdown page leads to a file,
 * and to a heading or an `<a id>` of it where it names one. Nothing is asked over the network.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import GithubSlugger from 'github-slugger';
import { Marked, type Token } from 'marked';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

/** What a page links to, and what can be linked to in it. */
interface Page {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

/** Anchors as GitHub makes them of headings. */
function read(path: string): Page {
  const marked = new Marked();
  const slugger = new GithubSlugger();
  const [links, anchors]: [string[], Set<string>] = [[], new Set()];
  const visit = (token: Token): void => {
    if (token.type === 'link' || token.type === 'image') links.push(String(token.href));
    if (token.type === 'heading') anchors.add(slugger.slug(plain(token)));
    if (token.type === 'html') {
      for (const [, id = ''] of token.raw.matchAll(/ id="([^"]+)"/g)) anchors.add(id);
    }
  };
  marked.walkTokens(marked.lexer(readFileSync(path, 'utf8')), visit);
  return { links, anchors };
}

const plain = (token: Token): string =>
  'tokens' in token && token.tokens !== undefined
    ? token.tokens.map(plain).join('')
    : 'text' in token
      ? String(token.text)
      : '';

const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
});
const pages = new Map(
  listed
    .split('\0')
    .filter((path) => existsSync(path))
    .map((path) => [path, read(path)]),
);

/** @returns why a link leads nowhere */
function fault(from: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const to = path === '' ? from : normalize(join(dirname(from), decodeURI(path)));
  if (!existsSync(to)) return 'there is no such file';
  if (anchor === undefined || pages.get(to)?.anchors.has(anchor)) return;
  return 'the page has no such heading';
}

const isRelative = (link: string): boolean => !/^[a-z]+:/i.test(link);
const links = [...pages].flatMap(([from, page]) =>
  page.links.filter(isRelative).map((link) => ({ from, link, why: fault(from, link) })),
);
const broken = links.filter(({ why }) => why !== undefined);
process.stdout.write(`${links.length} links in ${pages.size} pages, ${broken.length} broken\n`);
for (const { from, link, why } of broken) process.stdout.write(`  ${from}: ${link}: ${why}\n`);
process.exitCode = broken.length === 0 ? 0 : 1;

/** Rewrites what a page links to: pages lead to pages of the site, all other files to the repository. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import GithubSlugger from 'github-slugger';
import { linkedPath, type Page, ROOT } from './pages.ts';

const REPOSITORY = 'https://github.com/signal-hooks/signal-hooks';
/** Addresses of files of the repository, which packages' pages need because npm shows them too. */
const ABSOLUTE =
  /^https:\/\/(?:github\.com|raw\.githubusercontent\.com)\/signal-hooks\/signal-hooks\/(?:(?:blob|tree|raw)\/)?main\/([^#]*)(#.*)?$/;

/** A page as VitePress reads it, and the pictures in it, by their paths in the repository. */
export interface Rewritten {
  readonly text: string;
  readonly pictures: readonly string[];
}

/** Where pages are on the site, by the file of the repository and the language. */
export type Targets = ReadonlyMap<string, Page>;

/** The key of {@link Targets}. */
const keyOf = (source: string, isRussian: boolean): string =>
  `${isRussian ? 'ru' : 'en'}:${source}`;

/** The pages by file and language. A link of a Russian page leads to Russian pages. */
export function targetsOf(pages: readonly Page[]): Targets {
  return new Map(
    pages.flatMap((page): [string, Page][] => {
      const isRussian = page.target.startsWith('ru/');
      const own: [string, Page] = [keyOf(page.source, isRussian), page];
      // A Russian page may link to the English file of a page that is translated by now.
      const english = page.source.replace(/^docs\/ru\//, 'docs/');
      return isRussian ? [own, [keyOf(english, true), page]] : [own];
    }),
  );
}

/** @returns the page with its links rewritten; code in it is left alone */
export function rewrite(page: Page, targets: Targets): Rewritten {
  const pictures = new Set<string>();
  const link = (href: string): string => rewriteLink(href, page, targets, pictures);
  const text = outsideCode(page.text, (part) =>
    part
      .replace(/\]\(([^)\s]+)\)/g, (_, href: string) => `](${link(href)})`)
      .replace(/^(\[[^\]]+\]: )(\S+)$/gm, (_, name: string, href: string) => name + link(href))
      .replace(/ (src|href)="([^"]+)"/g, (_, name: string, href) => ` ${name}="${link(href)}"`),
  );
  return { text, pictures: [...pictures] };
}

const CODE = /(^ *```[\s\S]*?^ *```$|``[^`]+``|`[^`\n]+`)/m;

const outsideCode = (text: string, change: (part: string) => string): string =>
  text
    .split(CODE)
    .map((part, at) => (at % 2 === 1 ? part : change(part)))
    .join('');

function rewriteLink(href: string, page: Page, targets: Targets, pictures: Set<string>): string {
  const [, ofRepository, itsAnchor = ''] = ABSOLUTE.exec(href) ?? [];
  if (ofRepository === undefined && /^[a-z]+:/i.test(href)) return href;
  const [, path = '', ownAnchor = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  const anchor = ofRepository === undefined ? ownAnchor : itsAnchor;
  const to =
    ofRepository === undefined
      ? linkedPath(page.source, path)
      : linkedPath('README.md', ofRepository || '.');
  if (to === page.source) return anchor || href;
  // The site's home page has other headings than the front page of the repository.
  if (to === 'README.md' && anchor) return `${REPOSITORY}${anchor}`;
  const folder = dirname(page.target);
  const linked = targets.get(keyOf(to === 'README.md' ? 'docs/README.md' : to, isRussian(page)));
  if (linked !== undefined) {
    return (
      asRelative(folder, linked.target) + (page.isUntranslated ? inTarget(linked, anchor) : anchor)
    );
  }
  if (!existsSync(ROOT + to) && to.endsWith('/README.md')) {
    return `${REPOSITORY}/tree/main/${dirname(to)}`;
  }
  if (/\.(?:png|svg|gif|jpe?g|webp)$/.test(to) && statSync(ROOT + to).isFile()) {
    pictures.add(to);
    return asRelative(folder, to);
  }
  return `${REPOSITORY}/blob/main/${to}${anchor}`;
}

/** The anchor of a heading in the Russian page: it is where the English page has it. */
function inTarget({ source, text }: Page, anchor: string): string {
  const english = source.replace(/^docs\/ru\//, 'docs/');
  if (anchor === '' || english === source) return anchor;
  const at = anchorsOf(readFileSync(ROOT + english, 'utf8')).indexOf(anchor.slice(1));
  const found = anchorsOf(text)[at];
  return found === undefined ? anchor : `#${found}`;
}

function anchorsOf(text: string): string[] {
  const slugger = new GithubSlugger();
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    slugger.slug(title.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')),
  );
}

const isRussian = (page: Page): boolean => page.target.startsWith('ru/');

function asRelative(folder: string, to: string): string {
  const path = relative(folder, to);
  return path.startsWith('.') ? path : `./${path}`;
}

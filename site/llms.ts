/** `llms.txt` and `llms-full.txt`, as https://llmstxt.org describes them: the pages for programs that read text. */
import { navigation } from './navigation.ts';
import type { Page } from './pages.ts';

/** Their names and texts. Only English pages are in them. */
export function llmsFiles(pages: readonly Page[], base: string): [string, string][] {
  const english = pages.filter(({ target }) => !target.startsWith('ru/'));
  return [
    ['llms.txt', index(english, base)],
    ['llms-full.txt', english.map(whole).join('\n')],
    ...english.map((page): [string, string] => [page.target, page.text]),
  ];
}

/** The list of pages; each link leads to the page's Markdown. */
function index(pages: readonly Page[], base: string): string {
  const home = pages.find(({ target }) => target === 'index.md');
  const [, first = ''] = /^# .+\n+((?:.+\n)+)/.exec(home?.text ?? '') ?? [];
  const groups = navigation(pages, 'en').sidebar;
  const seen = new Set<string>();
  const sections = Object.values(groups).flatMap((items) =>
    items.flatMap(({ text, items: own = [] }) => {
      if (seen.has(text)) return [];
      seen.add(text);
      const lines = own.map(
        ({ text: title, link = '' }) => `- [${title}](${markdown(link, base)})`,
      );
      return [`## ${text}\n\n${lines.join('\n')}\n`];
    }),
  );
  return [`# Signal Hooks\n`, `> ${first.replace(/\s+/g, ' ').trim()}\n`, ...sections].join('\n');
}

/** Where a page's Markdown is, by where the page is. */
const markdown = (link: string, base: string): string =>
  `${base}${link.slice(1)}${link.endsWith('/') ? 'index.md' : '.md'}`;

const whole = (page: Page): string => `<!-- ${page.source} -->\n\n${page.text}`;

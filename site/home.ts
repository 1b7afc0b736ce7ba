/** The home page: the title and the first paragraph of its file large, the rest below them. */
import type { Page } from './pages.ts';

const ACTIONS = {
  en: [
    { theme: 'brand', text: 'Begin', link: '/tutorials/self-host' },
    { theme: 'alt', text: 'Which platform?', link: '/how-to/which-platform' },
    { theme: 'alt', text: 'Recipes', link: '/recipes/' },
  ],
  ru: [
    { theme: 'brand', text: 'Начать', link: '/ru/tutorials/self-host' },
    { theme: 'alt', text: 'Какую платформу выбрать?', link: '/ru/how-to/which-platform' },
    { theme: 'alt', text: 'Рецепты', link: '/ru/recipes/' },
  ],
};

/** @param text the page, with its links rewritten */
export function asHome(page: Page, text: string): string {
  const [, first = '', rest = ''] = /^# .+\n+((?:.+\n)+)([\s\S]*)$/.exec(text) ?? [];
  const language = page.target.startsWith('ru/') ? 'ru' : 'en';
  const settings = {
    layout: 'home',
    title: page.title,
    titleTemplate: false,
    hero: { name: page.title, tagline: plain(first), actions: ACTIONS[language] },
  };
  // JSON is YAML as well.
  return `---\n${JSON.stringify(settings)}\n---\n\n${rest}`;
}

const plain = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[*`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

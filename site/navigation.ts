/** What the bar at the top and the list at the side show, in both languages. */
import type { Page } from './pages.ts';

/** A page, or a group of pages, in VitePress's own form. */
interface Item {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly Item[];
}

/** What VitePress's theme takes for a language. */
export interface Navigation {
  readonly nav: readonly Item[];
  readonly sidebar: Readonly<Record<string, readonly Item[]>>;
}

interface Group {
  readonly en: string;
  readonly ru: string;
  /** Pages in their order, without `.md`; a folder with `/` at its end takes what is in it. */
  readonly pages: readonly string[];
}

interface Section {
  readonly en: string;
  readonly ru: string;
  /** The folders whose pages show this section at the side; new pages of the first one are added. */
  readonly folders: readonly string[];
  readonly groups: readonly Group[];
}

const SECTIONS: readonly Section[] = [
  {
    en: 'Tutorials',
    ru: 'Учебные примеры',
    folders: ['tutorials/'],
    groups: [
      {
        en: 'Tutorials',
        ru: 'Учебные примеры',
        pages: [
          'tutorials/self-host',
          'tutorials/from-signal-to-slack',
          'tutorials/n8n',
          'tutorials/zapier',
          'tutorials/make',
          'tutorials/connect-any-product',
        ],
      },
    ],
  },
  {
    en: 'How-to',
    ru: 'Руководства',
    folders: ['how-to/', 'recipes/'],
    groups: [
      {
        en: 'Connect',
        ru: 'Подключение',
        pages: [
          'how-to/which-platform',
          'how-to/signed-webhooks-in-n8n',
          'how-to/activepieces',
          'how-to/subscribe',
          'how-to/receive-deliveries',
          'how-to/play-a-provider',
          'how-to/check-a-signature',
        ],
      },
      {
        en: 'Recipes',
        ru: 'Рецепты',
        pages: ['recipes/index', 'recipes/n8n/index', 'recipes/google-sheets/index', 'recipes/'],
      },
      {
        en: 'Run a gateway',
        ru: 'Шлюз в работе',
        pages: [
          'how-to/run-the-gateway',
          'how-to/run-in-a-container',
          'how-to/public-address',
          'how-to/run-as-a-service',
          'how-to/run-on-kubernetes',
          'how-to/run-on-railway',
          'how-to/run-on-render',
          'how-to/upgrade',
          'how-to/move-to-postgresql',
          'how-to/configuration-as-a-file',
        ],
      },
      {
        en: 'Look after it',
        ru: 'Наблюдение',
        pages: [
          'how-to/sign-in-to-the-console',
          'how-to/look-inside',
          'how-to/alerts',
          'how-to/watch-with-prometheus',
          'how-to/audit-log',
          'how-to/delete-a-persons-data',
        ],
      },
    ],
  },
  {
    en: 'Reference',
    ru: 'Справочник',
    folders: ['reference/', 'packages/'],
    groups: [
      {
        en: 'Reference',
        ru: 'Справочник',
        pages: [
          'reference/http-api',
          'reference/command-line',
          'reference/configuration',
          'reference/errors',
          'reference/record',
          'reference/definition',
          'reference/zapier-fields',
          'reference/words',
        ],
      },
      {
        en: 'Providers',
        ru: 'Провайдеры',
        pages: ['reference/providers/index', 'reference/providers/'],
      },
      {
        en: 'Presets',
        ru: 'Готовые определения',
        pages: ['reference/presets/index', 'reference/presets/'],
      },
      { en: 'Packages', ru: 'Пакеты', pages: ['packages/'] },
    ],
  },
  {
    en: 'Explanation',
    ru: 'Как это устроено',
    folders: [
      'explanation/',
      'adr/',
      'architecture',
      'contributing',
      'security',
      'code_of_conduct',
    ],
    groups: [
      {
        en: 'Explanation',
        ru: 'Как это устроено',
        pages: [
          'explanation/how-verifying-works',
          'explanation/what-is-promised',
          'explanation/how-it-is-tested',
          'explanation/figures',
          'explanation/threat-model',
          'architecture',
        ],
      },
      {
        en: 'Project',
        ru: 'Проект',
        pages: ['contributing', 'security', 'code_of_conduct'],
      },
      { en: 'Decisions', ru: 'Решения', pages: ['adr/index', 'adr/'] },
    ],
  },
];

type Language = 'en' | 'ru';

/** The navigation of a language, from the pages that there are and their titles. */
export function navigation(pages: readonly Page[], language: Language): Navigation {
  const prefix = language === 'ru' ? 'ru/' : '';
  const own = pages
    .filter(({ target }) => target.startsWith('ru/') === (language === 'ru'))
    .map((page): [string, Page] => [page.target.slice(prefix.length, -'.md'.length), page]);
  const titles = new Map(own.map(([path, { title }]) => [path, title]));
  const sidebar: Record<string, readonly Item[]> = {};
  const nav: Item[] = [];
  for (const section of SECTIONS) {
    const items = groupsOf(section, [...titles.keys()])
      .map(({ paths, ...group }) => ({
        text: group[language],
        items: paths.map((path) => ({
          text: titles.get(path) ?? path,
          link: linkOf(prefix + path),
        })),
      }))
      .filter(({ items }) => items.length > 0);
    for (const folder of section.folders) sidebar[`/${prefix}${folder}`] = items;
    const link = items[0]?.items[0]?.link;
    if (link !== undefined) nav.push({ text: section[language], link });
  }
  return { nav, sidebar };
}

/** The groups of a section with their pages; what no group names is in the last group of its folder. */
function groupsOf(section: Section, all: readonly string[]): (Group & { paths: string[] })[] {
  const named = new Set(SECTIONS.flatMap(({ groups }) => groups.flatMap(({ pages }) => pages)));
  const groups = section.groups.map((group) => ({
    ...group,
    paths: group.pages.flatMap((page) =>
      page.endsWith('/')
        ? all.filter((path) => path.startsWith(page) && !named.has(path))
        : all.filter((path) => path === page),
    ),
  }));
  const placed = new Set(groups.flatMap(({ paths }) => paths));
  const [folder = ''] = section.folders;
  const rest = all.filter(
    (path) => path.startsWith(folder) && !placed.has(path) && path !== 'index',
  );
  const [first] = groups;
  if (first !== undefined) first.paths.push(...rest);
  return groups;
}

const linkOf = (path: string): string => `/${path.replace(/(^|\/)index$/, '$1')}`;

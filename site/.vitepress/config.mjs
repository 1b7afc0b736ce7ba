/** What VitePress builds. `site/build.ts` writes `settings.json` and the pages beside this folder. */
import { readFileSync } from 'node:fs';
import { slug } from 'github-slugger';

const settings = JSON.parse(readFileSync(new URL('../settings.json', import.meta.url), 'utf8'));

const russian = {
  outline: { level: [2, 3], label: 'На этой странице' },
  docFooter: { prev: 'Назад', next: 'Дальше' },
  darkModeSwitchLabel: 'Оформление',
  lightModeSwitchTitle: 'Светлое оформление',
  darkModeSwitchTitle: 'Тёмное оформление',
  sidebarMenuLabel: 'Меню',
  returnToTopLabel: 'Наверх',
  langMenuLabel: 'Язык',
  skipToContentLabel: 'К содержанию',
};

const searchInRussian = {
  button: { buttonText: 'Поиск', buttonAriaLabel: 'Поиск' },
  modal: {
    displayDetails: 'Показать подробности',
    resetButtonTitle: 'Очистить',
    backButtonTitle: 'Закрыть',
    noResultsText: 'Ничего не найдено:',
    footer: {
      selectText: 'выбрать',
      navigateText: 'перейти',
      closeText: 'закрыть',
    },
  },
};

/** Two braces in a page are text, not an expression of Vue. */
function withoutExpressions({ renderer }) {
  const { text, code_inline: code } = renderer.rules;
  const escaped = (html) => html.replaceAll('{{', '&#123;&#123;');
  renderer.rules.text = (...args) => escaped(text(...args));
  renderer.rules.code_inline = (tokens, at, ...others) => {
    tokens[at].attrSet('v-pre', '');
    return code(tokens, at, ...others);
  };
}

export default {
  title: 'Signal Hooks',
  srcDir: 'pages',
  base: settings.base,
  outDir: settings.out,
  // Pages name addresses of the reader's own machine.
  ignoreDeadLinks: 'localhostLinks',
  cleanUrls: false,
  appearance: true,
  // Nothing is asked of another host, and nobody is counted.
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${settings.base}icon.svg` }]],
  markdown: {
    // Links name headings as GitHub does.
    anchor: { slugify: slug },
    headers: { slugify: slug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: withoutExpressions,
  },
  vite: { logLevel: 'warn', build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    logo: '/icon.svg',
    search: {
      provider: 'local',
      options: { locales: { ru: { translations: searchInRussian } } },
    },
    socialLinks: [{ icon: 'github', link: 'https://github.com/signal-hooks/signal-hooks' }],
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'Signed webhooks as verified, typed records in n8n, Zapier, Make and more.',
      themeConfig: { ...settings.en, outline: { level: [2, 3] } },
    },
    ru: {
      label: 'Русский',
      lang: 'ru',
      description: 'Подписанные вебхуки как проверенные записи в n8n, Zapier, Make и других.',
      themeConfig: { ...settings.ru, ...russian },
    },
  },
};

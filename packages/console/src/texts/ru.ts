import type { Texts } from './en.ts';
import { plural } from './plural.ts';

const count = plural('ru');

/** Все тексты страницы по-русски. */
export const ru: Texts = {
  common: {
    close: 'Закрыть',
    loading: 'Загрузка…',
    retry: 'Повторить',
  },
  errors: {
    forbidden: (scope) => ({
      title: 'Недостаточно прав',
      detail: `В этом сеансе нет права «${scope}». Войдите с токеном, у которого оно есть.`,
    }),
    notFound: 'По этому адресу нет страницы.',
    notFoundTitle: 'Не найдено',
    notTheGateway: 'Вместо шлюза ответило что-то другое',
    pageTitle: 'Не удалось показать страницу',
    refused: 'Шлюз отклонил запрос',
    signedOut: {
      title: 'Сеанс завершён',
      detail: 'Войдите ещё раз и повторите действие.',
    },
    toHome: 'На главную',
    tooMany: (seconds) => ({
      title: 'Слишком много попыток',
      detail: `Повторите ${seconds === null ? 'немного позже' : `через ${count(seconds, { one: 'секунду', few: 'секунды', other: 'секунд' })}`}.`,
    }),
    unexpected: 'На этой странице произошла ошибка',
    unreachable: {
      title: 'Шлюз не отвечает',
      detail: 'Проверьте, что он запущен и доступен с этого компьютера.',
    },
  },
  home: {
    allRight: 'Всё в порядке',
    concerns: {
      source_refusing: (name) => `${name}: есть отклонённые запросы`,
      source_unusable: (name) => `${name} не может принимать события`,
      source_waiting: (name) => `${name}: настройка не закончена`,
      subscription_disabled: (name) => `${name}: отключена, события туда не отправляются`,
      subscription_failing: (name) => `${name}: ошибки доставки`,
      subscription_unusable: (name) => `${name}: доставка невозможна`,
    },
    failingSince: 'Ошибки с',
    lastEvent: 'Последнее событие',
    noEventYet: 'Событий пока нет',
    noSources: 'Источников пока нет',
    noSourcesHelp: 'Источник — это адрес, на который приходят события одного продукта.',
    refusals: (requests) =>
      `${count(requests, { one: 'запрос', few: 'запроса', other: 'запросов' })} с запуска шлюза, последний:`,
    sources: 'Источники',
    title: 'Главная',
  },
  shell: {
    account: 'Настройки страницы и учётная запись',
    closeNavigation: 'Закрыть меню',
    language: 'Язык',
    navigation: 'Разделы',
    openNavigation: 'Открыть меню',
    signedInAs: (name) => `Вы вошли как ${name}`,
    signOut: 'Выйти',
    skip: 'К содержимому',
    theme: 'Оформление',
    themes: { auto: 'Как в системе', light: 'Светлое', dark: 'Тёмное' },
  },
  signIn: {
    description: 'Откройте ссылку, которую шлюз печатает при запуске, или войдите здесь.',
    email: 'Адрес электронной почты',
    emailHelp: 'Вы получите ссылку для однократного входа.',
    linkSent: 'Проверьте почту',
    linkSentHelp: 'Если с этим адресом разрешён вход, ссылка уже отправлена.',
    refused: 'Не удалось войти',
    refusedHelp:
      'Ссылка или токен не подходят: опечатка, ссылка уже использована, токен отозван или истёк срок.',
    sendLink: 'Прислать ссылку',
    title: 'Вход',
    token: 'Токен API',
    tokenHelp: 'Его создаёт команда «signal-hooks token create» там, где работает шлюз.',
    withToken: 'Войти',
  },
};

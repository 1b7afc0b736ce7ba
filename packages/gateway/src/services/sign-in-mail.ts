import type { AlertMessage } from '../alerts/message.ts';

/** The languages of the console. */
export const MAIL_LANGUAGES = ['en', 'ru'] as const;

/** One of {@link MAIL_LANGUAGES}. */
export type MailLanguage = (typeof MAIL_LANGUAGES)[number];

const WORDS: Readonly<
  Record<MailLanguage, (minutes: number) => Readonly<Record<'subject' | 'open' | 'valid', string>>>
> = {
  en: (minutes) => ({
    subject: 'Sign in to Signal Hooks',
    open: 'Open this link to sign in to the console of Signal Hooks:',
    valid: `It works once, within ${minutes} minutes. If you did not ask for it, do nothing.`,
  }),
  ru: (minutes) => ({
    subject: 'Вход в Signal Hooks',
    open: 'Откройте эту ссылку, чтобы войти в консоль Signal Hooks:',
    valid: `Она сработает один раз в течение ${minutes} минут. Если вы её не запрашивали, ничего не делайте.`,
  }),
};

/** The message with a link that signs in. */
export function signInMail(link: string, minutes: number, language: MailLanguage): AlertMessage {
  const { subject, open, valid } = WORDS[language](minutes);
  return { subject, text: [open, link, valid].join('\n\n') };
}

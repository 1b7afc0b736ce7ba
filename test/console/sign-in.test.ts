/** Who is let in, and how. */
import type { Page } from 'playwright-core';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';
import { until } from '../support/until.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS, type Look, USUAL_LOOK } from './looks.ts';

const OWNER = 'owner@example.com';
let smtp: SmtpServer;

async function startMail(): Promise<Record<string, string>> {
  smtp = await startSmtpServer();
  return {
    SIGNAL_HOOKS_SMTP_URL: smtp.url,
    SIGNAL_HOOKS_SMTP_FROM: 'hooks@example.com',
    SIGNAL_HOOKS_CONSOLE_EMAILS: OWNER,
  };
}

describeConsole(
  'the sign-in page',
  (the) => {
    afterAll(() => smtp.close());

    const WORDS = {
      en: {
        title: 'Sign in',
        token: 'API token',
        button: 'Sign in',
        home: 'Home',
        refused: 'That did not work',
        used: 'used already',
        email: 'E-mail address',
        send: 'Send me a link',
        sent: 'Look into your inbox',
        mail: 'Open this link to sign in to the console of Signal Hooks:',
      },
      ru: {
        title: 'Вход',
        token: 'Токен API',
        button: 'Войти',
        home: 'Главная',
        refused: 'Не удалось войти',
        used: 'ссылка уже использована',
        email: 'Адрес электронной почты',
        send: 'Прислать ссылку',
        sent: 'Проверьте почту',
        mail: 'Откройте эту ссылку, чтобы войти в консоль Signal Hooks:',
      },
    };

    describe('the link that `serve` prints', () => {
      let path: string;
      let code: string;
      beforeAll(async () => {
        const link = await until(
          () => /\S+#code=[\w-]+/.exec(the.printed)?.[0] ?? '',
          (found) => found !== '',
        );
        expect(link).toContain(`${the.url}/console/#code=`);
        path = link.slice(`${the.url}/console/`.length);
        code = path.slice('#code='.length);
      });

      test('signs in, and is gone from the address and from the history', async () => {
        const page = await the.visit(path);
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
        expect(page.url()).toBe(`${the.url}/console/`);
        await page.getByRole('link', { name: 'Settings' }).click();
        await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
        await page.goBack();
        await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
        expect(page.url()).toBe(`${the.url}/console/`);
        expect(asked.filter((url) => url.includes(code))).toEqual([]);
      });

      test.each(LOOKS)(
        'works once; then it says so, and takes a token: $width $language $theme',
        async (look) => {
          const words = WORDS[look.language];
          the.expectRefusal(401);
          const page = await the.visit(path, look);
          await page.getByText(words.refused).waitFor();
          await page.getByText(words.used).waitFor();
          expect(page.url()).not.toContain(code);
          await the.audit(page);
          await page.getByLabel(words.token).fill(the.token);
          await page.getByRole('button', { name: words.button, exact: true }).click();
          await page.getByRole('heading', { level: 1, name: words.home }).waitFor();
          expect(page.url()).toBe(`${the.url}/console/`);
        },
      );
    });

    test.each(LOOKS)(
      'refuses a wrong token and takes the right one: $width $language $theme',
      async (look) => {
        const words = WORDS[look.language];
        the.expectRefusal(401);
        const page = await the.visit('', look);
        await page.getByRole('heading', { level: 1, name: words.title }).waitFor();
        await the.audit(page);
        const submit = page.getByRole('button', { name: words.button, exact: true });
        await page.getByLabel(words.token).fill('a wrong token');
        await submit.click();
        await page.getByText(words.refused).waitFor();
        await page.getByLabel(words.token).fill(the.token);
        await submit.click();
        await page.getByRole('heading', { level: 1, name: words.home }).waitFor();
        expect(new URL(page.url()).pathname).toBe('/console/');
        await until(
          () => page.title(),
          (title) => title === `${words.home} · Signal Hooks`,
        );
      },
    );

    test('leads back to the page that was asked for, with its search', async () => {
      const page = await the.visit('?x=1');
      await page.getByLabel('API token').fill(the.token);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
      expect(new URL(page.url()).search).toBe('?x=1');
    });

    test.each([
      '//evil.example/',
      '/\\evil.example/',
      '\\\\evil.example/',
      '/\t/evil.example/',
      '/v1/events',
      'https://evil.example/',
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
    ])('leads nowhere else than into the console: to=%j', async (to) => {
      const page = await the.visit(`sign-in?to=${encodeURIComponent(to)}`);
      await page.getByLabel('API token').fill(the.token);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
      expect(page.url()).toBe(`${the.url}/console/`);
    });

    test('signing out leads back to it, and the way back is closed', async () => {
      const page = await the.open('');
      await page.getByRole('button', { name: 'Settings of this page and account' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    });

    describe('by e-mail', () => {
      const ask = async (look: Look, address: string): Promise<Page> => {
        const words = WORDS[look.language];
        const page = await the.visit('', look);
        await page.getByLabel(words.email).fill(address);
        await page.getByRole('button', { name: words.send }).click();
        await page.getByText(words.sent).waitFor();
        return page;
      };

      // Each look has one of the three messages that an address gets at once.
      test.each(LOOKS.slice(0, 3))(
        'a link signs in once, in the language of the page: $width $language $theme',
        async (look) => {
          const words = WORDS[look.language];
          smtp.mails.length = 0;
          the.expectRefusal(401);
          const page = await ask(look, OWNER);
          await the.audit(page);
          const mail = await until(
            () => smtp.mails[0],
            (found) => found !== undefined,
          );
          expect(mail?.to).toEqual([OWNER]);
          expect(mail?.text).toContain(words.mail);
          const [link = ''] = /http\S+/.exec(mail?.text ?? '') ?? [];
          const path = link.slice(`${the.url}/console/`.length);
          const signedIn = await the.visit(path, look);
          await signedIn.getByRole('heading', { level: 1, name: words.home }).waitFor();
          expect(signedIn.url()).toBe(`${the.url}/console/`);
          const again = await the.visit(path, look);
          await again.getByText(words.used).waitFor();
        },
      );

      test('to a stranger nothing is sent, and the page does not tell', async () => {
        smtp.mails.length = 0;
        await ask(USUAL_LOOK, 'stranger@example.com');
        // One that comes later has come: the first one never will.
        await the.api.post('/v1/alert-channels', { kind: 'email', to: ['ops@example.com'] });
        const [channel] = await the.api.all<{ id: string }>('/v1/alert-channels');
        await the.api.post(`/v1/alert-channels/${channel?.id}/test`, {});
        expect(smtp.mails.map(({ to }) => to)).toEqual([['ops@example.com']]);
      });
    });
  },
  startMail,
);

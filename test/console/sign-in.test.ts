/** Who is let in, and how. */
import { until } from '../support/until.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';

describeConsole('the sign-in page', (the) => {
  const WORDS = {
    en: {
      title: 'Sign in',
      token: 'API token',
      button: 'Sign in',
      home: 'Home',
      refused: 'That did not work',
    },
    ru: {
      title: 'Вход',
      token: 'Токен API',
      button: 'Войти',
      home: 'Главная',
      refused: 'Не удалось войти',
    },
  };

  test.each(LOOKS)(
    'refuses a wrong token and takes the right one: $width $language $theme',
    async (look) => {
      const words = WORDS[look.language];
      const page = await the.visit('', look);
      await page.getByRole('heading', { level: 1, name: words.title }).waitFor();
      await the.audit(page);
      const submit = page.getByRole('button', { name: words.button, exact: true });
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

  test('leads nowhere else, whatever the address says', async () => {
    const page = await the.visit('sign-in?to=//evil.example/');
    await page.getByLabel('API token').fill(the.token);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    expect(new URL(page.url()).origin).toBe(the.url);
  });

  test('signing out leads back to it, and the way back is closed', async () => {
    const page = await the.open('');
    await page.getByRole('button', { name: 'Settings of this page and account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  });
});

/** What surrounds every page. */
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';

describeConsole('the frame of every page', (the) => {
  test.each(LOOKS)('is accessible: $width $language $theme', async (look) => {
    const page = await the.open('', look);
    await the.audit(page);
    expect(await page.evaluate('document.documentElement.lang')).toBe(look.language);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(look.theme === 'dark' ? 'rgb(20, 22, 26)' : 'rgb(246, 247, 249)');
  });

  test('the keyboard skips the navigation', async () => {
    const page = await the.open('');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#main:focus').waitFor();
  });

  test('theme and language are chosen, and kept', async () => {
    const page = await the.open('');
    await page.getByRole('button', { name: 'Settings of this page and account' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await the.audit(page);
    await page.getByRole('menuitemradio', { name: 'Русский' }).click();
    await page.getByText('Оформление').waitFor();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Главная' }).waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });

  test('on a phone the navigation is behind a button', async () => {
    const page = await the.open('', { width: 390, language: 'en', theme: 'light' });
    await page.getByRole('button', { name: 'Open navigation' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Home' }).waitFor();
    await the.audit(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction('document.activeElement.ariaLabel === "Open navigation"');
  });

  test('an address without a page says so', async () => {
    const page = await the.open('no-such-page');
    await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor();
    await the.audit(page);
    await page.getByRole('link', { name: 'To the home page' }).click();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  });
});

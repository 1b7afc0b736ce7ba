/** Whether everything is all right, at a glance. */
import { signalBody } from '../support/siggnal.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';
import { addSiggnal } from './siggnal-source.ts';

describeConsole('the home page', (the) => {
  test.each(LOOKS)('of a new gateway says how to begin: $width $language $theme', async (look) => {
    const page = await the.open('', look);
    const title = look.language === 'ru' ? 'Источников пока нет' : 'No source yet';
    await page.getByText(title).waitFor();
    await the.audit(page);
  });

  test('a demo provider sends samples', async () => {
    const page = await the.open('');
    await page.getByRole('button', { name: 'Play with a demo provider' }).click();
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    await page.getByRole('listitem').nth(4).waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('Everything is all right').waitFor();
  });

  test('refused requests are what one sees first, with their reason', async () => {
    const source = await addSiggnal(the.api, 'Siggnal of sales');
    expect(await source.send(signalBody('home'))).toBe(200);
    expect(await source.send(signalBody('forged'), 'a wrong secret')).toBe(401);
    const page = await the.open('');
    await page.getByText('Siggnal of sales: requests were refused').waitFor();
    await page.getByText('Siggnal of sales: The signature does not fit').waitFor();
  });

  test.each(LOOKS)('is accessible with everything on it: $width $language $theme', async (look) => {
    const page = await the.open('', look);
    await page.getByRole('img').waitFor();
    await the.audit(page);
  });
});

/** What was refused, and why. */
import { signalBody } from '../support/siggnal.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';
import { addSiggnal, type SiggnalSource } from './siggnal-source.ts';

describeConsole('the rejections', (the) => {
  let source: SiggnalSource;

  test('a page without any follows what is refused', async () => {
    source = await addSiggnal(the.api, 'Siggnal');
    const page = await the.open('rejections');
    await page.getByText('No request was refused').waitFor();
    expect(await source.send(signalBody('r1'), 'a wrong secret')).toBe(401);
    await page.getByText('The signature does not fit: another secret, or a changed body').waitFor();
  });

  test.each(LOOKS)('say why: $width $language $theme', async (look) => {
    const page = await the.open(`rejections?source_id=${source.id}`, look);
    const reason = look.language === 'ru' ? 'Подпись не подходит' : 'The signature does not fit';
    await page.getByText(reason).first().waitFor();
    await page.getByRole('cell', { name: 'HTTP 401' }).waitFor();
    await the.audit(page);
  });
});

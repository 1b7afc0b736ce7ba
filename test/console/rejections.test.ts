/** What was refused, and why. */
import { createHmac } from 'node:crypto';
import { send } from '../support/http.ts';
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

  const SAID = {
    en: { button: 'Details', table: 'Expected and received', why: 'In another encoding' },
    ru: { button: 'Подробнее', table: 'Ожидалось и получено', why: 'В другой кодировке' },
  };

  test.each(LOOKS)(
    'show the request, and where its signature differs: $width $language $theme',
    async (look) => {
      const said = SAID[look.language];
      // It signs in base64.
      const { json } = await the.api.post('/v1/sources', {
        provider: 'custom',
        preset: 'typeform',
      });
      const body = '{"event_id":"1","event_type":"form_response"}';
      const signature = createHmac('sha256', 'anything').update(body).digest('hex');
      const headers = { 'typeform-signature': `sha256=${signature}` };
      expect((await send(String(json.ingest_url), { headers, body })).status).toBe(401);
      const page = await the.open(`rejections?source_id=${json.id}`, look);
      await page.getByRole('button', { name: said.button, exact: true }).first().click();
      const parts = page.getByRole('table', { name: said.table });
      await parts.getByText(said.why).waitFor();
      await parts.getByText('sha256=‹base64, 32 bytes›').waitFor();
      await page.locator('summary').click();
      await page.getByText(body).waitFor();
      await the.audit(page);
      // Who gets its address sees the same.
      await page.reload();
      await parts.waitFor();
      await page.locator('[aria-expanded=true]').click();
      await parts.waitFor({ state: 'detached' });
    },
  );
});

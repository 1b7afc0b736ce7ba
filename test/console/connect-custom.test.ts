/** Somebody without a terminal connects a product that nobody described. */
import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import { send } from '../support/http.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';

/** A browser at a busy machine. */
const PATIENT_MS = 120_000;
const SECRET = 'acme-secret';
const BODY =
  '{"event":"order.paid","id":"evt_8812","created_at":"2026-11-27T15:00:00Z","order":{"number":"A-1001","total":129.5,"currency":"EUR"},"customer":{"name":"Jane Smith","email":"jane@example.com"}}';
const headersOf = (body: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-acme-signature': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
});

/** Saves what is proposed, and sees the next request come in as an event. */
async function saveAndReceive(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save and connect' }).click();
  const address = page.getByRole('textbox', { name: 'Address', exact: true });
  await page.getByText('Ready', { exact: true }).waitFor();
  const body = BODY.replace('8812', '8813');
  const { status } = await send(await address.inputValue(), { body, headers: headersOf(body) });
  expect(status).toBe(200);
  await page.getByText('It works: events arrive').waitFor();
}

describeConsole('a product that nobody described', (the) => {
  test(
    'is learned from a request that is caught, and connected',
    async () => {
      const page = await the.open('connect/custom');
      await page.getByLabel('What the product is called').fill('Acme');
      await page.getByLabel('Its secret').fill(SECRET);
      await page.getByRole('button', { name: 'Catch one instead' }).click();
      const address = page.getByRole('textbox', { name: 'Address', exact: true });
      await address.waitFor();
      await page.getByText('Waiting for a request to this address').waitFor();
      const { status } = await send(await address.inputValue(), {
        body: BODY,
        headers: headersOf(BODY),
      });
      expect(status).toBe(401);
      await page.getByText('A request was caught').waitFor();
      await page.getByRole('button', { name: 'Propose a definition' }).click();
      await page.getByText('A-1001').first().waitFor();
      await the.audit(page);
      await saveAndReceive(page);
      const { json } = await the.api.get('/v1/events?provider=acme');
      expect(json).toMatchObject({ data: [{ event_type: 'order.paid' }] });
    },
    PATIENT_MS,
  );

  test(
    'is learned from a curl command; its fields are changed, and the record follows',
    async () => {
      const page = await the.open('connect/custom');
      await page.getByLabel('What the product is called').fill('Acme Shop');
      await page.getByLabel('Its secret').fill(SECRET);
      const headers = Object.entries(headersOf(BODY)).map(
        ([name, value]) => `-H '${name}: ${value}'`,
      );
      await page
        .getByLabel('A request of it')
        .fill(`curl -X POST https://a.example/in ${headers.join(' ')} --data-raw '${BODY}'`);
      await page.getByRole('button', { name: 'Propose a definition' }).click();
      const key = page.getByLabel('Key 1', { exact: true });
      await key.fill('my_own_key');
      await page
        .getByRole('term')
        .filter({ hasText: /^my_own_key$/ })
        .waitFor();
      await key.fill('Not A Key');
      await page
        .getByText(/fields\.0\.key/)
        .first()
        .waitFor();
      await key.fill('my_own_key');
      await page
        .getByRole('term')
        .filter({ hasText: /^my_own_key$/ })
        .waitFor();
      await saveAndReceive(page);
    },
    PATIENT_MS,
  );

  test.each(LOOKS)(
    'is accessible: $width $language $theme',
    async (look) => {
      const page = await the.open('connect/custom', look);
      const isRussian = look.language === 'ru';
      await page
        .getByLabel(isRussian ? 'Как называется продукт' : 'What the product is called')
        .fill('Acme');
      await page.getByRole('textbox').last().fill(BODY);
      const propose = isRussian ? 'Предложить определение' : 'Propose a definition';
      await page.getByRole('button', { name: propose }).click();
      await page.getByText('A-1001').last().waitFor();
      await the.audit(page);
    },
    PATIENT_MS,
  );
});

/** The page on which the API is tried, in a real browser at a real gateway. */
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';

describeConsole('the page Try the API', (the) => {
  const WORDS = {
    en: { title: 'Try the API', operation: 'Operation', body: 'Body (JSON)' },
    ru: { title: 'Попробовать API', operation: 'Операция', body: 'Тело (JSON)' },
  };

  test.each(LOOKS)('can be read: $width $language $theme', async (look) => {
    const { title, operation, body } = WORDS[look.language];
    const page = await the.open('api', look);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.getByLabel(operation).selectOption('POST /v1/subscriptions');
    await page.getByLabel(body).waitFor();
    await the.audit(page);
  });

  test('what only reads is sent at once', async () => {
    const page = await the.open('tokens');
    await page.getByRole('link', { name: 'Try the API' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = page.getByRole('region', { name: /^Answer: 200/ });
    expect(await answer.innerText()).toMatch(/"scopes": \[\s+"admin"\s+\]/);
  });

  test('what changes something asks first', async () => {
    const page = await the.open('api');
    await page.getByLabel('Operation').selectOption('POST /v1/tokens');
    const body = page.getByLabel('Body (JSON)');
    const begun = { name: '', scopes: [], expires_in_days: null };
    expect(JSON.parse(await body.inputValue())).toEqual(begun);
    await body.fill('{"name": "made by hand", "scopes": ["events:read"], "expires_in_days": 1}');
    await page.getByRole('button', { name: 'Send' }).click();
    const names = async (): Promise<unknown[]> =>
      (await the.api.all<{ name: string }>('/v1/tokens')).map(({ name }) => name);
    expect(await names()).not.toContain('made by hand');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await page.getByText('Answer: 201').waitFor();
    expect(await names()).toContain('made by hand');
  });

  test('a value is one part of the path, whatever it is; the command is that of the page', async () => {
    the.expectRefusal(404);
    the.expectRefusal(422);
    const page = await the.open('api');
    await page.getByLabel('Operation').selectOption('GET /v1/events/{id}');
    await page.getByText('Fill in id first.').waitFor();
    await page.getByLabel('id', { exact: true }).fill("../me?'$(id)");
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/Answer: 4\d\d/).waitFor();
    const command = page.getByRole('region', { name: 'The same in a terminal' });
    expect(await command.innerText()).toContain(
      `curl -X GET '${the.url}/v1/events/..%2Fme%3F'\\''%24(id)' \\`,
    );
  });
});

/** What came, live; one event, and delivering it once more. */
import type { Page } from 'playwright-core';
import { signalBody } from '../support/siggnal.ts';
import { type Subscriber, startSubscriber } from '../support/subscriber.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';
import { addSiggnal, type SiggnalSource } from './siggnal-source.ts';

describeConsole('the events', (the) => {
  let source: SiggnalSource;
  const row = (page: Page, title: string) =>
    page.getByRole('listitem').filter({ has: page.getByText(title, { exact: true }) });

  test('a page without events says so, and follows what comes', async () => {
    source = await addSiggnal(the.api, 'Siggnal');
    const page = await the.open('events');
    await page.getByText('No event yet').waitFor();
    await the.audit(page);
    await source.send(signalBody('s1', 'The first one'));
    await row(page, 'The first one').waitFor();
  });

  test.each(LOOKS)('are listed, and searched: $width $language $theme', async (look) => {
    await source.send(signalBody(`look ${look.width} ${look.language}`, 'Seen by a look'));
    const page = await the.open('events', look);
    await row(page, 'Seen by a look').first().waitFor();
    await the.audit(page);
    const ru = look.language === 'ru';
    await page.getByLabel(ru ? 'Поиск по событиям' : 'Search in events').fill('no such text');
    await page.getByText(ru ? 'Ничего не подходит' : 'No event fits').waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('no such text');
    await the.audit(page);
  });

  test('conditions are chips in the address; a value of a wrong type is refused', async () => {
    await source.send(signalBody('chip', 'With a chip'));
    const page = await the.open('events');
    const add = page.getByRole('button', { name: 'Add a condition' });
    await add.click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Field').selectOption({ label: 'Priority' });
    await form.getByLabel('Comparison').selectOption({ label: 'is at least' });
    await form.getByLabel('Value').fill('urgent');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await form.getByText('It must be one of critical, high').waitFor();
    await the.audit(page);
    await form.getByLabel('Value').fill('critical');
    await form.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('No event fits').waitFor();
    // Whoever gets the address sees the same.
    await page.reload();
    await page.getByText('Priority is at least critical', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Remove the condition/ }).click();
    await row(page, 'With a chip').waitFor();
  });

  describe('one', () => {
    let subscriber: Subscriber;
    beforeAll(async () => {
      subscriber = await startSubscriber();
      const made = await the.api.post('/v1/subscriptions', {
        target_url: subscriber.url,
        name: 'CRM',
      });
      subscriber.secret = String(made.json.secret);
    });
    afterAll(() => subscriber.close());

    test('shows what the provider sent, and is delivered once more by a click', async () => {
      const body = signalBody('detail', 'In detail').replace(
        '"project_id"',
        '"n": 12345678901234567890, "project_id"',
      );
      await source.send(body);
      const page = await the.open('events');
      await row(page, 'In detail').getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'In detail' }).waitFor();
      await page.getByText('Delivered', { exact: true }).waitFor();
      await page.getByRole('cell', { name: 'HTTP 204' }).waitFor();
      await page.getByRole('tab', { name: 'Payload' }).click();
      await page.getByText('"n": 12345678901234567890,').waitFor();
      await page.getByLabel('Byte by byte').check();
      expect(await page.locator('pre').innerText()).toBe(body);
      await page.getByRole('tab', { name: 'As curl' }).click();
      await page.getByText(`curl -X POST '${source.ingestUrl}'`).waitFor();
      await page.getByRole('button', { name: 'Deliver again' }).click();
      await page.getByRole('cell', { name: 'HTTP 204' }).nth(1).waitFor();
      const [times] = [...subscriber.received.values()].filter(([first]) =>
        first?.includes('In detail'),
      );
      expect(times).toHaveLength(2);
    });

    test('is sent to a subscription that it was never sent to', async () => {
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: subscriber.url, name: 'Late, for others' },
        filter: [{ field: 'subject_id', op: 'eq', value: 'none' }],
      });
      const page = await the.open('events');
      await row(page, 'In detail').getByRole('link').click();
      await page.getByRole('button', { name: 'Send to …' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Subscription').selectOption({ label: 'Late, for others' });
      await the.audit(page);
      await dialog.getByRole('button', { name: 'Send', exact: true }).click();
      const item = page.getByRole('listitem').filter({ hasText: 'Late, for others' });
      await item.getByText('Delivered', { exact: true }).waitFor();
      const { json: list } = await the.api.get(`/v1/deliveries?subscription_id=${json.id}`);
      expect(list.data).toMatchObject([{ status: 'delivered' }]);
      // To all: to the CRM once more, and to the late one.
      await page.getByRole('button', { name: 'Send to …' }).click();
      await dialog.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('2 deliveries are being made').waitFor();
    });

    test.each(LOOKS)('is accessible: $width $language $theme', async (look) => {
      const page = await the.open('events', look);
      await row(page, 'In detail').getByRole('link').click();
      await page.getByRole('heading', { level: 1, name: 'In detail' }).waitFor();
      await page.getByRole('cell', { name: 'HTTP 204' }).first().waitFor();
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await the.audit(page);
      }
    });
  });
});

/** Where events go: set up, failing, mended, backfilled, in a real browser at a real gateway. */
import type { Page } from 'playwright-core';
import { send } from '../support/http.ts';
import { signalBody, signedHeaders } from '../support/siggnal.ts';
import { until } from '../support/until.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** Deliveries to loopback, by plain HTTP: the receivers of this test are there. */
const ENV = { SIGNAL_HOOKS_ALLOW_HTTP: 'true', SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
const PATIENCE_MS = 30_000;

const WORDS = {
  en: {
    subscriptions: 'Subscriptions',
    none: 'Events go nowhere yet',
    sendTo: 'Send events somewhere',
    tokens: 'Tokens',
  },
  ru: {
    subscriptions: 'Подписки',
    none: 'События пока никуда не отправляются',
    sendTo: 'Отправить события',
    tokens: 'Токены',
  },
};

describeConsole(
  'where events go',
  (the) => {
    let ingest = '';
    let secret = '';
    let receiver: Receiver;
    beforeAll(async () => {
      receiver = await startReceiver();
      const { json } = await the.api.post('/v1/sources', {
        ...{ provider: 'siggnal', name: 'Leads' },
      });
      secret = String(json.secret);
      ingest = `${the.url}/in/${json.id}`;
    });
    afterAll(() => receiver.close());
    beforeEach(() => {
      receiver.refusals = 0;
      receiver.bodies.length = 0;
    });
    afterEach(async () => {
      for (const { id } of await the.api.all<{ id: string }>('/v1/subscriptions')) {
        await the.api.call('DELETE', `/v1/subscriptions/${id}`);
      }
    });

    const happen = async (id: string): Promise<void> => {
      const body = signalBody(id);
      const { status } = await send(ingest, { body, headers: signedHeaders(secret, body) });
      expect(status).toBe(200);
    };
    const heading = (page: Page, name: string | RegExp): Promise<void> =>
      page.getByRole('heading', { level: 1, name }).waitFor();
    const click = (page: Page, name: string | RegExp): Promise<void> =>
      page.getByRole('button', { name }).click();

    test.each(LOOKS)('every page can be read: $width $language $theme', async (look) => {
      const words = WORDS[look.language];
      const page = await the.open('subscriptions', look);
      await heading(page, words.subscriptions);
      await page.getByText(words.none).waitFor();
      await the.audit(page);
      await page.goto(`${the.url}/console/send-to`);
      await heading(page, words.sendTo);
      await the.audit(page);
      for (const target of ['slack', 'zapier', 'make', 'n8n', 'url']) {
        await page.goto(`${the.url}/console/send-to?to=${target}`);
        await page.getByRole('heading', { level: 2 }).first().waitFor();
        await the.audit(page);
      }
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'A receiver' },
      });
      await page.goto(`${the.url}/console/subscriptions`);
      await page.getByRole('link', { name: 'A receiver' }).click();
      await heading(page, 'A receiver');
      await the.audit(page);
      expect(page.url()).toContain(String(json.id));
      await page.goto(`${the.url}/console/tokens`);
      await heading(page, words.tokens);
      await page.getByRole('table').waitFor();
      await the.audit(page);
    });

    test('a message in Slack for each event, tried before', async () => {
      const page = await the.open('send-to');
      await page.getByRole('link', { name: /^Slack/ }).click();
      await page.getByLabel('Webhook address').fill(receiver.url);
      await page.getByLabel('Events of').selectOption('Leads');
      await click(page, 'Send events there');
      await page.getByText('Events go there from now on').waitFor();
      await click(page, 'Send a test');
      await page.getByText('The test arrived').waitFor();
      expect(JSON.parse(receiver.bodies[0] ?? '')).toMatchObject({ text: expect.any(String) });
      await happen('sig_slack');
      await until(
        () => receiver.bodies.length,
        (count) => count === 2,
        PATIENCE_MS,
      );
      const { text } = JSON.parse(receiver.bodies[1] ?? '') as { text: string };
      expect(text).toContain('A new head of procurement.');
      expect(text).toContain('Company: Romashka · Contact: Anna · Priority: high');
    });

    test('an address that may not be used is explained at the form', async () => {
      the.expectRefusal(422);
      const page = await the.open('send-to?to=url');
      await page.getByLabel('Address').fill('http://10.1.2.3/hook');
      await click(page, 'Send events there');
      await page.getByText(/internal network/).waitFor();
      expect(await the.api.all('/v1/subscriptions')).toEqual([]);
    });

    test('its conditions are changed by the keyboard, and what they let through is said', async () => {
      const high = signalBody('sig_high', 'A large round.');
      const low = signalBody('sig_low', 'A small one.').replace('"high"', '"low"');
      for (const body of [high, low]) {
        await send(ingest, { body, headers: signedHeaders(secret, body) });
      }
      const sources = (await the.api.get('/v1/sources')).json.data as { id: string }[];
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'Picky', source_id: sources[0]?.id },
        filter: [{ field: 'company_name', op: 'eq', value: 'Romashka' }],
      });
      const stored = async () => (await the.api.get(`/v1/subscriptions/${json.id}`)).json;
      const page = await the.open(`subscriptions/${json.id}`);
      await page.getByText(/^Of the latest .* events, /).waitFor();
      const before = await page.getByText(/^Of the latest/).innerText();
      await page.getByRole('button', { name: 'Add a condition' }).focus();
      await page.keyboard.press('Enter');
      const form = page.getByRole('dialog');
      await form.getByLabel('Field').selectOption({ label: 'Priority' });
      await form.getByLabel('Comparison').selectOption({ label: 'is' });
      await form.getByLabel('Value').fill('very');
      await page.keyboard.press('Enter');
      await form.getByText('It must be one of critical, high').waitFor();
      await form.getByLabel('Value').fill('low');
      await page.keyboard.press('Enter');
      // Nothing is stored yet, but the counts are those of both conditions.
      await page.getByText(/^Of the latest .* events, 1 would go there\.$/).waitFor();
      expect((await stored()).filter).toHaveLength(1);
      await the.audit(page);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText(before, { exact: true }).waitFor();

      // A click on a condition changes it.
      await page.getByRole('button', { name: 'Company Name is Romashka', exact: true }).click();
      await form.getByLabel('Comparison').selectOption({ label: 'starts with' });
      await form.getByRole('button', { name: 'Change' }).click();
      await page.getByLabel('With everything that the provider sent').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await until(stored, ({ include_raw }) => include_raw === true, PATIENCE_MS);
      expect(await stored()).toMatchObject({
        name: 'Picky',
        filter: [{ field: 'company_name', op: 'starts_with', value: 'Romashka' }],
      });
      await page.getByText('Company Name starts with Romashka', { exact: true }).waitFor();
    });

    test('what cannot be is said at its field', async () => {
      the.expectRefusal(422);
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'Strict' },
      });
      const page = await the.open(`subscriptions/${json.id}`);
      const rate = page.getByLabel('At most so many a second');
      await rate.fill('many');
      await page.getByText('Give a number such as 0.5 or 20.').waitFor();
      await rate.fill('5000');
      await page.getByLabel('Address', { exact: true }).fill('http://10.1.2.3/hook');
      await page.getByRole('button', { name: 'Save' }).click();
      // The bounds of numbers are looked at first.
      await page.getByText('Give 1000 or less.').waitFor();
      await rate.fill('');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('The URL leads into an internal network.').waitFor();
      await the.audit(page);
      const described = page.getByRole('textbox', { name: 'Address', exact: true });
      expect(await described.getAttribute('aria-invalid')).toBe('true');
    });

    test('a failed delivery is seen, mended and delivered again', async () => {
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'Broken' },
      });
      const page = await the.open(`subscriptions/${json.id}`);
      receiver.refusals = 1;
      await click(page, 'Send a test');
      await page.getByText('The test did not arrive').waitFor();
      await page.getByText('HTTP 400').waitFor();
      await click(page, 'Send a test');
      await page.getByText('The test arrived').waitFor();
      receiver.refusals = 1;
      await happen('sig_broken');
      // The gateway tries again by itself; then once more because it is asked to.
      await page.getByRole('cell', { name: 'Delivered' }).waitFor({ timeout: 60_000 });
      await page.getByRole('cell', { name: '2', exact: true }).waitFor();
      receiver.bodies.length = 0;
      await click(page, 'Deliver again');
      await until(
        () => receiver.bodies.length,
        (count) => count === 1,
        PATIENCE_MS,
      );
      expect(receiver.bodies[0]).toContain('sig_broken');
    });

    test('what came before is counted, then delivered', async () => {
      const ids = ['sig_past_1', 'sig_past_2', 'sig_past_3'];
      for (const id of ids) await happen(id);
      const { data } = (await the.api.get('/v1/events?limit=100')).json as { data: unknown[] };
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'Late' },
      });
      const page = await the.open(`subscriptions/${json.id}`);
      await click(page, 'Count them');
      await click(page, `Deliver ${data.length} events`);
      await page.getByText('All deliveries are made').waitFor();
      await until(
        () => receiver.bodies.length,
        (count) => count === data.length,
        PATIENCE_MS,
      );
      for (const id of ids) expect(receiver.bodies.join()).toContain(id);
    });

    test('while it is paused events are kept; resumed, they arrive', async () => {
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'Resting' },
      });
      const page = await the.open(`subscriptions/${json.id}`);
      await click(page, 'Pause');
      await page.getByText('Events are kept.').waitFor();
      await happen('sig_resting');
      await page.getByRole('cell', { name: 'Waiting' }).waitFor();
      expect(receiver.bodies).toEqual([]);
      await click(page, 'Resume');
      await until(
        () => receiver.bodies.length,
        (count) => count === 1,
        PATIENCE_MS,
      );
    });

    test('a token is made for Zapier on the spot, shown once, and revoked', async () => {
      const page = await the.open('send-to?to=zapier');
      await click(page, 'Make a token');
      const token = await page.getByLabel('Token', { exact: true }).inputValue();
      const asked = (): Promise<number> =>
        fetch(`${the.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } }).then(
          ({ status }) => status,
        );
      expect(await asked()).toBe(200);
      expect(await page.getByRole('textbox', { name: 'Gateway address' }).inputValue()).toMatch(
        /^http/,
      );
      await page.getByRole('link', { name: 'Tokens' }).click();
      await heading(page, 'Tokens');
      expect(await page.content()).not.toContain(token);
      await click(page, 'Revoke Zapier');
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
      await until(asked, (status) => status === 401, PATIENCE_MS);
      await page
        .getByRole('row', { name: /^Zapier/ })
        .getByText('Revoked')
        .waitFor();
    });

    test('a token is made on the page of tokens, for what is chosen', async () => {
      const page = await the.open('tokens');
      await click(page, 'Make a token');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('For', { exact: true }).selectOption('Monitoring');
      await dialog.getByText('It may: see sources').waitFor();
      await dialog.getByLabel('Name').fill('Grafana');
      await dialog.getByLabel('Valid for').selectOption('30 days');
      await the.audit(page);
      await dialog.getByRole('button', { name: 'Make a token' }).click();
      const token = await dialog.getByLabel('Token', { exact: true }).inputValue();
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(`${the.url}/v1/sources`, { headers })).status).toBe(200);
      expect((await fetch(`${the.url}/v1/events`, { headers })).status).toBe(403);
      await the.audit(page);
      await click(page, 'I have copied it');
      const row = page.getByRole('row', { name: /^Grafana see sources/ });
      await row.getByText(/^Until/).waitFor();
    });

    test('a subscription is removed after a question', async () => {
      const { json } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'Unloved' },
      });
      const page = await the.open(`subscriptions/${json.id}`);
      await click(page, 'Remove');
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
      await heading(page, 'Subscriptions');
      await page.getByText('Events go nowhere yet').waitFor();
    });
  },
  ENV,
);

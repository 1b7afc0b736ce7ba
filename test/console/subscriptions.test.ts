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
      await page
        .getByRole('alert')
        .getByText(/internal network/)
        .waitFor();
      expect(await the.api.all('/v1/subscriptions')).toEqual([]);
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

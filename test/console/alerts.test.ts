/** Alerts and the audit log, in a real browser at a real gateway. */
import { until } from '../support/until.ts';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const ENV = { SIGNAL_HOOKS_ALLOW_HTTP: 'true', SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };

describeConsole(
  'alerts and the audit log',
  (the) => {
    let receiver: Receiver;
    beforeAll(async () => {
      receiver = await startReceiver();
    });
    afterAll(() => receiver.close());

    test.each(LOOKS)('both pages can be read: $width $language $theme', async (look) => {
      const page = await the.open('alerts', look);
      await page.getByRole('table').first().waitFor();
      await the.audit(page);
      await page.goto(`${the.url}/console/audit`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await the.audit(page);
    });

    test('a channel is added, tried and removed, a rule is changed, and the log has it all', async () => {
      const page = await the.open('alerts');
      await page.getByText('Nobody is told').waitFor();
      await page.getByRole('button', { name: 'Add a channel' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Webhook address').fill(receiver.url);
      await dialog.getByLabel('Name').fill('Ops');
      await dialog.getByRole('button', { name: 'Add a channel' }).click();
      const row = page.getByRole('row', { name: /^Ops/ });
      await row.getByRole('button', { name: 'Test' }).click();
      await page.getByText('The test was taken').waitFor();
      expect(JSON.parse(receiver.bodies[0] ?? '')).toMatchObject({ text: expect.any(String) });
      // Of the address, only what is no secret.
      expect(await page.content()).not.toContain('T0/B0/secret');

      const threshold = page.getByLabel('Threshold: Deliveries to a subscription fail');
      await threshold.fill('30');
      await page.getByRole('button', { name: 'Save' }).click();
      const ruleOf = async (id: string): Promise<Record<string, unknown> | undefined> => {
        const rules = (await the.api.get('/v1/alert-rules')).json.data as { id: string }[];
        return rules.find((rule) => rule.id === id);
      };
      await until(
        () => ruleOf('subscription_failing'),
        (rule) => rule?.threshold === 30,
        30_000,
      );
      await page.getByLabel('Nothing comes from a source', { exact: true }).uncheck();
      await until(
        () => ruleOf('source_silent'),
        (rule) => rule?.is_on === false,
        30_000,
      );
      await row.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Nobody is told').waitFor();

      await page.getByRole('link', { name: 'Audit log' }).click();
      await page.getByLabel('Show').selectOption('Rules of alerts');
      const changed = page.getByRole('row').filter({ hasText: 'updateAlertRule' });
      await until(
        () => changed.count(),
        (count) => count === 2,
        30_000,
      );
      await changed.last().getByText(/field/).click();
      await changed.last().getByText('null → 30').waitFor();
      await the.audit(page);
    });

    test('an address that may not be used is explained at the form', async () => {
      the.expectRefusal(422);
      const page = await the.open('alerts');
      await page.getByRole('button', { name: 'Add a channel' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Webhook address').fill('http://10.1.2.3/x');
      await dialog.getByRole('button', { name: 'Add a channel' }).click();
      await dialog
        .getByRole('alert')
        .getByText(/internal network/)
        .waitFor();
    });
  },
  ENV,
);

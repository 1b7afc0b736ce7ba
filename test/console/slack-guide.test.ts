/** The guide "From signal to Slack without a terminal", walked as it is written. */
import { readFileSync } from 'node:fs';
import { send } from '../support/http.ts';
import { signalBody, signedHeaders } from '../support/siggnal.ts';
import { until } from '../support/until.ts';
import { describeConsole } from './describe-console.ts';
import { startReceiver } from './receiver.ts';

const GUIDE = readFileSync(
  new URL('../../docs/tutorials/from-signal-to-slack.md', import.meta.url),
  'utf8',
).replaceAll(/\s+/g, ' ');
/** Slack is on this machine here. */
const ENV = { SIGNAL_HOOKS_ALLOW_HTTP: 'true', SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
const PATIENT_MS = 120_000;

/** What the guide calls something on the page. @throws {Error} if it does not name it */
function named(name: string): string {
  if (!GUIDE.includes(`**${name}**`)) throw new Error(`the guide does not name ${name}`);
  return name;
}

describeConsole(
  'the guide from signal to Slack',
  (the) => {
    test(
      'leads from nothing to a message',
      async () => {
        const slack = await startReceiver();
        try {
          const page = await the.open('');
          const link = (name: string | RegExp) => page.getByRole('link', { name }).first();
          const button = (name: string) =>
            page.getByRole('button', { name: named(name), exact: true });
          const box = (name: string) =>
            page.getByRole('textbox', { name: named(name), exact: true });

          await link(named('Sources')).click();
          await button('Connect a provider').click();
          await page.getByRole('searchbox', { name: named('Search') }).fill('siggnal');
          await link(/^Siggnal/).click();
          await button('Get the address').click();
          const url = await box('Address').inputValue();
          const secret = await box('Secret').inputValue();

          // A test with a secret that was not copied whole.
          const body = signalBody('sig_guide');
          await send(url, { body, headers: signedHeaders(secret.slice(1), body) });
          await page.getByRole('heading', { name: named('What was refused') }).waitFor();
          await button('Make a new secret').waitFor();
          const { status } = await send(url, { body, headers: signedHeaders(secret, body) });
          expect(status).toBe(200);
          await page.getByText(named('It works: events arrive')).waitFor();
          await button('Send a sample').waitFor();

          await link(named('Subscriptions')).click();
          await page.getByRole('heading', { level: 1, name: 'Subscriptions' }).waitFor();
          await button('Send to …').click();
          await link(new RegExp(`^${named('Slack')}`)).click();
          await page.getByLabel(named('Webhook address')).fill(slack.url);
          await page.getByLabel(named('Events of')).selectOption('Siggnal');
          await button('Send events there').click();
          await button('Send a test').click();
          await page.getByText(named('The test arrived')).waitFor();

          const next = signalBody('sig_guide_2', 'A new head of procurement.');
          await send(url, { body: next, headers: signedHeaders(secret, next) });
          await until(
            () => slack.bodies.some((message) => message.includes('A new head of procurement.')),
            Boolean,
            30_000,
          );
        } finally {
          slack.close();
        }
      },
      PATIENT_MS,
    );

    test('the other product is where it says', async () => {
      const page = await the.open('connect');
      await page.getByRole('link', { name: new RegExp(`^${named('Another product')}`) }).waitFor();
    });
  },
  ENV,
);

/** Somebody without a terminal connects a provider: chooses it, follows the steps, sees the first event. */
import { createHmac } from 'node:crypto';
import { PROVIDERS, type ProviderId, sampleTypes } from '@signal-hooks/catalogue';
import type { Page } from 'playwright-core';
import { send } from '../support/http.ts';
import { fillScreen, typedSecret } from '../support/screens.ts';
import { type ConsoleFixture, describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';

/** A browser at a busy machine. */
const PATIENT_MS = 120_000;
const WORKS = 'It works: events arrive';

const valueIn = (page: Page, label: string): Promise<string> =>
  page.getByRole('textbox', { name: label, exact: true }).inputValue();

/** Lets something happen at a provider. */
const happen = ({ emulator }: ConsoleFixture, id: ProviderId): void => {
  emulator.fire(id, sampleTypes(PROVIDERS[id])[0] ?? '');
};

/** Searches a provider, and opens what connects it. */
async function choose(the: ConsoleFixture, name: string): Promise<Page> {
  const page = await the.open('sources');
  await page.getByRole('button', { name: 'Connect a provider' }).click();
  await page.getByRole('searchbox', { name: 'Search' }).fill(name.toLowerCase());
  await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('heading', { level: 1, name: `Connect ${name}` }).waitFor();
  return page;
}

async function getAddress(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Get the address' }).click();
  await page.getByRole('textbox', { name: 'Address', exact: true }).waitFor();
  return valueIn(page, 'Address');
}

describeConsole('connecting a provider', (the) => {
  test(
    'by hand, with the secret that was made here: Siggnal',
    async () => {
      const page = await choose(the, 'Siggnal');
      const url = await getAddress(page);
      const secret = await valueIn(page, 'Secret');
      await page.getByText('Waiting for the first request').waitFor();
      // The steps have both of them filled in.
      await page.getByRole('listitem').filter({ hasText: url }).waitFor();
      await page.getByRole('listitem').filter({ hasText: secret }).waitFor();
      await the.audit(page);
      const { status, text } = await send(`${the.emulator.url}/screens/siggnal/webhooks`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url, secret_token: secret }),
      });
      expect(`${status} ${text} ${url}`).toMatch(/^201/);
      happen(the, 'siggnal');
      await page.getByText(WORKS).waitFor();
      await page.reload();
      await page.getByText(WORKS).waitFor();
      // Nobody can see the secret any more.
      expect(await page.getByText(secret).count()).toBe(0);
    },
    PATIENT_MS,
  );

  test(
    'by hand, with the secret that the provider shows: Signal Ark',
    async () => {
      const page = await choose(the, 'Signal Ark');
      const url = await getAddress(page);
      await page.getByText('Needs its secret').waitFor();
      await page.getByLabel(/of Signal Ark$/).fill(typedSecret('signal-ark'));
      await page.getByRole('button', { name: 'Store' }).click();
      await page.getByText('Ready', { exact: true }).waitFor();
      await fillScreen(the.emulator, 'signal-ark', url);
      await page.getByText('A test request came').waitFor();
      happen(the, 'signal-ark');
      await page.getByText(WORKS).waitFor();
    },
    PATIENT_MS,
  );

  test.each(['signals', 'sigsentry', 'salesiq'] as const)(
    'by its API, with what is filled in: %s',
    async (id) => {
      const { name, registration } = PROVIDERS[id];
      const page = await choose(the, name);
      const settings = the.emulator.settings(id);
      for (const { key, label, options } of registration.settings) {
        const value = settings[key];
        if (value === undefined) continue;
        const field = page.getByLabel(label, { exact: true });
        if (options) await field.selectOption(value);
        else await field.fill(value);
      }
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      const outcome = page
        .getByText('It is registered at the provider')
        .or(page.getByRole('alert'));
      expect(await outcome.first().innerText()).toContain('It is registered');
      happen(the, id);
      await page.getByText(WORKS).waitFor();
    },
    PATIENT_MS,
  );

  test(
    'what the provider refuses is said in the form',
    async () => {
      the.expectRefusal(422);
      const page = await choose(the, 'SIGNALS');
      const settings = { ...the.emulator.settings('signals') };
      for (const { key, label } of PROVIDERS.signals.registration.settings) {
        const value = settings[key];
        const isToken = value?.includes('token') === true;
        if (value === undefined) continue;
        await page.getByLabel(label, { exact: true }).fill(isToken ? 'wrong' : value);
      }
      await page.getByRole('button', { name: 'Register', exact: true }).click();
      await page.getByRole('alert').waitFor();
      await the.audit(page);
    },
    PATIENT_MS,
  );

  test(
    'without an account, by a sample',
    async () => {
      const page = await choose(the, 'Siggnal');
      await getAddress(page);
      await page.getByRole('button', { name: 'Send a sample' }).click();
      await page.getByText(WORKS).waitFor();
    },
    PATIENT_MS,
  );

  test.each(LOOKS)(
    'is accessible: $width $language $theme',
    async (look) => {
      const page = await the.open('connect', look);
      await page.getByRole('link', { name: /^Siggnal/ }).waitFor();
      await the.audit(page);
      await page.getByRole('link', { name: /^SIGNALS/ }).click();
      await page
        .getByRole('button')
        .filter({ hasText: /Register|Зарегистр/ })
        .first()
        .waitFor();
      await the.audit(page);
    },
    PATIENT_MS,
  );
});

describeConsole('a request that is refused', (the) => {
  test.each(LOOKS)(
    'is explained where it fails: $width $language $theme',
    async (look) => {
      const { json } = await the.api.post('/v1/sources', {
        provider: 'custom',
        preset: 'typeform',
      });
      const page = await the.open(`sources/${json.id}`, look);
      const body = '{"event_id":"1","event_type":"form_response"}';
      const post = (signature: string) =>
        send(String(json.ingest_url), { body, headers: { 'typeform-signature': signature } });
      const sign = (secret: string, encoding: 'hex' | 'base64'): string =>
        createHmac('sha256', secret).update(body).digest(encoding);
      const isRussian = look.language === 'ru';

      // Another secret.
      await post(`sha256=${sign('another', 'base64')}`);
      const other = isRussian ? 'Подпись не подходит' : 'The signature does not fit';
      await page.getByRole('heading', { name: other }).waitFor();

      // Hex where base64 is expected.
      await post(`sha256=${sign(String(json.secret), 'hex')}`);
      const malformed = isRussian ? 'Подпись записана не так' : 'The signature is not written';
      await page.getByRole('heading', { name: malformed }).waitFor();
      const encoding = isRussian ? 'В другой кодировке' : 'In another encoding';
      await page.getByText(encoding).first().waitFor();
      await page.getByText('sha256=‹base64, 32 bytes›').first().waitFor();

      // The bytes that came.
      await page.locator('summary').first().click();
      await page.getByText(body).first().waitFor();
      await the.audit(page);
      const text = await page.locator('body').innerText();
      expect(text).not.toContain(String(json.secret));
      expect(text).not.toContain(sign(String(json.secret), 'base64'));
    },
    PATIENT_MS,
  );
});

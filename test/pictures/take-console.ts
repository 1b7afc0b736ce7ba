/**
 * `npm run pictures:console`: takes the pictures of the console, from a real gateway in a real browser,
 * and writes them into `docs/pictures/console`. It needs a Chromium. Names of pictures take only those:
 * `npm run pictures:console -- home`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { compressPicture } from '../../scripts/compress-picture.ts';
import { launchBrowser } from '../support/browser.ts';
import { NOW } from './console-data.ts';
import { type ConsoleGateway, startConsoleGateway } from './console-gateway.ts';
import { PATIENCE_MS, takeStill } from './still.ts';

const folder = fileURLToPath(new URL('../../docs/pictures/console/', import.meta.url));
const SCREEN = { x: 0, y: 0, width: 1280, height: 800 };

type Theme = 'light' | 'dark';
/** Leads a page to what a picture shows. */
type Show = (page: Page, gateway: ConsoleGateway) => Promise<void>;

const click = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('button', { name }).first().click();

const open = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name }).click();

const PICTURES: ReadonlyMap<string, readonly [Theme, Show]> = new Map([
  ['home', ['light', showHome]],
  ['home-dark', ['dark', showHome]],
  ['connect', ['light', showConnect]],
  ['event', ['light', showEvent]],
  ['send-to-slack', ['light', showSendToSlack]],
  ['subscriptions', ['light', showSubscriptions]],
  ['alerts', ['light', showAlerts]],
] as const);

async function showHome(page: Page): Promise<void> {
  await page.getByRole('img', { name: /event/i }).waitFor();
}

async function showConnect(page: Page): Promise<void> {
  await open(page, 'Sources');
  await click(page, 'Connect a provider');
  await page.getByRole('searchbox', { name: 'Search' }).fill('siggnal');
  await page.getByRole('link', { name: /^Siggnal/ }).click();
  await click(page, 'Get the address');
  await page.getByText('Waiting for the first request').waitFor();
}

async function showEvent(page: Page, { api }: ConsoleGateway): Promise<void> {
  const { json } = await api.get('/v1/events?provider=siggnal&limit=1');
  const [event] = json.data as { id: string }[];
  await page.goto(new URL(`events/${event?.id}`, page.url().replace(/#.*/, '')).href);
  await page.getByRole('tab').first().waitFor();
}

async function showSendToSlack(page: Page): Promise<void> {
  await open(page, 'Subscriptions');
  await click(page, 'Send to …');
  await page.getByRole('link', { name: /^Slack/ }).click();
  await page.getByLabel('Webhook address').fill('https://hooks.slack.com/services/T0/B0/example');
  await page.getByLabel('Events of').selectOption({ label: 'Siggnal, sales team' });
}

async function showSubscriptions(page: Page): Promise<void> {
  await open(page, 'Subscriptions');
  await page.getByRole('table').waitFor();
}

async function showAlerts(page: Page): Promise<void> {
  await open(page, 'Alerts');
  await page.getByText('Contacts to the CRM').first().waitFor();
}

async function take(context: BrowserContext, gateway: ConsoleGateway, show: Show): Promise<Buffer> {
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.clock.setFixedTime(NOW);
  await page.goto(await gateway.signInLink());
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  await show(page, gateway);
  return await compressPicture(await takeStill(page, async () => SCREEN));
}

const names = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const gateway = await startConsoleGateway();
try {
  const browser = await launchBrowser();
  try {
    for (const [name, [colorScheme, show]] of PICTURES) {
      if (names.length > 0 && !names.includes(name)) continue;
      const context = await browser.newContext({
        ...{ viewport: SCREEN, deviceScaleFactor: 2, colorScheme, reducedMotion: 'reduce' },
        ...{ locale: 'en-GB', timezoneId: 'UTC' },
      });
      const picture = await take(context, gateway, show);
      await context.close();
      await writeFile(`${folder}${name}.png`, picture);
      process.stdout.write(`${name}.png ${Math.round(picture.length / 1000)} kB\n`);
    }
  } finally {
    await browser.close();
  }
} finally {
  await gateway.close();
}

/** The site of the documentation: built as it is published, and opened in a real browser. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { source as AXE } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, launchBrowser } from './support/browser.ts';
import { type Folder, makeFolder } from './support/folder.ts';
import { INSTALL_LIMIT_MS } from './support/tools.ts';
import { until } from './support/until.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** GitHub Pages shows the site of a repository below its name. */
const BASE = '/signal-hooks/';
const TYPES: Readonly<Record<string, string>> = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' },
  ...{ '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json' },
};
const PATIENT_MS = 60_000;
/** What axe looks for: all but what is experimental, and WCAG's level AAA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Runs in the page. @returns what axe takes for serious, with the places */
const findings = `async () => {
  const { violations } = await axe.run(document, { runOnly: ${JSON.stringify(RULES)} });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 200))]);
}`;

const isDark = (page: Page): Promise<unknown> =>
  page.evaluate("document.documentElement.classList.contains('dark')");

let folder: Folder;
let out: string;

beforeAll(() => {
  folder = makeFolder();
  out = join(folder.path, 'dist');
  const reports = join(folder.path, 'reports');
  const results = join(folder.path, 'results.json');
  writeReports(reports, results);
  const env = { ...process.env, SITE_BASE: BASE, SITE_RESULTS: results };
  const args = ['site/build.ts', '--out', out];
  const { status, stderr, stdout } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env,
  });
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
}, INSTALL_LIMIT_MS);
afterAll(() => folder.remove());

/** What jest would report of two suites, summed up by the script that CI runs. */
function writeReports(reports: string, results: string): void {
  const report = (passed: number, skipped: number, seconds: number) => ({
    ...{ numPassedTests: passed, numFailedTests: 0, numRuntimeErrorTestSuites: 0 },
    ...{ numPendingTests: skipped, numTodoTests: 0, startTime: 1000 },
    testResults: [{ endTime: 5000 }, { endTime: 1000 + seconds * 1000 }],
  });
  spawnSync('mkdir', [reports]);
  writeFileSync(join(reports, 'unit.json'), JSON.stringify(report(9001, 2, 600)));
  writeFileSync(join(reports, 'e2e.json'), JSON.stringify(report(702, 1, 3000)));
  const env = { ...process.env, RESULTS: reports, STATUS: '0', CI_RESULTS: results };
  const { stdout } = spawnSync(process.execPath, ['scripts/ci-summary.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
  });
  expect(stdout).toBe('9703 passed, 0 failed, 3 skipped\n');
}

const read = (path: string): string => readFileSync(join(out, path), 'utf8');

/** The file that an address of the site leads to. */
const fileOf = (path: string): string => (/(?:^|\/)$/.test(path) ? `${path}index.html` : path);

test('the page on testing shows the last results', () => {
  const cells = [...read('explanation/how-it-is-tested.html').matchAll(/<td[^>]*>(.*?)<\/td>/g)];
  const texts = cells.map(([, text]) => text);
  const at = texts.indexOf('unit');
  expect(texts.slice(at, at + 5)).toEqual(['unit', '9001', '0', '2', '10 min']);
});

test('every link within the site leads to a page, and to a heading of it', () => {
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' });
  const pages = files.filter((path) => path.endsWith('.html') && path !== '404.html');
  const texts = new Map(pages.map((path) => [path, read(path)]));
  const ids = new Map(
    [...texts].map(([path, text]) => [
      path,
      new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)),
    ]),
  );
  const broken: string[] = [];
  for (const [path, text] of texts) {
    for (const [, href = ''] of text.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      const [to = '', anchor] = decodeURI(href).split('#');
      const below = to.startsWith('/') ? to.slice(BASE.length) : join(dirname(path), to);
      const file = to === '' ? path : normalize(fileOf(below));
      const found = ids.get(file);
      if (found === undefined || (anchor && !found.has(anchor))) broken.push(`${path}: ${href}`);
    }
  }
  expect(pages.length).toBeGreaterThan(150);
  expect(broken).toEqual([]);
});

test('llms.txt lists pages that are there, as Markdown; llms-full.txt has all of them', () => {
  const links = [...read('llms.txt').matchAll(/^- \[.+\]\((.+)\)$/gm)].map(([, to = '']) => to);
  expect(links).toContain(`${BASE}how-to/which-platform.md`);
  expect(links).toContain(`${BASE}reference/http-api.md`);
  for (const link of links) expect(read(link.slice(BASE.length))).toMatch(/^(?:<!--.*-->\n)?\s*#/);
  expect(read('llms.txt')).toMatch(/^# Signal Hooks\n\n> Webhooks of Siggnal/);
  const whole = read('llms-full.txt');
  for (const title of ['# Which platform?', '# HTTP API', '# Threat model', '# Recipes']) {
    expect(whole).toContain(`\n${title}\n`);
  }
});

if (chromiumPath() === undefined) {
  process.stderr.write('SKIPPED: no Chromium is installed, so the site is not opened.\n');
  test.skip('the site in a browser: no Chromium is installed', () => {});
} else {
  describe('in a browser', inBrowser);
}

function inBrowser(): void {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let origin: string;
  const faults: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = decodeURI(new URL(request.url ?? '/', 'http://site').pathname);
      const file = join(out, fileOf(path.slice(BASE.length)));
      const isFile = path.startsWith(BASE) && statSync(file, { throwIfNoEntry: false })?.isFile();
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(isFile ? 200 : 404, { 'content-type': type });
      response.end(isFile ? readFileSync(file) : '');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  }, PATIENT_MS);
  afterAll(async () => {
    await browser?.close();
    await new Promise((done) => server.close(done));
  });

  beforeEach(async () => {
    faults.length = 0;
    page = await browser.newPage({ colorScheme: 'light' });
    page.setDefaultTimeout(PATIENT_MS);
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) faults.push(`asked for ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
  });
  afterEach(async () => {
    await page.close();
    expect(faults).toEqual([]);
  });

  const open = (path: string) => page.goto(origin + BASE + path, { waitUntil: 'networkidle' });

  test.each([
    ['', 'Signal Hooks'],
    ['ru/', 'Signal Hooks'],
    ['tutorials/self-host.html', 'Run it yourself, in ten minutes'],
    ['reference/errors.html', 'Errors'],
    ['ru/tutorials/from-signal-to-slack.html', 'От сигнала до Slack'],
  ])(
    '%s: everybody can read it, light and dark',
    async (path, title) => {
      await open(path);
      expect(await page.locator('h1').first().innerText()).toContain(title);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await until(
          () => isDark(page),
          (dark) => dark === (colorScheme === 'dark'),
        );
        expect(await page.evaluate(`${AXE}; (${findings})()`)).toEqual([]);
      }
    },
    PATIENT_MS,
  );

  test.each([
    ['', 'Search', 'PostgreSQL', 'how-to/move-to-postgresql.html'],
    ['ru/', 'Поиск', 'сигнала до Slack', 'ru/tutorials/from-signal-to-slack.html'],
  ])(
    '%s: the search finds a page',
    async (path, name, words, found) => {
      await open(path);
      await page.getByRole('button', { name }).click();
      await page.locator('#localsearch-input').fill(words);
      const result = page.locator(`#localsearch-list a[href^="${BASE}${found}"]`).first();
      await result.click();
      await page.waitForURL((url) => url.pathname === BASE + found);
    },
    PATIENT_MS,
  );

  test(
    'the colours and the language can be changed',
    async () => {
      await open('how-to/which-platform.html');
      expect(await isDark(page)).toBe(false);
      await page.locator('.VPNavBar .VPSwitchAppearance').first().click();
      await until(
        () => isDark(page),
        (dark) => dark === true,
      );
      await page.locator('.VPNavBarTranslations button').click();
      await page.locator('.VPNavBarTranslations a', { hasText: 'Русский' }).click();
      await page.waitForURL((url) => url.pathname === `${BASE}ru/how-to/which-platform.html`);
      // The address changes before the page does.
      await page.locator('.VPSidebar', { hasText: 'Какую платформу' }).waitFor();
    },
    PATIENT_MS,
  );

  test(
    'a page without a Russian version is there in English, and says so',
    async () => {
      await open('ru/adr/0001-store.html');
      expect(await page.locator('main').innerText()).toContain('пока есть только на английском');
      expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    },
    PATIENT_MS,
  );
}

import { type Browser, type Locator, type Page, selectors } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { OWNER } from '../support/n8n-client.ts';
import { type Box, PATIENCE_MS, takeStill } from './still.ts';

/** Tall enough for the longest panel: nothing has to be scrolled. */
const VIEWPORT = { width: 1400, height: 2000 };

/** What would lie over a picture, and what only moves things; the edge becomes a thin line. */
const TIDY = `
  [data-test-id=ndv] { background: white !important; }
  [data-test-id=ndv] > div { border: 1px solid #ddd !important; border-radius: 0 !important; }
  [data-test-id=ndv] header { border-radius: 0 !important; }
  [data-test-id=panel-drag-button], [data-test-id=resize-handle], .el-notification,
  [data-test-id=node-feature-request], .n8n-tooltip { display: none !important; }
`;

/** An n8n's editor in a browser, signed in as the owner. */
export class Editor {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #url: string;

  private constructor(url: string, browser: Browser, page: Page) {
    this.#url = url;
    this.#browser = browser;
    this.page = page;
  }

  /**
   * @param url of n8n
   * @throws {Error} if there is no Chromium
   */
  static async open(url: string): Promise<Editor> {
    selectors.setTestIdAttribute('data-test-id');
    const browser = await launchBrowser();
    const context = await browser.newContext({
      ...{ viewport: VIEWPORT, deviceScaleFactor: 2, colorScheme: 'light' },
      ...{ reducedMotion: 'reduce', locale: 'en-US', timezoneId: 'UTC' },
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const { email: emailOrLdapLoginId, password } = OWNER;
    await context.request.post(`${url}/rest/login`, { data: { emailOrLdapLoginId, password } });
    return new Editor(url, browser, await context.newPage());
  }

  /** Opens a page of the editor and waits for an element of it. */
  async visit(path: string, testId: string): Promise<void> {
    await this.page.goto(`${this.#url}${path}`);
    await this.page.getByTestId(testId).first().waitFor();
    await this.page.addStyleTag({ content: TIDY });
  }

  /** Changes how the page looks. */
  async restyle(css: string): Promise<void> {
    await this.page.addStyleTag({ content: css });
  }

  /** A picture of a part of the page, once that does not change any more. */
  take(part: () => Promise<Box>): Promise<Buffer> {
    return takeStill(this.page, part);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** Where an element is. @throws {Error} if it is not to be seen */
export async function boxOf(element: Locator): Promise<Box> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element} is not to be seen`);
  return box;
}

/** The smallest box around elements; those that are not to be seen are left out. */
export async function boxAround(elements: Locator): Promise<Box> {
  const all = await Promise.all((await elements.all()).map((one) => one.boundingBox()));
  const boxes = all.filter((box) => box !== null);
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

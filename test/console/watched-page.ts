import { source as AXE } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

/** Everything but what axe calls experimental, and WCAG's level AAA. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A page of the browser, with everything that it must not do noted down. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the browser's console, and requests to other hosts. */
  readonly faults: readonly string[];
}

/**
 * Opens a page that writes down its faults.
 * @param gatewayUrl the only address that it may ask for anything
 */
export async function watchedPage(
  context: BrowserContext,
  gatewayUrl: string,
): Promise<WatchedPage> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`not caught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== gatewayUrl) faults.push(`another host: ${url.origin}`);
  });
  // Nothing that a page shows may open a dialog, and so end here by a script of an event's.
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, faults };
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** An open menu is in no landmark, as the pattern of menus has it: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ */
const isFault = ({ id, nodes }: AxeResult['violations'][number]): boolean =>
  id !== 'region' || !nodes.every(({ html }) => /^<div[^>]* role="(?:menu|listbox)"/.test(html));

/** What is not accessible on a page, and whether it is wider than the screen. Empty: all is well. */
export async function auditPage(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const options = JSON.stringify({ runOnly: RULES });
  const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as AxeResult;
  const found = violations
    .filter(isFault)
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
  const isTooWide = await page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  return isTooWide === true ? [...found, 'the page is wider than the screen'] : found;
}

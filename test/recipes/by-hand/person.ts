import type { Locator, Page } from 'playwright-core';
import type { Editor } from '../../pictures/editor.ts';
import { until } from '../../support/until.ts';

/** What is clicked shows within this time, even on a busy machine. */
const PATIENCE_MS = 120_000;
/** After this time somebody clicks once more. */
const ONCE_MORE_MS = 5000;

/** Somebody who uses n8n's editor: clicks, types, and reads what is on the screen. */
export class Person {
  readonly #editor: Editor;

  constructor(editor: Editor) {
    this.#editor = editor;
    editor.page.setDefaultTimeout(PATIENCE_MS);
  }

  /** Opens n8n. */
  arrive(): Promise<void> {
    return this.#editor.visit('/home/workflows', 'universal-add');
  }

  /** Goes through the menus at the left. @param names of their entries */
  async choose(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.#page.getByRole('menuitem', { name, exact: true }).click();
  }

  /** Clicks a button. */
  click(name: string): Promise<void> {
    return this.#button(name).click();
  }

  /** Whether a button can be clicked; waits until it is on the screen. */
  canClick(name: string): Promise<boolean> {
    return this.#button(name).isEnabled();
  }

  /**
   * Makes a workflow of a file.
   * @param names of the entries: of the menu behind "+", then of the one beside the name
   * @param nodes how many there are to be
   */
  async importFile(file: string, names: readonly string[], nodes: number): Promise<void> {
    const page = this.#page;
    const [start = '', branch = '', leaf = ''] = names;
    const menu = page.getByTestId('workflow-menu');
    await page.getByTestId('universal-add').click();
    await insist(page.getByText(start, { exact: true }), menu, 'visible');
    await menu.click();
    await page.getByText(branch, { exact: true }).hover();
    const chosen = page.waitForEvent('filechooser');
    await page.getByText(leaf, { exact: true }).click();
    await (await chosen).setFiles(file);
    await until(
      () => page.getByTestId('canvas-node').count(),
      (count) => count === nodes,
      PATIENCE_MS,
    );
  }

  /** Waits until these nodes have a red triangle, and no others: the editor finds it out node by node. */
  async seeMarked(...names: readonly string[]): Promise<void> {
    const nodes = this.#page
      .getByTestId('canvas-node')
      .filter({ has: this.#page.getByTestId('node-issues') });
    const marked = async (): Promise<(string | null)[]> =>
      Promise.all((await nodes.all()).map((node) => node.getAttribute('data-node-name')));
    await until(marked, (found) => found.join() === names.join(), PATIENCE_MS);
  }

  /**
   * Adds the first node to an empty canvas, which opens its panel.
   * @param add the words below the plus @param search what is typed @param node its name
   * @param last the button on the page of a community node
   */
  async addFirstStep(add: string, search: string, node: string, last: string): Promise<void> {
    const page = this.#page;
    const bar = page.getByTestId('node-creator-search-bar');
    const box = page.getByTestId('canvas-add-button').filter({ hasText: add });
    await insist(box.getByTestId('canvas-plus-button'), bar, 'visible');
    await bar.fill(search);
    await page.getByTestId('node-creator-item-name').filter({ hasText: node }).first().click();
    await this.click(last);
    await page.getByTestId('ndv').getByTestId('parameter-item').first().waitFor();
  }

  /** Does something in the panel that is open, and closes it. */
  async inOpenPanel<Result>(act: (panel: Locator) => Promise<Result>): Promise<Result> {
    const panel = this.#page.getByTestId('ndv');
    const result = await act(panel);
    await insist(this.#page.getByTestId('ndv-close-button'), panel, 'hidden');
    return result;
  }

  /** Enters or chooses a value in an open panel. @param label of the parameter */
  async fill(panel: Locator, label: string, value: string): Promise<void> {
    const item = panel
      .getByTestId('parameter-item')
      .filter({ has: this.#page.getByText(label, { exact: true }) })
      .last();
    // The credential is in the item of the first parameter, before it.
    const input = item.locator('input, [contenteditable=true]').last();
    const isChoice = (await item.locator('.el-select').count()) > 0;
    if (!isChoice) return input.fill(value);
    const option = this.#page
      .locator('.el-select-dropdown__item:visible')
      .filter({ has: this.#page.getByText(value, { exact: true }) })
      .first();
    await insist(input, option, 'visible');
    await option.click();
  }

  /** Opens a node's panel, does something in it, and closes it. */
  async inPanel<Result>(node: string, act: (panel: Locator) => Promise<Result>): Promise<Result> {
    const page = this.#page;
    await page.locator(`[data-test-id=canvas-node][data-node-name="${node}"]`).dblclick();
    const panel = page.getByTestId('ndv');
    await panel.getByTestId('parameter-item').first().waitFor();
    const result = await act(panel);
    await insist(page.getByTestId('ndv-close-button'), panel, 'hidden');
    return result;
  }

  /** What is chosen in a panel. @param option its label */
  valueOf(panel: Locator, option: string): Promise<string> {
    const items = panel.getByTestId('parameter-item').filter({ hasText: option });
    return items.last().locator('input').inputValue();
  }

  /** Makes a credential. @param fields by their labels @param last the button in its window */
  async connect(
    button: string,
    fields: Readonly<Record<string, string>>,
    last = 'Save',
  ): Promise<void> {
    await this.click(button);
    const window = this.#page.getByTestId('editCredential-modal');
    for (const [label, value] of Object.entries(fields)) {
      const field = window
        .getByTestId('credential-connection-parameter')
        .filter({ hasText: label })
        .first()
        .locator('input');
      await field.fill(value);
    }
    await insist(window.getByRole('button', { name: last, exact: true }), window, 'hidden');
  }

  /** Clicks Publish, there and in the window that opens, and closes what comes up then. */
  async publish(name: string): Promise<void> {
    const page = this.#page;
    const button = page.getByTestId('workflow-open-publish-modal-button');
    const window = page.getByRole('dialog').filter({ hasText: 'Version name' });
    await insist(button.filter({ hasText: name }), window, 'visible');
    await insist(window.getByRole('button', { name, exact: true }), window, 'hidden');
    await this.click('Got it');
    await button.filter({ hasText: 'Published' }).waitFor();
  }

  /** What the clipboard holds after a click on something; the editor fills it some time after. */
  async copy(element: Locator): Promise<string> {
    const page = this.#page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate("navigator.clipboard.writeText('')");
    const attempt = async (): Promise<string> => {
      await element.click({ timeout: ONCE_MORE_MS }).catch(() => undefined);
      const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');
      return until(copied, (text) => text !== '', ONCE_MORE_MS).catch(() => '');
    };
    return until(attempt, (text) => text !== '', PATIENCE_MS);
  }

  /** Tries the workflow's failed execution again, once it has failed. @param choice in the menu */
  async retryTheFailed(tab: string, arrow: string, choice: string): Promise<void> {
    const page = this.#page;
    await page.getByRole('radio', { name: tab, exact: true }).click();
    await page
      .locator('[data-test-id^=execution-details]')
      .filter({ hasText: /^.*Error/ })
      .click();
    await page.getByTitle(arrow, { exact: true }).click();
    // The entry goes on: "(from node with error)".
    await page.getByRole('menuitem').filter({ hasText: choice }).click();
  }

  get #page(): Page {
    return this.#editor.page;
  }

  #button(name: string): Locator {
    return this.#page.getByRole('button', { name, exact: true });
  }
}

/** Clicks until that has helped: the editor loses clicks while it is still taking something in. */
async function insist(
  button: Locator,
  wanted: Locator,
  state: 'visible' | 'hidden',
): Promise<void> {
  const attempt = async (): Promise<boolean> => {
    await button.click({ timeout: ONCE_MORE_MS }).catch(() => undefined);
    return wanted.waitFor({ state, timeout: ONCE_MORE_MS }).then(
      () => true,
      () => false,
    );
  };
  await until(attempt, (isDone) => isDone, PATIENCE_MS);
}

import type { Locator } from 'playwright-core';
import { until } from '../support/until.ts';

/** The names of the parameters that a panel shows. */
async function labelsIn(panel: Locator): Promise<string[]> {
  const labels = panel.getByTestId('parameter-item').locator('label:visible');
  // Below the name are the ways to enter it: "Fixed", "Expression".
  return (await labels.allInnerTexts()).map((text) => text.split('\n')[0]?.trim() ?? '');
}

/** Waits until a panel shows these parameters, in any order. */
export async function expectLabels(panel: Locator, wanted: readonly string[]): Promise<void> {
  const same = (labels: readonly string[]): boolean =>
    [...new Set(labels)].sort().join() === [...wanted].sort().join();
  await until(() => labelsIn(panel), same);
}

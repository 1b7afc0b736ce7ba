import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';

/** Pages are large, and the machine may be busy. */
export const PATIENCE_MS = 90_000;

/** A part of a page, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture of a part of a page, once that does not change any more. */
export async function takeStill(page: Page, part: () => Promise<Box>): Promise<Buffer> {
  await page.mouse.move(0, 0);
  let before: Buffer | null = null;
  const isStill = (picture: Buffer): boolean => {
    const same = before?.equals(picture) === true;
    before = picture;
    return same;
  };
  return until(
    async () => {
      await page.evaluate('document.fonts.ready');
      return page.screenshot({ clip: await part(), animations: 'disabled' });
    },
    isStill,
    PATIENCE_MS,
  );
}

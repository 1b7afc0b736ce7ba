import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where a Chromium usually is; `CHROMIUM` names another one. */
const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** It shall neither talk to its maker nor need a graphics card. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

/** The Chromium of this machine, if there is one. */
export const chromiumPath = (): string | undefined =>
  process.env.CHROMIUM || CHROMIUMS.find((path) => existsSync(path));

/** @throws {Error} if there is no Chromium */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    throw new Error('no Chromium found: install one, or name it in the variable CHROMIUM');
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

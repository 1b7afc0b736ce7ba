import { PRESETS, PROVIDERS } from '@signal-hooks/catalogue';
import type { Page } from 'playwright-core';

/** Names, and what is the same in every language. */
const ALLOWED = new Set(
  [
    ...[...Object.values(PROVIDERS), ...Object.values(PRESETS)].flatMap(({ name }) =>
      name.split(' '),
    ),
    ...['Clerk', 'Resend', 'Billing', 'WhatsApp', 'Facebook', 'Instagram', 'Messenger'],
    ...['Signal', 'Hooks'],
    ...[
      'Zapier',
      'Zap',
      'Activepieces',
      'Make',
      'n8n',
      'Trigger',
      'Standard',
      'Webhooks',
      'Chrome',
      'Linux',
    ],
    ...['API', 'ID', 'URL', 'HTTP', 'HTTPS', 'HMAC', 'JSON', 'UTF', 'GMT', 'UTC', 'curl', 'SQLite'],
    ...['English', 'Authorization', 'SHA256'],
    // The token of these tests, and the source of alerts, which a gateway names once.
    ...['console', 'test', 'Alerts'],
  ].map((word) => word.toLowerCase()),
);

/**
 * What of a page is neither text that others have chosen (in `bdi`), nor a key or value as it is
 * (`code`, `pre`), nor steps that name another product's screens, of which there is a Russian text.
 */
const COLLECT = `(() => {
  const skipped = 'script, style, code, pre, bdi:not([lang="en"]), main [lang="ru"]';
  const found = [document.title];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    const isOption = parent.tagName === 'OPTION';
    // A choice that is called what it is, such as the ending of an address.
    if (isOption && parent.value === node.data) continue;
    if (parent.closest(skipped) || (!isOption && !parent.checkVisibility())) continue;
    found.push(node.data);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
    for (const each of document.body.querySelectorAll('[' + name + ']')) {
      if (!each.closest(skipped)) found.push(each.getAttribute(name));
    }
  }
  return found;
})()`;

/** English words that can be read on a page, with the text that they are in. */
export async function foreignWords(page: Page): Promise<readonly string[]> {
  const texts = (await page.evaluate(COLLECT)) as readonly string[];
  return texts.flatMap((text) => {
    const own = text
      // Addresses, variables, versions, and what is on the screens of other products.
      .replace(
        /https?:\/\/\S+|\b\d+\.\d+\.\d+-rc\b|\bSIGNAL_HOOKS_\w+|«[^»]*»|\b[\w.-]+@[\w.-]+/g,
        ' ',
      );
    const words = own.match(/[A-Za-z][A-Za-z0-9]+/g) ?? [];
    const foreign = words.filter((word) => !ALLOWED.has(word.toLowerCase()));
    return foreign.length === 0 ? [] : [`${foreign.join(' ')}: ${text.slice(0, 200)}`];
  });
}

/** Texts of events are written by others: nothing of them runs, and pages stay usable. */
import type { Page } from 'playwright-core';
import { send } from '../support/http.ts';
import { describeConsole } from './describe-console.ts';
import { USUAL_LOOK } from './looks.ts';
import { addSiggnal } from './siggnal-source.ts';

const MARKUP =
  '<img src=x onerror="document.title=`run`;alert(1)"><script>alert(2)</script><svg/onload=alert(3)>';
const LINK = 'javascript:alert(4)';
/** Turns the direction of what follows; none of them may reach beyond its text. */
const BIDI = '\u202Egnp.exe\u2066\u2067\u200F';
const LONG = 'x'.repeat(1_000_000);

/** An event of Siggnal with one text in all its fields. */
const eventOf = (id: string, text: string): string =>
  JSON.stringify({
    signal_id: `${id} ${text.slice(0, 200)}`,
    project_id: text,
    company: { name: text, inn: text, industry: text },
    event: { type: text, description: text, detected_at: text.slice(0, 100), source_url: text },
    priority: text.slice(0, 100),
    relevance_explanation: text,
    recommended_action: text,
    contacts: [{ name: text, role: text, email: text, phone: text }],
    [text.slice(0, 100)]: text,
  });

describeConsole(
  'texts of events',
  (the) => {
    /** What markup of an event would have become, had it been taken for a page's. */
    const foreignElements = (page: Page) =>
      page.locator('main img, main script, main iframe, main [onerror], main [onload]').count();

    test.each([
      ['markup', MARKUP],
      ['a link that is a script', LINK],
      ['marks that turn the direction', BIDI],
      ['a megabyte', LONG],
    ])('%s', async (name, text) => {
      const source = await addSiggnal(the.api, text.slice(0, 80));
      expect(await source.send(eventOf(name, text))).toBe(200);
      const page = await the.open('events');
      await page.locator('main li a').first().click();
      await page.getByRole('tab', { name: 'Record' }).waitFor();
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        expect(await foreignElements(page)).toBe(0);
      }
      await page.getByRole('tab', { name: 'Record' }).click();
      await page.getByLabel('Show empty fields').check();
      await the.audit(page);
      const links = await page.evaluate(
        `[...document.querySelectorAll('main a')].map((link) => link.protocol)`,
      );
      expect(new Set(links as string[])).toEqual(new Set([new URL(the.url).protocol]));
      // Each of them is in an element that isolates its direction.
      if (text === BIDI) {
        const open = await page.evaluate(
          `[...document.querySelectorAll('main *')].filter((each) =>
           [...each.childNodes].some((node) => node.nodeType === 3 && node.data.includes('\\u202E')) &&
           !each.closest('bdi, h1, option')).map((each) => each.outerHTML.slice(0, 200))`,
        );
        expect(open).toEqual([]);
      }
      expect(await page.title()).not.toBe('run');
      await page.getByRole('link', { name: 'All events' }).click();
      await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
      await the.audit(page);
    });

    test('in names that people give, on every page that shows them', async () => {
      const name = MARKUP.slice(0, 100);
      const { json: source } = await the.api.post('/v1/sources', { provider: 'siggnal', name });
      const { json: subscription } = await the.api.post('/v1/subscriptions', {
        ...{ target_url: 'https://hooks.example.com/x', name, source_id: source.id },
        filter: [{ field: 'company_name', op: 'eq', value: MARKUP }],
      });
      const token = { name, scopes: ['events:read'], expires_in_days: 9 };
      const { status } = await the.api.post('/v1/tokens', token);
      expect([typeof source.id, typeof subscription.id, status]).toEqual(['string', 'string', 201]);
      // It has no secret of the sender's: this is refused, and kept as it came.
      const { ingest_url } = source;
      await send(String(ingest_url), { body: MARKUP, headers: { 'x-siggnal-signature': MARKUP } });
      const page = await the.open('');
      for (const path of [
        ...['', 'sources', `sources/${source.id}`, 'events', 'subscriptions'],
        ...[`subscriptions/${subscription.id}`, 'rejections', 'tokens', 'audit', 'send-to?to=url'],
      ]) {
        await page.goto(`${the.url}/console/${path}`);
        await page.getByText('<img src=x').first().waitFor({ state: 'attached' });
        expect(await foreignElements(page)).toBe(0);
        expect(await page.title()).not.toBe('run');
      }
    });

    test('in an address', async () => {
      const page = await the.open(`events?q=${encodeURIComponent(MARKUP)}`, USUAL_LOOK);
      await page.getByLabel('Search in events').waitFor();
      expect(await page.getByLabel('Search in events').inputValue()).toBe(MARKUP);
      expect(await foreignElements(page)).toBe(0);
    });
  },
  { SIGNAL_HOOKS_MAX_BODY_BYTES: '20000000' },
);

/** Settings and sessions, in a real browser at a real gateway. */
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describeConsole } from './describe-console.ts';
import { LOOKS } from './looks.ts';

describeConsole('the page Settings', (the) => {
  const HEADINGS = { en: 'Settings', ru: 'Настройки' };

  test.each(LOOKS)('can be read: $width $language $theme', async (look) => {
    const page = await the.open('settings', look);
    await page.getByRole('heading', { level: 1, name: HEADINGS[look.language] }).waitFor();
    await page.getByRole('table').first().waitFor();
    await page.locator('dl').waitFor();
    await the.audit(page);
  });

  const CHECK = {
    en: { button: 'Check the address', found: 'No provider on the internet can reach it' },
    ru: { button: 'Проверить адрес', found: 'Провайдерам в интернете он недоступен' },
  };

  test.each(LOOKS)('the public address is checked: $width $language $theme', async (look) => {
    const page = await the.open('settings', look);
    await page.getByRole('button', { name: CHECK[look.language].button }).click();
    await page.getByText(CHECK[look.language].found).waitFor();
    await the.audit(page);
  });

  const BACKUP = {
    en: {
      button: 'Back up now',
      done: /^The back-up is made: /,
      folder: 'Folder where the gateway runs',
    },
    ru: {
      button: 'Создать резервную копию',
      done: /^Резервная копия готова: /,
      folder: 'Папка на машине шлюза',
    },
  };

  test.each(LOOKS)('a back-up is made: $width $language $theme', async (look) => {
    const { button, done, folder } = BACKUP[look.language];
    const page = await the.open('settings', look);
    await page.getByRole('button', { name: button }).click();
    await page.getByText(done).waitFor();
    const path = await page.getByLabel(folder, { exact: true }).inputValue();
    expect(readdirSync(path).sort()).toEqual(['gateway.db', 'key']);
    await page.getByRole('cell', { name: path }).waitFor();
    await the.audit(page);
  });

  test('one that fails says why', async () => {
    const key = join(the.dataDir, 'key');
    renameSync(key, `${key}-elsewhere`);
    try {
      const page = await the.open('settings');
      await page.getByRole('button', { name: 'Back up now' }).click();
      await page.getByText('The back-up failed').waitFor();
      await page.getByText(/^There is no key in /).waitFor();
      await the.audit(page);
    } finally {
      renameSync(`${key}-elsewhere`, key);
    }
  });

  test('the line that sets how much is kept is made', async () => {
    const page = await the.open('settings');
    const line = page.getByLabel('Set this where the gateway runs, and start it anew', {
      exact: true,
    });
    await page.getByLabel('Days').fill('30');
    expect(await line.inputValue()).toBe('SIGNAL_HOOKS_RETENTION_DAYS=30');
    await page.getByLabel('What is to be changed').selectOption({ label: 'At most' });
    await page.getByLabel('Gigabytes').fill('2.5');
    expect(await line.inputValue()).toBe('SIGNAL_HOOKS_RETENTION_BYTES=2500000000');
    await page.getByLabel('Gigabytes').fill('many');
    await page.getByText('Give a number of 1 or more').waitFor();
    await the.audit(page);
  });

  test('another browser is signed out, and then everybody', async () => {
    const one = await the.open('settings');
    const other = await the.open('settings');
    await one.getByRole('row').getByText('This browser').waitFor();
    const { json } = await the.api.get('/v1/sessions');
    const sessions = json.data as { id: string }[];
    expect(sessions.length).toBeGreaterThanOrEqual(2);
    await one.reload();
    await one.getByRole('row').getByText('This browser').waitFor();
    // Those of earlier tests are still signed in.
    const rows = one.getByRole('row');
    const before = await rows.count();
    await one.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await rows.nth(before - 1).waitFor({ state: 'detached' });

    await one.getByRole('button', { name: 'Sign everybody out' }).click();
    await one.getByRole('dialog').getByRole('button', { name: 'Sign everybody out' }).click();
    await one.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await other.reload();
    await other.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect((await the.api.get('/v1/sessions')).json.data).toEqual([]);
  });
});

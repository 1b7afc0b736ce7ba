/** Who reads Russian reads nothing else: every page is looked through for English words. */
import { send } from '../support/http.ts';
import { signalBody } from '../support/siggnal.ts';
import { until } from '../support/until.ts';
import { describeConsole } from './describe-console.ts';
import { foreignWords } from './foreign-words.ts';
import type { Look } from './looks.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { addSiggnal } from './siggnal-source.ts';

const ENV = { SIGNAL_HOOKS_ALLOW_HTTP: 'true', SIGNAL_HOOKS_ALLOWED_NETWORKS: '127.0.0.0/8' };
const LOOK: Look = { width: 1280, language: 'ru', theme: 'light' };
/** A browser at a busy machine. */
const PATIENT_MS = 240_000;

describeConsole(
  'the page in Russian',
  (the) => {
    let receiver: Receiver;
    /** Of what is shown on the pages. */
    const ids = { source: '', waiting: '', event: '', subscription: '' };

    beforeAll(async () => {
      receiver = await startReceiver();
      const made = async (path: string, body: object): Promise<string> => {
        const { status, json, text } = await the.api.post(path, body);
        if (status >= 300) throw new Error(`${path}: ${text}`);
        return String(json.id);
      };
      await the.api.call('PATCH', '/v1/alert-rules/source_rejecting', { threshold: 1 });
      const source = await addSiggnal(the.api, 'Лиды');
      ids.source = source.id;
      ids.waiting = await made('/v1/sources', { provider: 'signal-ark', name: 'Ждёт секрета' });
      ids.subscription = await made('/v1/subscriptions', {
        ...{ target_url: receiver.url, name: 'Приёмник', source_id: source.id },
        event_types: ['signal'],
        filter: [{ field: 'priority', op: 'gte', value: 'medium' }],
      });
      await made('/v1/alert-channels', { kind: 'slack', url: receiver.url, name: 'Дежурные' });
      await made('/v1/tokens', {
        name: 'Для проверки',
        scopes: ['events:read'],
        expires_in_days: 9,
      });
      await source.send(signalBody('good', 'Новый директор.'));
      await source.send(signalBody('forged'), 'a wrong secret');
      await source.send('{"signal_id":', 'secret-of-a-test');
      await send(`${the.url}/in/${ids.waiting}`, { body: '{}', headers: {} });
      const [event] = await the.api.all<{ id: string }>('/v1/events?provider=siggnal');
      ids.event = event?.id ?? '';
      await until(
        () => receiver.bodies.length,
        (count) => count > 0,
        30_000,
      );
    });
    afterAll(() => receiver.close());

    test(
      'has no English words',
      async () => {
        const found: Record<string, readonly string[]> = {};
        const page = await the.open('', LOOK);
        const read = async (what: string): Promise<void> => {
          // Everything that a page asks for has come.
          await page.waitForLoadState('networkidle');
          const words = await foreignWords(page);
          if (words.length > 0) found[what] = words;
        };
        const paths = [
          ...['', 'sources', `sources/${ids.source}`, `sources/${ids.waiting}`, 'connect'],
          ...['siggnal', 'signals', 'sigsentry', 'salesiq'].map((id) => `connect/${id}`),
          ...['connect/custom', 'events', `events/${ids.event}`, 'rejections', 'subscriptions'],
          ...[`subscriptions/${ids.subscription}`, 'send-to', 'tokens', 'audit', 'settings'],
          ...['slack', 'zapier', 'make', 'n8n', 'url'].map((target) => `send-to?to=${target}`),
          'no-such-page',
        ];
        for (const path of paths) {
          await page.goto(`${the.url}/console/${path}`);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await read(path);
        }
        expect(found).toEqual({});
      },
      PATIENT_MS,
    );

    test(
      'neither what is asked in a dialog, nor what is wrong',
      async () => {
        the.expectRefusal(422);
        const page = await the.open('alerts', LOOK);
        const words = async (): Promise<readonly string[]> => {
          await page.waitForLoadState('networkidle');
          return foreignWords(page);
        };
        await page.getByText('Лиды: Запросы к источнику отклоняются').waitFor({ timeout: 120_000 });
        expect(await words()).toEqual([]);
        await page.getByRole('button', { name: 'Добавить канал' }).click();
        expect(await words()).toEqual([]);
        await page.getByLabel('Адрес вебхука').fill('http://10.1.2.3/x');
        await page.getByRole('dialog').getByRole('button', { name: 'Добавить канал' }).click();
        await page.getByText('Адрес ведёт во внутреннюю сеть.').waitFor();
        expect(await words()).toEqual([]);
        await page.goto(`${the.url}/console/tokens`);
        await page.getByRole('button', { name: 'Создать токен' }).click();
        expect(await words()).toEqual([]);
        await page.goto(`${the.url}/console/subscriptions/${ids.subscription}`);
        await page.getByRole('button', { name: 'Добавить условие' }).click();
        await page.getByLabel('Поле').selectOption({ label: 'Оценка' });
        await page.getByLabel('Значение').fill('много');
        await page.keyboard.press('Enter');
        await page.getByText('Нужно: число, например').waitFor();
        expect(await words()).toEqual([]);
      },
      PATIENT_MS,
    );
  },
  ENV,
);

import { join } from 'node:path';
import { chromiumPath } from '../support/browser.ts';
import { send } from '../support/http.ts';
import { GOOGLE_ACCOUNT } from '../support/recipes/google.ts';
import { INSTALL_LIMIT_MS } from '../support/tools.ts';
import { until } from '../support/until.ts';
import { type Fixture, startFixture } from './by-hand/fixture.ts';
import { account, fillInSteps, generalStep, installStep, promise } from './by-hand/guide.ts';
import { Person } from './by-hand/person.ts';
import { RECEIVED_AT } from './cases/test-case.ts';
import { addressOf, FOLDER, readRecipes } from './fill-in.ts';
import { spreadsheetOf } from './fixture.ts';
import { expectSheet, type SheetRow } from './sheet.ts';

/** The recipe that is set up word by word; the names of what is clicked come from the guide. */
const SLUG = 'siggnal-google-sheets';
const SPREADSHEET = spreadsheetOf(SLUG);
const SECRET = 'made-up-by-the-user-of-siggnal';

const signal = (id: string) => ({
  signal_id: id,
  project_id: 'proj_7',
  priority: 'high',
  company: { name: '=Romashka', inn: '0077123456', industry: 'Retail' },
  event: { type: 'tender', description: `=Tender ${id}`, detected_at: '2026-04-25T14:30:00.000Z' },
  contacts: [{ name: 'Anna', role: 'CFO', email: 'anna@romashka.example', phone: '+7 495' }],
});
const row = (id: string, eventId: string): SheetRow => ({
  event_id: eventId,
  provider: 'siggnal',
  provider_name: 'Siggnal',
  event_type: 'signal',
  event_type_label: 'Signal',
  occurred_at: '2026-04-25T14:30:00.000Z',
  received_at: RECEIVED_AT,
  title: `=Tender ${id}`,
  summary: `=Tender ${id}`,
  priority: 'high',
  recommended_action: '',
  project_id: 'proj_7',
  company_name: '=Romashka',
  company_tax_id: '0077123456',
  company_domain: '',
  company_industry: 'Retail',
  contact_name: 'Anna',
  contact_first_name: '',
  contact_last_name: '',
  contact_role: 'CFO',
  contact_email: 'anna@romashka.example',
  contact_phone: '+7 495',
  subject_type: 'signal',
  subject_id: id,
  signal_id: id,
  signal_type: 'tender',
  signal_description: `=Tender ${id}`,
  relevance_explanation: '',
});
/** The event ids are `printf siggnal:sig_7001 | sha256sum`, and so on. */
const [FIRST, SECOND] = [
  row('sig_7001', 'evt_f73a41516631f657a423d24a'),
  row('sig_7002', 'evt_b0e3fe82bb84c94604c69088'),
];

if (chromiumPath() === undefined) {
  process.stderr.write(
    'SKIPPED: no Chromium is installed, so the guide is not followed by clicks.\n',
  );
  test.skip('no Chromium is installed', () => {});
} else {
  describe('the guide, by clicks', byClicks);
}

function byClicks(): void {
  let fixture: Fixture;
  let person: Person;
  const testCase = (title: string, run: () => Promise<void>): void => {
    test(title, () => fixture.n8n.explain(run));
  };
  const rowsIn = (count: number): Promise<unknown> =>
    until(
      () => fixture.google.rows(SPREADSHEET).length,
      (rows) => rows === count,
    );

  beforeAll(async () => {
    fixture = await startFixture();
    fixture.google.make({ id: SPREADSHEET, title: 'Signals', header: Object.keys(FIRST) });
    person = new Person(fixture.editor);
  }, INSTALL_LIMIT_MS);
  afterAll(() => fixture?.close());

  testCase('the package is installed where it says', async () => {
    const [, settings = '', community = '', button = '', last = ''] = installStep().bold;
    await person.arrive();
    await person.choose(settings, community);
    await person.click(button);
    // A name and the box that is to be ticked are missing.
    expect(await person.canClick(last)).toBe(false);
  });

  testCase('from the file to the row', async () => {
    const [trigger, spreadsheet, writer, publish, provider] = fillInSteps(SLUG);
    if (!trigger || !spreadsheet || !writer || !publish || !provider) throw new Error('no steps');
    const [, plus, ...menus] = generalStep('Import it.').bold;
    expect(plus).toBe('+');
    // Notes are none of them.
    const nodes = readRecipes()
      .get(SLUG)
      ?.nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
    await person.arrive();
    await person.importFile(join(FOLDER, `${SLUG}.json`), menus, nodes?.length ?? 0);
    await person.seeMarked('Siggnal Trigger', 'Append or update the row');
    expect(await person.canClick(publish.bold[0] ?? '')).toBe(false);

    const [connect = '', token = ''] = trigger.italic;
    await person.inPanel(trigger.bold[0] ?? '', () => person.connect(connect, { [token]: SECRET }));
    await person.inPanel(spreadsheet.bold[0] ?? '', (panel) =>
      panel.getByPlaceholder(spreadsheet.italic[0] ?? '').fill(addressOf(SPREADSHEET)),
    );
    expect(spreadsheet.code).toEqual(['Signals']);
    const [id = '', secret = '', signIn = ''] = account('Google Sheets').italic;
    const { clientId, clientSecret } = GOOGLE_ACCOUNT;
    await person.inPanel(writer.bold[0] ?? '', async (panel) => {
      await person.connect(
        writer.italic[0] ?? '',
        { [id]: clientId, [secret]: clientSecret },
        signIn,
      );
      const [option = '', value] = promise('No formulas.').italic;
      expect(await person.valueOf(panel, option)).toBe(value);
    });
    await person.seeMarked();
    await person.publish(publish.bold[0] ?? '');

    const [urls = '', production = ''] = provider.italic;
    const url = await person.inPanel(trigger.bold[0] ?? '', async (panel) => {
      await panel.getByText(urls, { exact: true }).click();
      await panel.getByText(production, { exact: true }).click();
      // The box beside the words still holds the Test URL for a moment.
      return person.copy(panel.getByText(`${fixture.n8n.url}/webhook/`));
    });
    expect(url).toContain(`${fixture.n8n.url}/webhook/`);
    const form = { url, secret_token: SECRET };
    const screen = `${fixture.emulator.url}/screens/siggnal/webhooks`;
    const added = await send(screen, { body: JSON.stringify(form) });
    expect(added).toMatchObject({ status: 201 });
    const tested = await send(`${screen}/${added.json.id}/test`);
    expect(tested.json).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] });

    fixture.emulator.fire('siggnal', 'signal', { payload: signal('sig_7001') });
    await rowsIn(2);
    expectSheet(fixture, SLUG, [FIRST]);
  });

  testCase('what has failed is tried again with the arrow', async () => {
    expect(fixture.google.rows(SPREADSHEET)).toHaveLength(2);
    const { bold, italic } = promise('No event is lost silently.');
    fixture.google.refuse(SPREADSHEET, 503, 5);
    fixture.emulator.fire('siggnal', 'signal', { payload: signal('sig_7002') });
    const [arrow = '', choice = ''] = italic;
    await person.retryTheFailed(bold[1] ?? '', arrow, choice);
    await rowsIn(3);
    expectSheet(fixture, SLUG, [FIRST, SECOND]);
  });
}

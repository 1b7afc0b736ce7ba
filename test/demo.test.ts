import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROVIDERS } from '@signal-hooks/catalogue';
import { goldenSample } from '../packages/catalogue/test/support/golden.ts';
import { type Outcome, runCli } from './support/cli.ts';
import { parseCsv } from './support/csv.ts';
import { type Folder, makeFolder } from './support/folder.ts';

let folder: Folder;
let outcome: Outcome;
let rows: readonly (readonly string[])[];
let text: string;

beforeAll(async () => {
  folder = makeFolder();
  outcome = await runCli(['demo', '--exit', '--port', '0', '--folder', folder.path]);
  const path = join(folder.path, 'signals.csv');
  text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  rows = parseCsv(text);
});
afterAll(() => folder.remove());

/** The columns of the Sheets log, in their order. */
const HEADER = [
  ...['event_id', 'source_id', 'source_name', 'provider', 'provider_name'],
  ...['event_type', 'event_type_label', 'occurred_at', 'received_at', 'title', 'summary'],
  ...['priority', 'score', 'url', 'recommended_action', 'project_id'],
  ...['company_name', 'company_tax_id', 'company_domain', 'company_industry'],
  ...['contact_name', 'contact_first_name', 'contact_last_name'],
  ...['contact_role', 'contact_email', 'contact_phone'],
  ...['subject_type', 'subject_id'],
];

/** Event types that the vendors document; of SalesIQ conversations and administration. */
const DOCUMENTED = { siggnal: 1, 'signal-ark': 3, signals: 7, sigsentry: 3, salesiq: 20 + 13 };
/** Each of the six webhooks sends one event whose first answer is lost. */
const RETRIED = { siggnal: 1, 'signal-ark': 1, signals: 1, sigsentry: 1, salesiq: 2 };

const column = (name: string): readonly string[] =>
  rows.slice(1).map((row) => row[HEADER.indexOf(name)] ?? '');

test('it ends well, and tells so', () => {
  expect([outcome.code, outcome.stderr]).toEqual([0, '']);
  expect(outcome.stdout).toContain('✔ 31 of 31 expectations met');
  expect(outcome.stdout).not.toContain('✖');
});

test('it tells the whole story', () => {
  for (const line of [
    /^2\. The providers are connected$/m,
    /Siggnal +URL pasted into its screen, test request answered/,
    /Signal Ark +URL pasted into its screen, ping answered/,
    /SIGNALS +registered through its API/,
    /SigSentry +registered through its API/,
    /SalesIQ +registered through its API/,
    /SalesIQ +✔ 20 of 20 stored/,
    /SalesIQ admin +✔ 13 of 13 stored/,
    /SigSentry +no answer → 200 +duplicate/,
    /Siggnal +body changed after signing +401 signature_mismatch/,
    /SalesIQ +signed with a wrong secret +401 signature_mismatch/,
    /SIGNALS +body of 11 MiB +413 body_too_large/,
    /The subscriber has 54 typed records/,
  ]) {
    expect(outcome.stdout).toMatch(line);
  }
});

test('the CSV has its header and a row for every event, no more', () => {
  expect(rows[0]).toEqual(HEADER);
  expect(rows.every((row) => row.length === HEADER.length)).toBe(true);
  const counts: Record<string, number> = {};
  for (const provider of column('provider')) counts[provider] = (counts[provider] ?? 0) + 1;
  expect(counts).toEqual({
    siggnal: DOCUMENTED.siggnal + RETRIED.siggnal + 1, // and the formula
    'signal-ark': DOCUMENTED['signal-ark'] + RETRIED['signal-ark'],
    signals: DOCUMENTED.signals + RETRIED.signals,
    sigsentry: DOCUMENTED.sigsentry + RETRIED.sigsentry,
    salesiq: DOCUMENTED.salesiq + RETRIED.salesiq,
  });
  expect(rows).toHaveLength(1 + 47 + 6 + 1);
  expect(new Set(column('event_id')).size).toBe(54);
});

test('no cell can become a formula, and the one that tried is still readable', () => {
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(column('company_name')).toContain(`'=HYPERLINK("http://evil.example","click")`);
  expect(column('company_industry')).toContain("'+1+1");
});

/** Cells that are the same in every sample of an event type. */
const SAME = [
  ...['provider_name', 'event_type_label', 'contact_first_name', 'contact_last_name'],
  ...['title', 'summary', 'project_id', 'company_tax_id', 'company_domain', 'company_industry'],
  ...['contact_name', 'contact_role', 'subject_type'],
];

test.each(Object.values(PROVIDERS))('the cells of $name are those of its golden file', ({ id }) => {
  const samples = rows
    .map((row) => Object.fromEntries(HEADER.map((name, at) => [name, row[at] ?? ''])))
    .filter(({ provider }) => provider === id)
    .map((row) => ({ row, sample: goldenSample(id, row.event_type ?? '') }));
  const found = samples.find(({ sample }) => sample.complete);
  const cells = SAME.map((name) => [name, String(found?.sample.cells[name] ?? '')]);
  expect(found?.row).toMatchObject(Object.fromEntries(cells));
});

test('times are in UTC', () => {
  for (const time of column('received_at')) {
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
});

test('run again it starts afresh', async () => {
  const again = await runCli(['demo', '--exit', '--port', '0', '--folder', folder.path]);
  expect(again.code).toBe(0);
  expect(parseCsv(readFileSync(join(folder.path, 'signals.csv'), 'utf8'))).toHaveLength(55);
});

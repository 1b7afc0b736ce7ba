import { readFileSync } from 'node:fs';
import { parseCsv } from '../support/csv.ts';
import { calculate, hasCalc } from '../support/recipes/calc.ts';

/** By hand: https://github.com/signal-hooks/signal-hooks/blob/main/docs/reference/record.md */
const HEADER = [
  ...['event_id', 'source_id', 'source_name', 'provider', 'provider_name'],
  ...['event_type', 'event_type_label', 'occurred_at', 'received_at', 'title', 'summary'],
  ...['priority', 'score', 'url', 'recommended_action', 'project_id', 'company_name'],
  ...['company_tax_id', 'company_domain', 'company_industry', 'contact_name'],
  ...['contact_first_name', 'contact_last_name', 'contact_role'],
  ...['contact_email', 'contact_phone', 'subject_type', 'subject_id'],
];

const read = (path: string): string => readFileSync(path, 'utf8');
const page = read('recipes/google-sheets/README.md');
const [header = [], ...rows] = parseCsv(read('recipes/google-sheets/example.csv'));
const cell = (row: readonly string[], name: string): string => row[HEADER.indexOf(name)] ?? '';

/** The two formulas of the page, in their order. */
const formulas = [...page.matchAll(/^ *=(.+)$/gm)].map(([, formula = '']) => formula);

/** The weeks and priorities of the example, counted by hand. */
const WEEKS = [
  ['2026-04-06', { critical: 1, high: 1, none: 3 }],
  ['2026-04-13', { low: 1, medium: 2, none: 1 }],
  ['2026-04-20', { high: 2, none: 2 }],
  ['2026-04-27', { high: 1, medium: 1, none: 1 }],
] as const;

/** When it happened, when it came in, and the Monday of its week, by a paper calendar. */
const NASTY: readonly (readonly [
  what: string,
  occurred: string,
  received: string,
  monday: string,
])[] = [
  [
    'a Sunday, its last second',
    '2026-04-26T23:59:59.000Z',
    '2026-04-27T00:00:02.000Z',
    '2026-04-20',
  ],
  [
    'a Monday, its first second',
    '2026-04-27T00:00:00.000Z',
    '2026-04-27T00:00:02.000Z',
    '2026-04-27',
  ],
  ['the end of a year', '2025-12-31T23:59:59Z', '2026-01-01T00:00:01Z', '2025-12-29'],
  ['the start of a year', '2027-01-01T00:00:00.000Z', '2027-01-01T00:00:02.000Z', '2026-12-28'],
  ['a leap day', '2024-02-29T12:00:00.000Z', '2024-02-29T12:00:02.000Z', '2024-02-26'],
  ['no time of its own', '', '2026-04-27T00:00:00.000Z', '2026-04-27'],
  ['a time that is none', '=1+1', '2026-01-05T00:00:01.000Z', '2026-01-05'],
  ['milliseconds', '1767225600000', '2026-02-28T00:00:01.000Z', '2026-02-23'],
];

/** Two events at a time: one with a priority, one without. Their titles look like formulas. */
const rowsAt = (occurred_at: string, received_at: string): string[][] =>
  ['high', ''].map((priority) => {
    const cells = { event_id: 'evt', occurred_at, received_at, priority, title: '=1+1' };
    return HEADER.map((name) => (cells as Record<string, string>)[name] ?? '');
  });

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/** Sheets count days from 30 December 1899. */
const dayOf = (serial: string): string =>
  new Date(Date.UTC(1899, 11, 30) + Number(serial) * 86_400_000).toISOString().slice(0, 10);

describe('one header row, the same columns everywhere', () => {
  const line = HEADER.join('\t');

  test('28 columns, A to AB', () => {
    expect(HEADER).toHaveLength('ABCDEFGHIJKLMNOPQRSTUVWXYZ'.length + 'AB'.length);
    expect(page).toContain('It fills A1 to AB1');
    expect(read('recipes/google-sheets/header.tsv')).toBe(`${line}\n`);
    expect(header).toEqual(HEADER);
  });

  test.each([
    ['the page', page],
    ['n8n', read('recipes/n8n/README.md').split('## All providers to one Google sheet')[1]],
    ['Make', read('packages/make-signal-hooks/blueprints/README.md').split('## All providers')[1]],
  ])('%s has it to copy', (_where, text = '') => {
    const lines = text.split('\n').map((each) => each.trim());
    expect(lines.find((each) => each.startsWith('event_id\t'))).toBe(line);
  });

  test('the Zapier guide pastes it', () => {
    const [, recipe = ''] = read('docs/tutorials/zapier.md').split(
      '## Recipe: a row in Google Sheets',
    );
    expect(recipe.split('\n## ')[0]).toContain('](../../recipes/google-sheets/README.md)');
  });
});

describe('the example', () => {
  test('is sixteen whole rows of all providers', () => {
    expect(rows).toHaveLength(16);
    for (const row of rows) expect(row).toHaveLength(28);
    expect(new Set(rows.map((row) => cell(row, 'event_id'))).size).toBe(16);
    expect(new Set(rows.map((row) => cell(row, 'provider')))).toEqual(
      new Set(['siggnal', 'signal-ark', 'signals', 'sigsentry', 'salesiq']),
    );
  });

  test('holds what an import with conversion would damage, as the page says', () => {
    for (const text of ['0201234567', '40526000001808001']) {
      expect(page).toContain(`\`${text}\``);
      expect(rows.flat()).toContain(text);
    }
    expect(rows.flat()).toContain('+7 495 555-01-00');
  });

  test('is counted on the page', () => {
    for (const [week, counts] of WEEKS) {
      const of = (priority: string): string =>
        `${(counts as Record<string, number>)[priority] ?? ''}`;
      const cells = ['critical', 'high', 'low', 'medium', 'none'].map(of);
      const total = sumOf(Object.values(counts));
      expect(page).toContain(`| ${[week, ...cells, total].join(' | ')} |`);
    }
  });
});

describe('signals per week and priority', () => {
  test('the formulas look at the columns that the page names', () => {
    expect(formulas).toHaveLength(2);
    const letters = formulas.flatMap((formula) =>
      [...formula.matchAll(/Signals!([A-Z]+)2:/g)].map(([, letter]) => letter),
    );
    expect([...new Set(letters)].sort()).toEqual(['A', 'H', 'I', 'L']);
    const named = ['event_id', 'occurred_at', 'received_at', 'priority'];
    expect(['A', 'H', 'I', 'L'].map((letter) => HEADER[letter.charCodeAt(0) - 65])).toEqual(named);
    // A comma is wrong where 1,5 is a number; a semicolon is right everywhere.
    for (const formula of formulas) expect(formula).not.toContain(',');
  });

  if (!hasCalc()) {
    test.skip('LibreOffice is not installed: the formulas were not computed', () => {});
    return;
  }

  let computed: readonly (readonly [week: string, priority: string])[];

  beforeAll(() => {
    // FILTER and ARRAYFORMULA are Google's; they leave out empty rows and spread the rest.
    const inner = formulas.map((formula) => {
      const [, bare] = /^ARRAYFORMULA\(FILTER\((.+);Signals!A2:A<>""\)\)$/.exec(formula) ?? [];
      if (bare === undefined) throw new Error(`another form: ${formula}`);
      return bare;
    });
    computed = calculate(
      [HEADER, ...rows, ...NASTY.flatMap(([, occurred, received]) => rowsAt(occurred, received))],
      inner,
    ).map(([day = '', priority = '']) => [dayOf(day), priority]);
  });

  test('the example gives what the page shows', () => {
    const counted = WEEKS.map(([week, counts]) => [
      week,
      Object.fromEntries(
        Object.keys(counts).map((priority) => [
          priority,
          computed.slice(0, rows.length).filter((row) => row.join() === `${week},${priority}`)
            .length,
        ]),
      ),
    ]);
    expect(counted).toEqual(WEEKS);
    expect(sumOf(WEEKS.flatMap(([, counts]) => Object.values(counts)))).toBe(rows.length);
  });

  test.each(NASTY.map(([what, , , monday], at) => [what, monday, at] as const))(
    '%s',
    (_what, monday, at) => {
      const from = rows.length + 2 * at;
      expect(computed.slice(from, from + 2)).toEqual([
        [monday, 'high'],
        [monday, 'none'],
      ]);
    },
  );
});

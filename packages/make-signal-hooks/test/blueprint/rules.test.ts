import { RULES, validate } from '../../src/blueprint/rules/validate.ts';
import type { Blueprint } from '../../src/blueprint/types.ts';
import { allCommitted, committed } from './support/committed.ts';

test.each(allCommitted())('%s keeps every rule', (_name, blueprint) => {
  expect(validate(blueprint)).toEqual([]);
});

/** A blueprint that can be spoilt. */
// biome-ignore lint/suspicious/noExplicitAny: spoiling breaks the types on purpose.
type Loose = any;

const sheets = (): Loose => structuredClone(committed('siggnal-google-sheets'));
const genuine = (b: Loose): Loose => b.flow[2].routes[0].flow;
const fork = (b: Loose): Loose => genuine(b)[3].routes;
const row = (b: Loose): Loose => fork(b)[1].flow[2];
const variable = (b: Loose, at: number): Loose => genuine(b)[1].mapper.variables[at];
const conditions = (b: Loose): Loose => genuine(b)[0].filter.conditions;

/** Ways to spoil a good blueprint, by the rule that must notice. */
const CONTROLS: Readonly<Record<string, readonly ((b: Loose) => void)[]>> = {
  'top-level': [
    (b) => Object.assign(b, { scheduling: {} }),
    (b) => Object.assign(b, { name: '' }),
    (b) => delete b.description,
  ],
  metadata: [
    (b) => delete b.metadata.scenario.dlq,
    (b) => Object.assign(b.metadata.scenario, { dlq: false }),
    (b) => Object.assign(b.metadata.scenario, { sequential: true }),
    (b) => Object.assign(b.metadata, { instant: false }),
    (b) => b.metadata.designer.orphans.push([]),
  ],
  'unique-ids': [
    (b) => Object.assign(row(b), { id: 7 }),
    (b) => Object.assign(row(b), { id: 0 }),
    (b) => Object.assign(row(b).onerror[0], { id: 20 }),
  ],
  'known-module': [
    (b) => Object.assign(row(b), { module: 'google-sheets:addRows' }),
    (b) => Object.assign(row(b), { version: 1 }),
  ],
  'module-keys': [(b) => Object.assign(row(b), { flags: {} })],
  mapper: [
    (b) => delete row(b).mapper.spreadsheetId,
    (b) => Object.assign(row(b).mapper, { sheetName: 'x' }),
    (b) => Object.assign(b.flow[2], { mapper: {} }),
  ],
  'no-account-data': [
    (b) => Object.assign(row(b).parameters, { __IMTCONN__: 123 }),
    (b) => Object.assign(b.flow[0].parameters, { hook: 1 }),
    (b) => Object.assign(row(b).metadata, { restore: {} }),
    (b) => Object.assign(genuine(b)[2].parameters, { datastore: 5 }),
  ],
  'no-secrets': [
    (b) => Object.assign(variable(b, 5), { value: 'jane@example.com' }),
    (b) => Object.assign(variable(b, 5), { value: 'whsec_AAECAwQFBgc' }),
    (b) => Object.assign(variable(b, 5), { value: `xox${'b'}-1` }),
    (b) => Object.assign(variable(b, 5), { value: 'pat-eu1-x' }),
    (b) => Object.assign(variable(b, 5), { value: 'Bearer abcdefgh' }),
    (b) => Object.assign(variable(b, 5), { value: 'https://hook.eu2.make.com/x' }),
    (b) => Object.assign(variable(b, 5), { value: 'f'.repeat(32) }),
    (b) => Object.assign(variable(b, 5), { value: 'aZ09'.repeat(8) }),
  ],
  placeholders: [(b) => Object.assign(row(b).mapper, { sheetId: 'REPLACE_ME' })],
  designer: [
    (b) => delete row(b).metadata.designer.x,
    (b) => Object.assign(row(b).metadata.designer, { name: '' }),
    (b) => Object.assign(row(b).metadata.designer, { name: 'n'.repeat(81) }),
  ],
  apart: [(b) => Object.assign(row(b).metadata.designer, { x: 0, y: 0 })],
  'raw-cells': [(b) => Object.assign(row(b).mapper, { valueInputOption: 'USER_ENTERED' })],
  'header-range': [
    (b) => Object.assign(row(b).mapper, { tableFirstRow: 'A1:AA1' }),
    // The row has more columns than the 26 of this range.
    (b) => Object.assign(row(b).mapper, { tableFirstRow: 'A1:Z1' }),
  ],
  syntax: [
    (b) => Object.assign(variable(b, 5), { value: '{{4.title' }),
    (b) => Object.assign(variable(b, 5), { value: '{{ifempty(4.a; 4.b}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{{ifempty(4.a, 4.b)}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{"a":{"b":"{{4.a}}"}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{"a":{{4.a}}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{{ifempty(4.a; "x)}}' }),
  ],
  upstream: [
    (b) => Object.assign(variable(b, 5), { value: '{{7.exist}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{{ifempty(4.title; 99.title)}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{{6.title}}' }),
    // On the other route.
    (b) => Object.assign(row(b).mapper, { sheetId: '{{9.status}}' }),
  ],
  'known-words': [
    (b) => Object.assign(variable(b, 5), { value: '{{slugify(4.title)}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{{ifempty(4.title; nothing)}}' }),
    (b) => Object.assign(variable(b, 5), { value: '{{toString(4.company)}}' }),
  ],
  'from-one': [(b) => Object.assign(variable(b, 5), { value: '{{4.contacts[0].name}}' })],
  'straight-quotes': [(b) => Object.assign(variable(b, 5), { value: '{{ifempty(4.a; “x”)}}' })],
  conditions: [
    (b) => Object.assign(conditions(b)[0][0], { o: 'text:equals' }),
    (b) => Object.assign(conditions(b)[0][0], { o: 'exist' }),
    (b) => delete conditions(b)[0][0].b,
    (b) => Object.assign(genuine(b)[0].filter, { conditions: [] }),
    (b) => Object.assign(genuine(b)[0].filter, { conditions: [[]] }),
    (b) => Object.assign(conditions(b)[0][0], { a: '' }),
  ],
  'signature-first': [
    (b) => delete genuine(b)[0].filter,
    (b) => conditions(b)[0].pop(),
    (b) => conditions(b).push([{ a: '{{2.secret}}', o: 'text:notequal', b: '' }]),
    // The placeholder, and an empty secret, would fit.
    (b) => conditions(b)[0].shift(),
    (b) => conditions(b)[1].splice(1, 1),
    (b) => Object.assign(b.flow[2].routes[1].flow[0].mapper, { status: '200' }),
    (b) => b.flow.splice(2, 0, structuredClone(genuine(b)[0])),
    (b) => b.flow[2].routes[1].flow.push(structuredClone(row(b))),
  ],
  'one-answer': [
    (b) => fork(b)[1].flow.splice(1, 1),
    (b) => fork(b)[1].flow.push(structuredClone(fork(b)[1].flow[1])),
  ],
  answer: [(b) => Object.assign(fork(b)[0].flow[0].mapper, { status: '20' })],
  'failure-handled': [
    (b) => delete row(b).onerror,
    (b) => delete genuine(b)[2].onerror,
    (b) => genuine(b)[2].onerror.shift(),
    (b) => genuine(b)[2].onerror.pop(),
    (b) => row(b).onerror.unshift(structuredClone(genuine(b)[2].onerror[0])),
    (b) => Object.assign(b.flow[2], { onerror: row(b).onerror }),
    (b) => Object.assign(row(b).onerror[0], { onerror: structuredClone(row(b).onerror) }),
  ],
  'directive-last': [
    (b) => row(b).onerror.push(structuredClone(genuine(b)[2].onerror[0])),
    (b) => fork(b)[1].flow.push(structuredClone(row(b).onerror[0])),
  ],
  router: [
    (b) => fork(b).pop(),
    (b) => delete fork(b)[0].flow[0].filter,
    (b) => b.flow.push(structuredClone(row(b))),
    (b) => Object.assign(row(b), { routes: [] }),
  ],
  'filter-place': [
    (b) => Object.assign(b.flow[0], { filter: genuine(b)[0].filter }),
    (b) => Object.assign(b.flow[2], { filter: genuine(b)[0].filter }),
    (b) => Object.assign(row(b).onerror[0], { filter: genuine(b)[0].filter }),
  ],
  'remember-once': [
    (b) => Object.assign(fork(b)[1].flow[0].mapper, { key: '{{6.title}}' }),
    (b) => Object.assign(fork(b)[1].flow[0].mapper, { overwrite: true }),
    (b) => genuine(b).splice(2, 1),
    (b) => fork(b)[1].flow.shift(),
  ],
};

test('there is a negative control for every rule, and every rule says what it demands', () => {
  expect(Object.keys(CONTROLS).sort()).toEqual(RULES.map(({ id }) => id).sort());
  for (const { says } of RULES) expect(says).toMatch(/^[A-Z].*\.$/);
});

const cases = Object.entries(CONTROLS).flatMap(([id, ways]) =>
  ways.map((spoil, at): [string, number, (b: Loose) => void] => [id, at + 1, spoil]),
);

test.each(cases)('%s notices (%i)', (id, _at, spoil) => {
  const blueprint = sheets();
  spoil(blueprint);
  const noticed = new Set(validate(blueprint as Blueprint).map(({ rule }) => rule));
  expect([...noticed]).toContain(id);
});

import app from '../index.ts';
import { CHECKS } from './support/checks.ts';
import { dateProblems, fieldProblems, keyProblems } from './support/results.ts';
import {
  type FieldLike,
  type ItemLike,
  type OperationLike,
  type Subject,
  subjectsOf,
} from './support/subjects.ts';

/** A check that nothing fails proves nothing: each is shown a copy that is broken on purpose. */
const [TRIGGER, SEARCH, ACTION] = ['new_signal', 'find_event', 'replay_delivery'].map(
  (key) => subjectsOf(app).find(({ item }) => item.key === key) as Subject,
) as [Subject, Subject, Subject];

const LIST = { perform: () => undefined };

const withItem = (subject: Subject, change: Partial<ItemLike>): Subject => ({
  ...subject,
  item: { ...subject.item, ...change },
});
const withDisplay = (subject: Subject, display: Partial<ItemLike['display']>): Subject =>
  withItem(subject, { display: { ...subject.item.display, ...display } });
const withOperation = (subject: Subject, change: Partial<OperationLike>): Subject =>
  withItem(subject, { operation: { ...subject.item.operation, ...change } });
const withInput = (subject: Subject, field: FieldLike): Subject =>
  withOperation(subject, { inputFields: [...(subject.item.operation.inputFields ?? []), field] });
const withSample = (subject: Subject, cells: Readonly<Record<string, unknown>>): Subject =>
  withOperation(subject, { sample: { ...subject.item.operation.sample, ...cells } });
const without = (subject: Subject, key: keyof OperationLike): Subject => {
  const { [key]: _gone, ...operation } = subject.item.operation;
  return withItem(subject, { operation });
};

const description = (subject: Subject, text: string): Subject =>
  withDisplay(subject, { description: text });

/** Which check must catch which copy. */
const BROKEN: readonly (readonly [id: string, what: string, copy: Subject])[] = [
  ['D001', 'an API key in a form', withInput(TRIGGER, { key: 'api_key', label: 'API Key' })],
  ['D001', 'a secret in a form', withInput(TRIGGER, { key: 'x', label: 'Signing Secret' })],
  ['D001', 'a hidden text', withInput(TRIGGER, { key: 'x', label: 'X', type: 'password' })],
  ['D004', 'an id without a list', withInput(TRIGGER, { key: 'team_id', label: 'Team' })],
  ['D006', 'no performList', without(TRIGGER, 'performList')],
  ['D007', 'http', withInput(TRIGGER, { key: 'x', placeholder: 'http://hooks.example.com' })],
  ['D008', 'a bare link', withInput(TRIGGER, { key: 'x', helpText: 'See https://example.com.' })],
  ['D008', 'a broken link', withInput(TRIGGER, { key: 'x', helpText: 'See [here(https://a.b).' })],
  ['D009', 'nothing to search by', withOperation(SEARCH, { inputFields: [] })],
  ['D010', 'a sample without id', withSample(ACTION, { id: undefined })],
  ['D011', 'help that repeats', withInput(TRIGGER, { key: 'x', label: 'Team', helpText: 'Team.' })],
  ['D012', 'no sample', without(TRIGGER, 'sample')],
  ['D013', 'no such search', withInput(ACTION, { key: 'x', search: 'find_x.id', choices: LIST })],
  ['D013', 'a search without list', withInput(ACTION, { key: 'x', search: 'find_event.id' })],
  ['D016', 'no performSubscribe', without(TRIGGER, 'performSubscribe')],
  ['D016', 'no performUnsubscribe', without(TRIGGER, 'performUnsubscribe')],
  ['D018', 'a small label', withDisplay(TRIGGER, { label: 'New signal' })],
  ['D021', 'another beginning', description(TRIGGER, 'Fires when a signal comes.')],
  ['D021', 'no full stop', description(TRIGGER, 'Triggers when a signal comes')],
  ['D021', 'whenever', description(TRIGGER, 'Triggers whenever a signal comes.')],
  ['D021', 'a capital noun', description(TRIGGER, 'Triggers when a Signal comes.')],
  ['D022', 'no fields', withOperation(ACTION, { inputFields: [] })],
  ['D023', 'no zone', withSample(TRIGGER, { received_at: '2026-11-02T09:15:00' })],
  ['D023', 'words', withSample(TRIGGER, { received_at: '02 Nov 2026 09:15:00' })],
  ['D024', 'a number as text', withSample(TRIGGER, { score: '87' })],
  ['D024', 'a key too many', withSample(TRIGGER, { extra: 'x' })],
  ['D024', 'a column too few', withSample(TRIGGER, { contacts: [{ name: 'Anna' }] })],
  ['D025', 'a link that runs', withInput(TRIGGER, { key: 'x', helpText: '[x](javascript:x).' })],
  ['verb', 'an order', description(SEARCH, 'Find an event.')],
  ['verb', 'no full stop', description(ACTION, 'Delivers an event once more')],
  ['new', 'an old trigger', withDisplay(TRIGGER, { label: 'Signal Received' })],
  ['app name', 'the app’s name', withDisplay(TRIGGER, { label: 'New Signal Hooks Signal' })],
  ['noun', 'the plural', withItem(TRIGGER, { noun: 'Signals' })],
  ['key', 'a key twice', withInput(TRIGGER, { key: 'source_id', label: 'Other' })],
  ['key', 'camelCase', withInput(TRIGGER, { key: 'sourceId', label: 'Other' })],
  ['field label', 'no label', withInput(TRIGGER, { key: 'x' })],
  ['field label', 'a label twice', withInput(TRIGGER, { key: 'x', label: 'Source' })],
  ['no id to type', 'an id', withInput(TRIGGER, { key: 'x', label: 'Team ID' })],
  ['help', 'no full stop', withInput(TRIGGER, { key: 'x', helpText: 'Leave it empty' })],
  ['choices', 'one choice', withInput(TRIGGER, { key: 'x', choices: { a: 'A' } })],
  ['choices', 'twins', withInput(TRIGGER, { key: 'x', choices: { a: 'A', b: 'A' } })],
  ['English', 'another language', withDisplay(TRIGGER, { label: 'New Сигнал' })],
  ['short', 'a long label', withDisplay(TRIGGER, { label: 'Signal '.repeat(10).trim() })],
];

const check = (id: string) => CHECKS.find((each) => each.id === id);

test.each(BROKEN)('%s catches %s', (id, _what, copy) => {
  expect(check(id)?.kinds).toContain(copy.kind);
  expect(check(id)?.problems(copy)).not.toEqual([]);
});

test('every check has such a copy', () => {
  const caught = new Set(BROKEN.map(([id]) => id));
  expect(CHECKS.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});

test('no two checks have the same id', () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
});

describe('live results', () => {
  const FIELDS = [
    { key: 'id', type: 'string' },
    { key: 'count', type: 'integer' },
    { key: 'at', type: 'datetime' },
    { key: 'rows[]name', type: 'string' },
  ];
  const good = { id: 'a', count: 1, at: '2026-11-02T09:15:00Z', rows: [{ name: 'x' }] };

  test('what fits has no problems', () => {
    expect(fieldProblems(good, FIELDS)).toEqual([]);
    expect(fieldProblems({ ...good, count: null, rows: [] }, FIELDS)).toEqual([]);
    expect(dateProblems(good)).toEqual([]);
    expect(keyProblems(good, { ...good })).toEqual([]);
  });

  test.each([
    ['T005, Z001: a wrong type', { ...good, count: '1' }, ['count is no integer: "1"']],
    [
      'T005, Z001: a time without zone',
      { ...good, at: '2026-11-02T09:15' },
      ['at is no datetime: "2026-11-02T09:15"'],
    ],
    ['T005, Z001: a list that is none', { ...good, rows: 'x' }, ['rows is no list']],
    [
      'T005, Z001: a column too many',
      { ...good, rows: [{ name: 'x', age: 1 }] },
      ['rows[]age is no output field'],
    ],
    ['T005, Z001: a column too few', { ...good, rows: [{}] }, ['rows[]name is missing']],
  ])('%s', (_name, item, problems) => {
    expect(fieldProblems(item, FIELDS)).toEqual(problems);
  });

  test('T004, T006: keys that only one of the two has', () => {
    expect(keyProblems({ id: 'a', live: 1 }, { id: 'b', shown: 1 })).toEqual([
      'shown is in the sample only',
      'live is in the live item only',
    ]);
  });

  test('T003: a time that is not ISO 8601, however deep', () => {
    expect(dateProblems({ rows: [{ when: '02 Nov 2026' }] })).toEqual([
      '"02 Nov 2026" is not ISO 8601 with a zone',
    ]);
  });
});

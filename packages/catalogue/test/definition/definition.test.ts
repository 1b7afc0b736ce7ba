import { compileCondition, compileExpression } from '../../src/definition/compile.ts';
import type { Condition, Expression, IdentityRule } from '../../src/definition/expression.ts';
import { compileIdentity } from '../../src/definition/identity.ts';
import { fillTemplate } from '../../src/definition/template.ts';
import { PROVIDERS, parsePayload } from '../../src/index.ts';

const PAYLOAD = {
  event: 'user.created',
  id: 7,
  empty: '',
  person: { first: 'Jane', last: 'Smith', age: 41 },
  site: 'HTTPS://www.acme.example/about?x=1',
  kind: ' Lead ',
  things: [{ id: 'b' }, { name: 'a' }, 'no object', { id: '' }],
  by_name: { one: { at: '' }, two: { at: 'noon' } },
};

test.each<[Expression, unknown]>([
  ['event', 'user.created'],
  ['person.first', 'Jane'],
  ['things.0.id', 'b'],
  ['things.9.id', null],
  ['event.length.no', null],
  [['empty', 'missing', 'id'], 7],
  [[], null],
  [{ text: 'x' }, 'x'],
  [{ header: 'x-type' }, 'made-up'],
  [{ header: 'x-type', believe: ['made-up'] }, 'made-up'],
  [{ header: 'x-type', believe: ['real'] }, null],
  [{ header: 'x-none', believe: ['real'] }, null],
  [{ of: 'site', steps: ['host'] }, 'acme.example'],
  [{ of: 'kind', steps: ['trim', 'lower'] }, 'lead'],
  [{ of: 'event', steps: [{ firstWord: '.' }] }, 'user'],
  [{ of: 'event', steps: [{ lastWord: '.' }] }, 'created'],
  [{ of: 'event', steps: [{ lastWord: '//' }] }, 'user.created'],
  [{ of: { text: '2026-04-25T14:30:12.064834' }, steps: ['utc'] }, '2026-04-25T14:30:12.064834Z'],
  [{ of: { text: '2026-04-25 14:30:12 UTC' }, steps: ['utc'] }, '2026-04-25 14:30:12Z'],
  [{ of: { text: '2026-04-25T14:30+02:00' }, steps: ['utc'] }, '2026-04-25T14:30+02:00'],
  [{ of: { text: 'noon UTC' }, steps: ['utc'] }, 'noon UTC'],
  [{ of: 'id', steps: ['trim'] }, 7],
  [{ join: ['person.first', 'missing', 'person.age', 'person.last'], with: ' ' }, 'Jane Smith'],
  [{ each: ['things', 'missing'], read: ['id', 'name'], with: '+' }, 'a+b'],
  [{ when: { exists: 'id' }, use: { text: 'yes' } }, 'yes'],
  [{ when: { exists: 'empty' }, use: { text: 'yes' } }, null],
  ['by_name.*.at', 'noon'],
  ['by_name.*.gone', null],
  // printf '%s' '{"first":"Jane","last":"Smith","age":41}' | sha256sum
  [{ digest: 'person' }, '31442fb1ec412be4959bd4d7bcbd21e13dd1214d4377765360c592b880354285'],
])('%j gives %j', (expression, value) => {
  expect(compileExpression(expression)(PAYLOAD, { 'X-Type': 'made-up' })).toEqual(value);
});

test.each<[Condition, boolean]>([
  [{ value: 'id', is: 7 }, true],
  [{ value: 'id', is: '7' }, false],
  [{ value: 'id', oneOf: ['7'] }, true],
  [{ value: 'event', oneOf: ['user.deleted'] }, false],
  [{ all: [{ exists: 'id' }, { exists: 'empty' }] }, false],
  [{ any: [{ exists: 'id' }, { exists: 'empty' }] }, true],
  [{ all: [] }, true],
  [{ any: [] }, false],
])('%j: %s', (condition, holds) => {
  expect(compileCondition(condition)(PAYLOAD, {})).toBe(holds);
});

test.each(['constructor', 'constructor.name', '__proto__', 'things.map'])(
  'what every object or list inherits is not there: %s',
  (path) => {
    expect(compileExpression(path)(PAYLOAD, {})).toBeNull();
  },
);

test('a key may be called like what a list inherits', () => {
  expect(compileExpression('created.at')({ created: { at: 'noon' } }, {})).toBe('noon');
});

describe('identity', () => {
  const rules: readonly IdentityRule[] = [
    { parts: ['event', 'id'], when: { exists: 'event' } },
    { parts: [{ text: 'content' }, { digestWithout: ['attempt'] }], windowMs: 60_000 },
  ];
  const identity = compileIdentity(rules);

  test('the first rule whose parts are all there makes the key', () => {
    expect(identity({ event: 'a', id: 7 }, {})).toEqual({ key: 'a:7', windowMs: null });
  });

  test('a missing subject never makes two events one', () => {
    const [one, two] = [
      { event: 'a', attempt: 1, x: 1 },
      { event: 'a', attempt: 1, x: 2 },
    ].map((payload) => identity(payload, {}));
    expect(one?.key).not.toBe(two?.key);
    expect(one?.windowMs).toBe(60_000);
    expect(identity({ event: 'a', attempt: 2, x: 1 }, {})).toEqual(one);
  });

  test.each<[readonly IdentityRule[]]>([
    [[]],
    [[{ parts: ['id'] }]],
    [[{ parts: [{ digestWithout: [] }], when: { exists: 'id' } }]],
  ])('rules that may all fail are refused: %j', (given) => {
    expect(() => compileIdentity(given)).toThrow('must hold for every payload');
  });
});

describe('a template', () => {
  const at = new Date('2026-04-25T14:30:12.345Z');

  test('is filled', () => {
    const filled = fillTemplate(
      {
        plain: 'text',
        id: 'sig_{sequence:6}',
        big: '{sequence+40526000001808000}',
        number: { $number: '{sequence%40+60}' },
        exact: { $number: '40526000000002041' },
        turn: { $oneOf: ['a', 'b', 'c'] },
        times: [
          '{at}',
          '{at:seconds}',
          '{at-240:seconds}',
          '{at:offset}',
          '{at:plain}',
          '{at:epoch}',
          '{at:unix}',
        ],
        named: '{type}',
        nothing: null,
      },
      { sequence: 43, at, type: 'x' },
    );
    expect(filled).toEqual({
      plain: 'text',
      id: 'sig_000043',
      big: '40526000001808043',
      number: 63,
      exact: 40526000000002041n,
      turn: 'b',
      times: [
        '2026-04-25T14:30:12.345Z',
        '2026-04-25T14:30:12Z',
        '2026-04-25T10:30:12Z',
        '2026-04-25T14:30:12+00:00',
        '2026-04-25T14:30:12',
        '1777127412345',
        '1777127412',
      ],
      named: 'x',
      nothing: null,
    });
  });

  test('a place without a value, and a number that is none, are refused', () => {
    expect(() => fillTemplate({ a: '{gone}' }, {})).toThrow('no value for {gone}');
    expect(() => fillTemplate({ a: { $number: 'seven' } }, {})).toThrow('is no number');
  });
});

test.each(Object.values(PROVIDERS))('$id: all but the registration is data', ({ definition }) => {
  const { registration: _registration, ...data } = definition;
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
});

// Written by hand: what a CRM knows a company by.
test.each([
  ['acme.example', 'acme.example'],
  ['www.Acme.example', 'acme.example'],
  ['https://acme.example/', 'acme.example'],
  ['HTTPS://WWW.ACME.EXAMPLE:8443/about?x=1#y', 'acme.example'],
  ['user:pw@host.example:8080', 'host.example'],
  ['https://user:p@w@host.example/', 'host.example'],
  ['//acme.example/path', 'acme.example'],
  [' acme.example. ', 'acme.example'],
  ['почта.рф', 'почта.рф'],
  ['www.example', 'www.example'],
  ['www', 'www'],
  ['wwwacme.example', 'wwwacme.example'],
  ['acme.example\\x', 'acme.example'],
])('the host of %s is %s', (address, host) => {
  const record = PROVIDERS['signal-ark'].mapRecord(
    { account: { domain: address } },
    { event_id: 'e', provider: 'signal-ark', event_type: 'x', received_at: '' },
  );
  expect(record.company_domain).toBe(host);
});

test('cells hold no white space around them, no NUL and no halves of characters', () => {
  const cellsOf = (name: string, email: string) => {
    const body = JSON.stringify({ company: { name }, contacts: [{ name, email }] });
    const parsed = parsePayload(Buffer.from(body));
    if (!parsed.ok) throw new Error(parsed.explanation);
    const added = { event_id: 'e', provider: 'siggnal', event_type: 'x', received_at: '' };
    const record = PROVIDERS.siggnal.mapRecord(parsed.payload, added);
    expect(record.raw).toEqual({ company: { name }, contacts: [{ name, email }] });
    return [record.company_name, record.contacts[0]?.name, record.contact_email];
  };
  expect(cellsOf(' Acme \n', ' a@b.example ')).toEqual(['Acme', 'Acme', 'a@b.example']);
  expect(cellsOf('\u00a0Acme\u3000', 'a@b.example')).toEqual(['Acme', 'Acme', 'a@b.example']);
  expect(cellsOf('Ac\0me\ud83d', 'a@b.example\0')).toEqual([
    'Acme\ufffd',
    'Acme\ufffd',
    'a@b.example',
  ]);
  expect(cellsOf('Acme \u{1f600}', 'x@y.example')).toEqual([
    'Acme \u{1f600}',
    'Acme \u{1f600}',
    'x@y.example',
  ]);
  expect(cellsOf('\0', 'x@y.example')).toEqual([null, null, 'x@y.example']);
});

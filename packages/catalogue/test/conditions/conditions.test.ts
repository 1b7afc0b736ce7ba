import {
  ALL_FIELDS,
  compileConditions,
  type FilterCondition,
  filterFields,
  OPERATOR_NAMES,
  operatorsFor,
  PROVIDERS,
  parseCondition,
  parsePayload,
  parseValue,
  readEvent,
  recordFields,
  type SignalRecord,
  toRecord,
  validateConditions,
} from '@signal-hooks/catalogue';
import { BODIES, CONDITION_CASES, MISTAKES } from './cases.ts';

const recordOf = (provider: keyof typeof BODIES): SignalRecord => {
  const parsed = parsePayload(Buffer.from(BODIES[provider]));
  if (!parsed.ok) throw new Error(parsed.explanation);
  const event = readEvent(PROVIDERS[provider], parsed.payload, {});
  const added = { event_id: 'evt_1', received_at: '2026-04-25T14:30:02.000Z' };
  return toRecord(PROVIDERS[provider], event, added);
};

const fieldOf = (key: string) => {
  const field = ALL_FIELDS.get(key);
  if (field === undefined) throw new Error(`no field ${key}`);
  return field;
};

test.each(CONDITION_CASES)(
  '$provider: $field $op $typed is read as $value and fulfilled: $isFulfilled',
  ({ provider, field, op, typed, value, isFulfilled }) => {
    expect(parseValue(fieldOf(field), op, typed)).toEqual({ ok: true, value });
    expect(parseCondition(`${field} ${op} ${typed}`, filterFields(PROVIDERS[provider]))).toEqual({
      ok: true,
      condition: { field, op, value },
    });
    expect(
      validateConditions([{ field, op, value }], filterFields(PROVIDERS[provider]), 'filter'),
    ).toEqual([]);
    expect(compileConditions([{ field, op, value }])(recordOf(provider))).toBe(isFulfilled);
  },
);

test.each(MISTAKES)('%s %s %s must be %s', (field, op, typed, mustBe) => {
  expect(parseValue(fieldOf(field), op, typed)).toEqual({ ok: false, mustBe });
});

test('what an expression gives is read as if it had been typed', () => {
  expect(parseValue({ type: 'number' }, 'gte', 80)).toEqual({ ok: true, value: 80 });
  expect(parseValue({ type: 'id' }, 'eq', 42)).toEqual({ ok: true, value: '42' });
  expect(parseValue({ type: 'boolean' }, 'eq', false)).toEqual({ ok: true, value: false });
  expect(parseValue({ type: 'string' }, 'in', ['a, b', 3])).toEqual({
    ok: true,
    value: ['a, b', '3'],
  });
  expect(parseValue({ type: 'string' }, 'exists', null)).toEqual({ ok: true, value: true });
  expect(parseValue({ type: 'string' }, 'eq', null).ok).toBe(false);
});

test.each(Object.values(PROVIDERS))('no field of $name has another type elsewhere', (provider) => {
  for (const { key, type } of recordFields(provider)) {
    expect([key, type]).toEqual([key, ALL_FIELDS.get(key)?.type]);
  }
});

test('every operator can be asked of some type, and every type of something', () => {
  const types = new Set([...ALL_FIELDS.values()].map(({ type }) => type));
  const asked = new Set([...types].flatMap(operatorsFor));
  expect([...asked].sort()).toEqual([...OPERATOR_NAMES].sort());
  expect(operatorsFor('list')).toEqual(['contains', 'exists']);
  expect(operatorsFor('boolean')).toEqual(['eq', 'ne', 'exists']);
});

describe('one line', () => {
  test.each([
    ['priority>=high', { field: 'priority', op: 'gte', value: 'high' }],
    ['score<=10', { field: 'score', op: 'lte', value: 10 }],
    ['score>0.75', { field: 'score', op: 'gt', value: 0.75 }],
    ['score<-3', { field: 'score', op: 'lt', value: -3 }],
    ['score=1e5', { field: 'score', op: 'eq', value: 100_000 }],
    ['title=Hello', { field: 'title', op: 'eq', value: 'Hello' }],
    ['title!=Hello', { field: 'title', op: 'ne', value: 'Hello' }],
    ['title^=Acme', { field: 'title', op: 'starts_with', value: 'Acme' }],
    ['title*=raises', { field: 'title', op: 'contains', value: 'raises' }],
    ['  title  =  two words  ', { field: 'title', op: 'eq', value: 'two words' }],
    ['title=a=b', { field: 'title', op: 'eq', value: 'a=b' }],
    ['title==b', { field: 'title', op: 'eq', value: '=b' }],
    ['title = in a list', { field: 'title', op: 'eq', value: 'in a list' }],
    ['app_id=40526000000002041', { field: 'app_id', op: 'eq', value: '40526000000002041' }],
    ['contact_email exists', { field: 'contact_email', op: 'exists', value: true }],
    ['contact_email exists false', { field: 'contact_email', op: 'exists', value: false }],
    ['company_name in Acme,Globex', { field: 'company_name', op: 'in', value: ['Acme', 'Globex'] }],
  ])('%s', (text, condition) => {
    expect(parseCondition(text, filterFields(null))).toEqual({ ok: true, condition });
  });

  test.each([
    ['', /is no condition\. Write a field, one of = != in \*= \^= > >= < <= exists, and a value/],
    ['priority', /is no condition/],
    ['=high', /is no condition/],
    ['Priority=high', /is no condition/],
    ['a.b=c', /is no condition/],
    ['title~x', /is no condition/],
    ['title like x', /is no condition/],
    ['>= high', /is no condition/],
    ['titel=x', /"titel=x": there is no field "titel"/],
    ['title>5', /title takes = != in \*= \^= exists, but not >\./],
    ['score contains 8', /score takes = != in > >= < <= exists, but not \*=\./],
    ['score>many', /"score>many": score must be a number such as 80 or 0\.5\./],
    ['priority>=', /priority must be one of critical, high/],
  ])('"%s" is refused', (text, message) => {
    const parsed = parseCondition(text, filterFields(null));
    expect(parsed.ok ? '' : parsed.message).toMatch(message);
  });

  test('names only fields that the provider has', () => {
    expect(parseCondition('signal_type=x', filterFields(PROVIDERS.siggnal)).ok).toBe(true);
    expect(parseCondition('signal_type=x', filterFields(PROVIDERS.signals)).ok).toBe(false);
  });
});

describe('filterFields', () => {
  test('common fields, and those of the provider or of all of them', () => {
    const keys = (fields: ReturnType<typeof filterFields>): string[] =>
      fields.map(({ key }) => key);
    expect(keys(filterFields(PROVIDERS.siggnal))).toEqual(
      expect.arrayContaining(['priority', 'contacts', 'signal_type']),
    );
    for (const provider of Object.values(PROVIDERS)) {
      expect(keys(filterFields(null))).toEqual(
        expect.arrayContaining(provider.fields.map(({ key }) => key)),
      );
    }
    expect(keys(filterFields(PROVIDERS.siggnal))).not.toContain('raw');
  });
});

describe('validateConditions', () => {
  const fields = filterFields(PROVIDERS.siggnal);
  const problems = (...conditions: unknown[]): string[] =>
    validateConditions(conditions, fields, 'conditions').map(({ path }) => path);

  test('takes what is right', () => {
    expect(
      problems(
        { field: 'priority', op: 'gte', value: 'high' },
        { field: 'score', op: 'in', value: [1, 2] },
        { field: 'occurred_at', op: 'lt', value: '2026-04-25' },
        { field: 'occurred_at', op: 'lt', value: '2026-04-25T14:30:00.5+02:00' },
        { field: 'company_name', op: 'contains', value: 'x' },
        { field: 'contacts', op: 'exists', value: true },
        { field: 'signal_id', op: 'starts_with', value: 'sig' },
      ),
    ).toEqual([]);
  });

  test.each<[unknown, string]>([
    ['text', ''],
    [null, ''],
    [{ field: 'nope', op: 'eq', value: 'x' }, '.field'],
    [{ field: 5, op: 'eq', value: 'x' }, '.field'],
    [{ op: 'eq', value: 'x' }, '.field'],
    [{ field: '__proto__', op: 'eq', value: 'x' }, '.field'],
    [{ field: 'title', op: 'gt', value: 'x' }, '.op'],
    [{ field: 'score', op: 'contains', value: '8' }, '.op'],
    [{ field: 'contacts', op: 'eq', value: 'x' }, '.op'],
    [{ field: 'title', op: 'like', value: 'x' }, '.op'],
    [{ field: 'score', op: 'gt', value: '80' }, '.value'],
    [{ field: 'score', op: 'gt', value: Number.NaN }, '.value'],
    [{ field: 'priority', op: 'eq', value: 'urgent' }, '.value'],
    [{ field: 'occurred_at', op: 'gt', value: 'yesterday' }, '.value'],
    [{ field: 'occurred_at', op: 'gt', value: '2026-04-25T14:30:00' }, '.value'],
    [{ field: 'occurred_at', op: 'gt', value: '2026-13-45' }, '.value'],
    [{ field: 'title', op: 'eq', value: '' }, '.value'],
    [{ field: 'title', op: 'eq', value: 'x'.repeat(501) }, '.value'],
    [{ field: 'title', op: 'exists', value: 'yes' }, '.value'],
    [{ field: 'title', op: 'in', value: 'x' }, '.value'],
    [{ field: 'title', op: 'in', value: [] }, '.value'],
    [{ field: 'title', op: 'in', value: ['x', 1] }, '.value'],
    [{ field: 'title', op: 'eq', value: 'x', extra: 1 }, '.extra'],
  ])('refuses %j', (condition, path) => {
    const good = { field: 'title', op: 'eq', value: 'x' };
    expect(problems(good, condition)).toEqual([`conditions.1${path}`]);
  });

  test('refuses what is no list or too long', () => {
    expect(validateConditions({}, fields, 'filter')).toHaveLength(1);
    expect(problems(...Array(21).fill({ field: 'title', op: 'eq', value: 'x' }))).toEqual([
      'conditions',
    ]);
  });
});

describe('a test that was compiled', () => {
  const record = { ...recordOf('siggnal'), summary: 'a', url: null };
  const holds = (...conditions: FilterCondition[]): boolean =>
    compileConditions(conditions)(record);

  test('needs all conditions', () => {
    const high: FilterCondition = { field: 'priority', op: 'eq', value: 'high' };
    expect(holds()).toBe(true);
    expect(holds(high, { field: 'project_id', op: 'eq', value: '42' })).toBe(true);
    expect(holds(high, { field: 'project_id', op: 'eq', value: '43' })).toBe(false);
  });

  // What was stored before a field or a check changed must not throw.
  test.each<[FilterCondition, boolean]>([
    [{ field: 'no_such_field', op: 'exists', value: false }, true],
    [{ field: 'no_such_field', op: 'eq', value: 'x' }, false],
    [{ field: 'no_such_field', op: 'contains', value: 'x' }, false],
    [{ field: 'toString', op: 'exists', value: true }, false],
    [{ field: '__proto__', op: 'exists', value: true }, false],
    [{ field: 'company_name', op: 'contains', value: 5 }, false],
    [{ field: 'company_name', op: 'contains', value: '' }, false],
    [{ field: 'company_name', op: 'starts_with', value: 5 }, false],
    [{ field: 'company_name', op: 'gt', value: 'x' }, false],
    [{ field: 'contacts', op: 'eq', value: 'x' }, false],
    [{ field: 'occurred_at', op: 'gte', value: 'never' }, false],
  ])('%j: %s', (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  test('folding may make a text longer', () => {
    const turkish = { company_name: '\u0130\u0130' };
    const op = { field: 'company_name', value: 'i\u0307i\u0307' };
    expect(compileConditions([{ ...op, op: 'eq' }])(turkish)).toBe(true);
    expect(compileConditions([{ ...op, op: 'starts_with' }])(turkish)).toBe(true);
  });

  test('long texts and lists are searched, up to 100,000 characters', () => {
    const rows = Array.from({ length: 60_000 }, () => ({ name: 'x' }));
    const holds = (summary: string, last: number): boolean[] => {
      const contacts = rows.with(last, { name: 'Needle' });
      return ['summary', 'contacts'].map((field) =>
        compileConditions([{ field, op: 'contains', value: 'NEEDLE' }])({ summary, contacts }),
      );
    };
    expect(holds(`${'x'.repeat(99_994)}Needle`, 49_000)).toEqual([true, true]);
    expect(holds(`${'x'.repeat(99_995)}Needle`, 50_001)).toEqual([false, false]);
  });

  test('a huge event does not keep a thousand conditions busy', () => {
    // Each search fails at the last character only: it looks at all of them.
    const record = { title: 'x'.repeat(9_000_000) };
    const condition: FilterCondition = { field: 'title', op: 'contains', value: 'xy' };
    const tests = Array.from({ length: 1000 }, () => compileConditions([condition]));
    const used = process.cpuUsage();
    expect(tests.some((fits) => fits(record))).toBe(false);
    // Without the bound it takes three minutes.
    expect(process.cpuUsage(used).user / 1e6).toBeLessThan(20);
  });
});

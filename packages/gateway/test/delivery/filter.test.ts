import { PROVIDERS, type SignalRecord } from '@signal-hooks/catalogue';
import { recordOf } from '../../src/delivery/body.ts';
import { validateConditions } from '../../src/delivery/conditions.ts';
import { compileFilter, type FilterSubject, filterFields } from '../../src/delivery/filter.ts';
import type { EventFilter, FilterCondition } from '../../src/domain.ts';
import { siggnalEvent } from './kit.ts';

const ALL: EventFilter = { sourceId: null, provider: null, eventTypes: [], conditions: [] };
const RECORD: SignalRecord = {
  ...recordOf(PROVIDERS.siggnal, siggnalEvent(1)),
  priority: 'high',
  score: 87,
  occurred_at: '2026-04-25T14:30:00.000Z',
  company_name: 'Acme Corp',
  url: null,
};
const subject = (record: SignalRecord | null = RECORD): FilterSubject => ({
  sourceId: 'src_1',
  provider: 'siggnal',
  type: 'signal',
  record,
});
const holds = (
  field: string,
  op: FilterCondition['op'],
  value: FilterCondition['value'],
): boolean => compileFilter({ ...ALL, conditions: [{ field, op, value }] })(subject());

describe('compileFilter', () => {
  test('source, provider and type', () => {
    expect(compileFilter(ALL)(subject())).toBe(true);
    for (const [part, fits] of [
      [{ sourceId: 'src_1' }, true],
      [{ sourceId: 'src_2' }, false],
      [{ provider: 'siggnal' }, true],
      [{ provider: 'signals' }, false],
      [{ eventTypes: ['other', 'signal'] }, true],
      [{ eventTypes: ['other'] }, false],
    ] as const) {
      expect(compileFilter({ ...ALL, ...part })(subject())).toBe(fits);
    }
  });

  test('reads the record only if there are conditions and the rest fits', () => {
    const untouchable: FilterSubject = {
      ...subject(),
      get record(): SignalRecord {
        throw new Error('read');
      },
    };
    const plain = compileFilter(ALL);
    expect(plain.needsRecord).toBe(false);
    expect(plain(untouchable)).toBe(true);
    const conditions = [{ field: 'score', op: 'gt', value: 1 }] as const;
    const strict = compileFilter({ ...ALL, eventTypes: ['other'], conditions });
    expect(strict.needsRecord).toBe(true);
    expect(strict(untouchable)).toBe(false);
    expect(compileFilter({ ...ALL, conditions })(subject(null))).toBe(false);
  });

  test('every condition must hold', () => {
    const conditions = (score: number): FilterCondition[] => [
      { field: 'priority', op: 'eq', value: 'high' },
      { field: 'score', op: 'gte', value: score },
    ];
    expect(compileFilter({ ...ALL, conditions: conditions(87) })(subject())).toBe(true);
    expect(compileFilter({ ...ALL, conditions: conditions(88) })(subject())).toBe(false);
  });

  test.each<[string, FilterCondition['op'], FilterCondition['value'], boolean]>([
    // Priorities by urgency, not by alphabet.
    ['priority', 'gte', 'high', true],
    ['priority', 'gte', 'critical', false],
    ['priority', 'gt', 'medium', true],
    ['priority', 'gt', 'high', false],
    ['priority', 'lt', 'critical', true],
    ['priority', 'lte', 'high', true],
    ['priority', 'lte', 'info', false],
    ['priority', 'eq', 'high', true],
    ['priority', 'ne', 'low', true],
    ['priority', 'in', ['low', 'high'], true],
    ['priority', 'in', ['low'], false],
    // Numbers by value: 87 > 9 although "87" < "9".
    ['score', 'gt', 9, true],
    ['score', 'lt', 100, true],
    ['score', 'lte', 87, true],
    ['score', 'eq', 87, true],
    ['score', 'ne', 87, false],
    ['score', 'in', [1, 87], true],
    // Dates by time, in any zone.
    ['occurred_at', 'eq', '2026-04-25T16:30:00+02:00', true],
    ['occurred_at', 'gt', '2026-04-25', true],
    ['occurred_at', 'gt', '2026-04-25T15:00:00+02:00', true],
    ['occurred_at', 'lt', '2026-04-25T15:00:00+02:00', false],
    ['occurred_at', 'gte', 'never', false],
    // Texts.
    ['company_name', 'eq', 'Acme Corp', true],
    ['company_name', 'eq', 'acme corp', false],
    ['company_name', 'ne', 'Other', true],
    ['company_name', 'in', ['Acme Corp', 'Other'], true],
    ['company_name', 'contains', 'CORP', true],
    ['company_name', 'contains', 'inc', false],
    ['company_name', 'starts_with', 'acme', true],
    ['company_name', 'starts_with', 'corp', false],
    ['company_name', 'contains', 5, false],
    // The provider's own field.
    ['signal_type', 'eq', 'executive_change', true],
    // Lists.
    ['contacts', 'contains', 'PAVEL@', true],
    ['contacts', 'contains', 'nobody', false],
    ['contacts', 'exists', true, true],
    ['contacts', 'eq', 'x', false],
    // Nothing there.
    ['url', 'exists', false, true],
    ['url', 'exists', true, false],
    ['url', 'ne', 'https://example.com', true],
    ['url', 'eq', '', false],
    ['url', 'contains', '', false],
    ['url', 'in', [''], false],
    ['company_name', 'exists', true, true],
    ['no_such_field', 'exists', false, true],
    ['no_such_field', 'eq', 'x', false],
    ['toString', 'exists', true, false],
    ['__proto__', 'exists', true, false],
  ])('%s %s %j is %s', (field, op, value, expected) => {
    expect(holds(field, op, value)).toBe(expected);
  });

  test('a number that is missing matches no comparison', () => {
    const record = { ...RECORD, score: null };
    for (const op of ['eq', 'gt', 'gte', 'lt', 'lte', 'in'] as const) {
      const value = op === 'in' ? [0] : 0;
      const matches = compileFilter({ ...ALL, conditions: [{ field: 'score', op, value }] });
      expect(matches(subject(record))).toBe(false);
    }
  });
});

describe('filterFields', () => {
  test('common fields, and those of the provider or of all of them', () => {
    const keys = (fields: ReturnType<typeof filterFields>): string[] =>
      fields.map(({ key }) => key);
    expect(keys(filterFields('siggnal'))).toEqual(
      expect.arrayContaining(['priority', 'contacts', 'signal_type']),
    );
    for (const provider of Object.values(PROVIDERS)) {
      expect(keys(filterFields(null))).toEqual(
        expect.arrayContaining(provider.fields.map(({ key }) => key)),
      );
    }
    expect(keys(filterFields('siggnal'))).not.toContain('raw');
  });
});

describe('validateConditions', () => {
  const fields = filterFields('siggnal');
  const problems = (...conditions: unknown[]): string[] =>
    validateConditions(conditions, fields).map(({ path }) => path);

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
    expect(validateConditions({}, fields)).toHaveLength(1);
    expect(problems(...Array(21).fill({ field: 'title', op: 'eq', value: 'x' }))).toEqual([
      'conditions',
    ]);
  });
});

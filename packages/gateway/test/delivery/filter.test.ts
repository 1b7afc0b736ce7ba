import { type FilterCondition, PROVIDERS, type SignalRecord } from '@signal-hooks/catalogue';
import { recordOf } from '../../src/delivery/body.ts';
import { compileFilter, type FilterSubject } from '../../src/delivery/filter.ts';
import type { EventFilter } from '../../src/domain.ts';
import { siggnalEvent } from './fixture.ts';

const ALL: EventFilter = { sourceId: null, provider: null, eventTypes: [], conditions: [] };
const RECORD: SignalRecord = {
  ...recordOf({ provider: PROVIDERS.siggnal, source: null }, siggnalEvent(1)),
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
});

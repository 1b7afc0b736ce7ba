import {
  ALL_FIELDS,
  PRIORITIES,
  PROVIDERS,
  type ProviderId,
  type Row,
  recordFields,
  type ScalarType,
  type SignalRecord,
} from '@signal-hooks/catalogue';
import type { EventFilter, FilterCondition } from '../domain.ts';

/** The type of a field as conditions see it. */
export type FieldType = ScalarType | 'list';

/** A field that conditions can name. */
export interface FilterField {
  readonly key: string;
  readonly type: FieldType;
}

/** What a filter looks at. */
export interface FilterSubject {
  readonly sourceId: string;
  readonly provider: ProviderId;
  readonly type: string;
  /** Read only if source, provider and type fit and {@link CompiledFilter.needsRecord}; may be a getter. */
  readonly record: SignalRecord | null;
}

/** A filter, compiled. */
export interface CompiledFilter {
  (event: FilterSubject): boolean;
  /** False if the filter has no conditions: then no record has to be made for it. */
  readonly needsRecord: boolean;
}

/** What a field of a record can hold. */
type Cell = SignalRecord[string] | undefined;
type Test = (cell: Cell) => boolean;
type Op = FilterCondition['op'];

/**
 * The fields that conditions can name: the common ones and those of the provider; without a
 * provider those of all of them, where an event of another provider counts as having nothing.
 */
export function filterFields(provider: ProviderId | null): readonly FilterField[] {
  return provider === null ? [...ALL_FIELDS.values()] : recordFields(PROVIDERS[provider]);
}

/**
 * Compiles a filter into a function that tells whether an event is for the subscription.
 *
 * Priorities compare by urgency (`gte high`: high or critical), dates by time, numbers by
 * value; `contains` and `starts_with` do not tell upper from lower case. A field without a
 * value matches `ne` and `exists: false`, and nothing else.
 */
export function compileFilter(filter: EventFilter): CompiledFilter {
  const types = new Set(filter.eventTypes);
  const tests = new Map<ProviderId, readonly ConditionTest[]>();
  const testsFor = (provider: ProviderId): readonly ConditionTest[] => {
    let compiled = tests.get(provider);
    if (compiled === undefined) {
      // One field key may have another type at another provider.
      compiled = compileConditions(filter.conditions, filterFields(provider));
      tests.set(provider, compiled);
    }
    return compiled;
  };
  const needsRecord = filter.conditions.length > 0;
  const matches = (event: FilterSubject): boolean => {
    if (filter.sourceId !== null && filter.sourceId !== event.sourceId) return false;
    if (filter.provider !== null && filter.provider !== event.provider) return false;
    if (types.size > 0 && !types.has(event.type)) return false;
    if (!needsRecord) return true;
    const { record } = event;
    if (record === null) return false;
    return testsFor(event.provider).every(({ field, test }) =>
      test(Object.hasOwn(record, field) ? record[field] : null),
    );
  };
  return Object.assign(matches, { needsRecord });
}

interface ConditionTest {
  readonly field: string;
  readonly test: Test;
}

function compileConditions(
  conditions: readonly FilterCondition[],
  fields: readonly FilterField[],
): ConditionTest[] {
  const typeOf = new Map(fields.map(({ key, type }) => [key, type]));
  return conditions.map((condition) => ({
    field: condition.field,
    test: compileTest(condition, typeOf.get(condition.field) ?? 'string'),
  }));
}

function compileTest({ op, value }: FilterCondition, type: FieldType): Test {
  if (op === 'exists') return (cell) => hasValue(cell) === value;
  const compare = type === 'list' ? compileListTest(op, value) : compileScalarTest(op, value, type);
  const withoutValue = op === 'ne';
  return (cell) => (hasValue(cell) ? compare(cell) : withoutValue);
}

const hasValue = (cell: Cell): boolean =>
  cell !== undefined && cell !== null && !(Array.isArray(cell) && cell.length === 0);

/** A list contains a text if a cell of any of its rows does. */
function compileListTest(op: Op, value: FilterCondition['value']): Test {
  if (op !== 'contains') return () => false;
  const contains = compileScalarTest('contains', value, 'string');
  return (cell) =>
    Array.isArray(cell) &&
    (cell as readonly (Row | string)[]).some((row) =>
      (typeof row === 'string' ? [row] : Object.values(row)).some((each) => contains(each)),
    );
}

/** How two values of a type are ordered: the number each stands for; NaN for none. */
const RANKS: Partial<Record<FieldType, (value: unknown) => number>> = {
  number: asNumber,
  integer: asNumber,
  datetime: (value) => (typeof value === 'string' ? Date.parse(value) : Number.NaN),
  // The list begins with the most urgent.
  priority: (value) => {
    const at = PRIORITIES.indexOf(value as (typeof PRIORITIES)[number]);
    return at === -1 ? Number.NaN : PRIORITIES.length - at;
  },
};

function asNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}

/** What a comparison of two ranks must come to. NaN compares false with everything. */
const ORDER: Partial<Record<Op, (cell: number, wanted: number) => boolean>> = {
  eq: (cell, wanted) => cell === wanted,
  ne: (cell, wanted) => cell !== wanted,
  gt: (cell, wanted) => cell > wanted,
  gte: (cell, wanted) => cell >= wanted,
  lt: (cell, wanted) => cell < wanted,
  lte: (cell, wanted) => cell <= wanted,
};

function compileScalarTest(op: Op, value: FilterCondition['value'], type: FieldType): Test {
  const rank = RANKS[type];
  const order = ORDER[op];
  if (rank !== undefined && order !== undefined) {
    const wanted = rank(value);
    return (cell) => order(rank(cell), wanted);
  }
  if (op === 'in') {
    const wanted = new Set<unknown>(Array.isArray(value) ? value : []);
    return (cell) => wanted.has(cell);
  }
  if (op === 'eq') return (cell) => cell === value;
  if (op === 'ne') return (cell) => cell !== value;
  if ((op !== 'contains' && op !== 'starts_with') || typeof value !== 'string') return () => false;
  const wanted = value.toLowerCase();
  const found: (text: string) => boolean =
    op === 'contains' ? (text) => text.includes(wanted) : (text) => text.startsWith(wanted);
  return (cell) => typeof cell === 'string' && found(cell.toLowerCase());
}

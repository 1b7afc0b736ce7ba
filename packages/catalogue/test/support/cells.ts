import { COMMON_FIELDS, PRIORITIES, type Provider, type ScalarType } from '@signal-hooks/catalogue';

/** Whether a cell that is not null is of its type, by rules of this test's own. */
const FITS: Readonly<Record<ScalarType, (cell: unknown) => boolean>> = {
  string: (cell) => typeof cell === 'string' && cell !== '',
  id: (cell) => typeof cell === 'string' && cell !== '',
  url: (cell) => typeof cell === 'string' && cell.toLowerCase().startsWith('http'),
  email: (cell) => typeof cell === 'string' && cell.includes('@'),
  phone: (cell) => typeof cell === 'string' && /[0-9]/.test(cell),
  integer: (cell) => Number.isSafeInteger(cell),
  number: (cell) => typeof cell === 'number' && Number.isFinite(cell),
  boolean: (cell) => cell === true || cell === false,
  datetime: (cell) =>
    typeof cell === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(cell),
  priority: (cell) => PRIORITIES.some((priority) => priority === cell),
};

export const fits = (type: ScalarType, cell: unknown): boolean => cell === null || FITS[type](cell);

/** The keys of every record of a provider, in order. */
export const keysOf = (provider: Provider): string[] => [
  ...COMMON_FIELDS.map(({ key }) => key),
  ...provider.fields.map(({ key }) => key),
  'unreadable_fields',
  'raw',
];

/** Fails for a cell of a wrong type, a missing or additional key, or another order. */
export function expectWellFormed(provider: Provider, record: Record<string, unknown>): void {
  expect(Object.keys(record)).toEqual(keysOf(provider));
  for (const field of [...COMMON_FIELDS, ...provider.fields]) {
    const cell = record[field.key];
    if (field.type !== 'list') {
      if (!fits(field.type, cell)) throw new Error(`${field.key} is not ${field.type}: ${cell}`);
      continue;
    }
    if (!Array.isArray(cell)) throw new Error(`${field.key} is no list`);
    for (const row of cell as Record<string, unknown>[]) {
      expect(Object.keys(row)).toEqual(field.items.map(({ key }) => key));
      for (const { key, type } of field.items) {
        if (!fits(type, row[key])) throw new Error(`${field.key}.${key} is not ${type}`);
      }
    }
  }
}

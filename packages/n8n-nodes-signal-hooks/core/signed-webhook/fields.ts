import {
  ADDED_KEYS,
  COMMON_FIELDS,
  type CommonSources,
  capitalised,
  type Field,
  type ScalarField,
  type ScalarType,
} from '@signal-hooks/catalogue';
import { choiceOf, pathNamed, quoted, SettingsError } from './error.ts';
import type { FieldRow } from './settings.ts';

/** The types that the panel offers. */
const TYPES: readonly ScalarType[] = [
  ...(['string', 'id', 'url', 'email', 'phone', 'integer'] as const),
  ...(['number', 'boolean', 'datetime'] as const),
];
/** As many as every definition may have. */
const MOST_FIELDS = 200;
/** What an item has of its own. */
const TAKEN: readonly string[] = [
  ...ADDED_KEYS,
  ...['occurred_at', 'contacts', 'unreadable_fields', 'raw', 'payload', 'headers', 'item_id'],
];
/** Whoever fills a field that all records have, fills that. */
const COMMON = new Set(COMMON_FIELDS.map(({ key }) => key));

/** Where a record's fields come from: the common ones, and the user's own. */
export interface FieldSources {
  readonly common: CommonSources;
  readonly fields: readonly Field[];
}

/**
 * The fields that the panel lists.
 * @throws {SettingsError} if one has no name or path, or a name that is taken
 */
export function fieldsOf(rows: readonly FieldRow[]): FieldSources {
  if (rows.length > MOST_FIELDS) {
    throw new SettingsError(`${quoted('Fields')} has more than ${MOST_FIELDS}: remove some.`);
  }
  const found = new Map<string, ScalarField>();
  for (const { name: key, path, type } of rows) {
    const field = quoted('Field');
    if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key) || key.length > 60) {
      throw new SettingsError(
        `${field} ${quoted(key)}: a name has small letters, digits and single underscores, such as invoice_id.`,
      );
    }
    if (TAKEN.includes(key)) {
      throw new SettingsError(
        `${field} ${quoted(key)}: every item has one of that name. Choose another.`,
      );
    }
    if (found.has(key))
      throw new SettingsError(`${field} ${quoted(key)} is there twice: remove one.`);
    found.set(key, fieldOf(key, choiceOf('Type', type, TYPES), pathNamed(`Path of ${key}`, path)));
  }
  const all = [...found.values()];
  const common = all.filter(({ key }) => COMMON.has(key)).map(({ key, from }) => [key, from]);
  return {
    common: Object.fromEntries(common) as CommonSources,
    fields: all.filter(({ key }) => !COMMON.has(key)),
  };
}

const fieldOf = (key: string, type: ScalarType, from: string): ScalarField => ({
  ...{ key, type, from },
  label: key.split('_').map(capitalised).join(' '),
  sample: null,
  status: 'assumed',
});

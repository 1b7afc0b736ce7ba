import {
  COMMON_FIELDS,
  type CommonSources,
  type Field,
  PRIORITIES,
  type Provider,
  recordColumns,
} from '@signal-hooks/catalogue';
import type { Dialect } from './dialect.ts';
import { call, firstOf, ID, orEmpty, pathIn, quote, wrap } from './iml.ts';

/** The current time as the records have it. */
const NOW = `${wrap(call('formatDate', 'now', quote('YYYY-MM-DDTHH:mm:ss'), quote('UTC')))}Z`;

/** Alias paths as an expression. */
const pathsOf = (from: string | readonly string[]): string =>
  firstOf(...[from].flat().map((path) => pathIn(ID.payload, path)));

/** The one scale of urgency, or nothing for another word. */
function priority(from: string | readonly string[]): string {
  const steps = PRIORITIES.flatMap((step) => [quote(step), quote(step)]);
  return wrap(call('switch', call('lower', orEmpty(pathsOf(from))), ...steps, 'emptystring'));
}

/** Where a contact's detail stands: in the first row of the list, or by itself. */
function contactPaths(common: CommonSources, key: string): readonly string[] | undefined {
  const column = /^contact_(name|role|email|phone)$/.exec(key)?.[1];
  if (column === undefined || common.contacts === undefined) return undefined;
  const { from, columns } = common.contacts;
  const inRow = [columns?.[column as keyof typeof columns] ?? column].flat();
  return [from].flat().flatMap((list) => inRow.map((path) => `${list}.0.${path}`));
}

/** A cell that every provider has in the same place. '' where this one has nothing. */
function commonCell(provider: Provider, dialect: Dialect, key: string): string {
  const added: Readonly<Record<string, string>> = {
    event_id: dialect.identity,
    provider: provider.id,
    event_type: dialect.eventType,
    received_at: NOW,
    ...dialect.cells,
  };
  const own = added[key];
  if (own !== undefined) return own;
  const { common } = provider;
  const from = contactPaths(common, key) ?? common[key as Exclude<keyof CommonSources, 'contacts'>];
  if (from === undefined) return '';
  if (typeof from === 'function') {
    throw new TypeError(`${provider.id}: the catalogue reads ${key} by a function; see dialect.ts`);
  }
  return key === 'priority' ? priority(from) : wrap(pathsOf(from));
}

/**
 * The record's cells as expressions over the parsed payload, in the order of `recordColumns`.
 * Unlike the catalogue's records they are as the provider wrote them: types are not checked,
 * times are not converted.
 * @throws {TypeError} for a common field that the catalogue reads by a function
 */
export function recordCells(
  provider: Provider,
  dialect: Dialect,
): (readonly [key: string, value: string])[] {
  const common = new Set(COMMON_FIELDS.map(({ key }) => key));
  const own = new Map(provider.fields.map((field: Field) => [field.key, field.from]));
  return recordColumns(provider).map(({ key }) => {
    if (common.has(key)) return [key, commonCell(provider, dialect, key)];
    return [key, wrap(pathsOf(own.get(key) ?? []))];
  });
}

import {
  COMMON_FIELDS,
  type CommonSources,
  type Expression,
  type Field,
  PRIORITIES,
  type Provider,
  recordColumns,
} from '@signal-hooks/catalogue';
import { eventTypeOf, identityOf, textOf, toIml } from './expression.ts';
import { call, quote, wrap } from './iml.ts';

/** The current time as the records have it. */
const NOW = `${wrap(call('formatDate', 'now', quote('YYYY-MM-DDTHH:mm:ss'), quote('UTC')))}Z`;

/** The one scale of urgency, or nothing for another word. */
function priority(from: Expression): string {
  const steps = PRIORITIES.flatMap((step) => [quote(step), quote(step)]);
  return wrap(call('switch', call('lower', textOf(from)), ...steps, 'emptystring'));
}

/** Where a contact's detail is: in the first row of the list, or by itself. */
function contactPaths(common: CommonSources, key: string): readonly string[] | undefined {
  const column = /^contact_(name|role|email|phone)$/.exec(key)?.[1];
  if (column === undefined || common.contacts === undefined) return undefined;
  const { from, columns } = common.contacts;
  const inRow = [columns?.[column as keyof typeof columns] ?? column].flat();
  return [from].flat().flatMap((list) => inRow.map((path) => `${list}.0.${path}`));
}

/** A cell that every provider has in the same place. '' where this one has nothing. */
function commonCell({ id, definition, common }: Provider, key: string): string {
  const added: Readonly<Record<string, string>> = {
    event_id: wrap(identityOf(definition.identity)),
    provider: id,
    event_type: wrap(eventTypeOf(definition)),
    received_at: NOW,
  };
  const own = added[key];
  if (own !== undefined) return own;
  const from = contactPaths(common, key) ?? common[key as Exclude<keyof CommonSources, 'contacts'>];
  if (from === undefined) return '';
  return key === 'priority' ? priority(from) : wrap(toIml(from));
}

/**
 * The record's cells as expressions over the parsed payload, in the order of `recordColumns`.
 * Unlike the catalogue's records they are as the provider wrote them: types are not checked,
 * times are not converted.
 * @throws {TypeError} for what Make cannot say
 */
export function recordCells(provider: Provider): (readonly [key: string, value: string])[] {
  const common = new Set(COMMON_FIELDS.map(({ key }) => key));
  const own = new Map(provider.fields.map((field: Field) => [field.key, field.from]));
  return recordColumns(provider).map(({ key }) => {
    if (common.has(key)) return [key, commonCell(provider, key)];
    return [key, wrap(toIml(own.get(key) ?? []))];
  });
}

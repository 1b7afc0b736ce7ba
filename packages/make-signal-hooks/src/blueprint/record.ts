import {
  COMMON_FIELDS,
  type CommonSources,
  type Expression,
  type Field,
  PRIORITIES,
  type Provider,
  recordColumns,
  SPLIT_NAMES,
} from '@signal-hooks/catalogue';
import { eventTypeOf, identityOf, textOf, toIml } from './expression.ts';
import { call, NOTHING, quote, wrap } from './iml.ts';

/** The current time as the records have it. */
const NOW = `${wrap(call('formatDate', 'now', quote('YYYY-MM-DDTHH:mm:ss'), quote('UTC')))}Z`;

/** The one scale of urgency, or nothing for another word. */
function priority(from: Expression): string {
  const steps = PRIORITIES.flatMap((step) => [quote(step), quote(step)]);
  return wrap(call('switch', call('lower', textOf(from)), ...steps, NOTHING));
}

/** Where a contact's detail is: in the first row of the list, or by itself. */
function contactPaths(common: CommonSources, key: string): readonly string[] | undefined {
  const column = /^contact_(name|first_name|last_name|role|email|phone)$/.exec(key)?.[1];
  if (column === undefined || common.contacts === undefined) return undefined;
  const { from, columns } = common.contacts;
  const inRow = [columns?.[column as keyof typeof columns] ?? column].flat();
  return [from].flat().flatMap((list) => inRow.map((path) => `${list}.0.${path}`));
}

/** Where a common cell is read from; undefined: nowhere. */
const sourceOf = (common: CommonSources, key: string): Expression | undefined =>
  contactPaths(common, key) ?? common[key as Exclude<keyof CommonSources, 'contacts'>];

/**
 * What people call the event type. Of one that the definition does not know its words; unlike the
 * catalogue's they may lack a capital: `Url` for `URL`.
 */
function eventTypeLabel({ definition, events, ping }: Provider): string {
  const type = eventTypeOf(definition);
  const all = [...Object.entries(events), ...(ping ? [[ping.type, ping] as const] : [])];
  const labels = all.flatMap(([id, { label }]) => [quote(id), quote(label)]);
  const words = call('trim', call('replace', type, quote('/[^A-Za-z0-9]+/g'), 'space'));
  return wrap(call('switch', type, ...labels, call('startcase', words)));
}

/** A part of a contact's name: as the provider gives it, else of a name that is split. */
function namePart(common: CommonSources, part: 'first' | 'last'): string {
  const source = sourceOf(common, 'contact_name');
  if (source === undefined) return '';
  const name = call('trim', textOf(source));
  const rest = call('replace', name, quote(`/${SPLIT_NAMES}/i`), NOTHING);
  const split = call(
    'if',
    `${rest} = ${NOTHING}`,
    call(part, call('split', name, 'space')),
    NOTHING,
  );
  const given = (['first', 'last'] as const).map((each) =>
    sourceOf(common, `contact_${each}_name`),
  );
  const either = given.filter((each) => each !== undefined);
  if (either.length === 0) return wrap(split);
  const own = given[part === 'first' ? 0 : 1];
  return wrap(call('if', `${textOf(either)} = ${NOTHING}`, split, own ? textOf(own) : NOTHING));
}

/** A cell that every provider has in the same place. '' where this one has nothing. */
function commonCell(provider: Provider, key: string): string {
  const { id, name, definition, common } = provider;
  const added: Readonly<Record<string, () => string>> = {
    event_id: () => wrap(identityOf(definition.identity)),
    provider: () => id,
    provider_name: () => name,
    event_type: () => wrap(eventTypeOf(definition)),
    event_type_label: () => eventTypeLabel(provider),
    received_at: () => NOW,
  };
  const own = added[key];
  if (own !== undefined) return own();
  if (key === 'contact_first_name') return namePart(common, 'first');
  if (key === 'contact_last_name') return namePart(common, 'last');
  const from = sourceOf(common, key);
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

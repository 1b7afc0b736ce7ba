import {
  COMMON_FIELDS,
  type CommonField,
  type Field,
  filledFields,
  fullestSampleRecord,
  PROVIDERS,
  type Provider,
  type ScalarType,
  type TriggerWording,
  textOf,
  triggerSampleRecord,
} from '@signal-hooks/catalogue';
import type { Bundle, OutputFields } from 'zapier-platform-core';
import { isObject, type JsonObject } from './values.ts';

/** What a Zap sees of an event: the record's fields, and `id`, which Zapier wants. */
export type Item = { readonly id: string } & JsonObject;

/** Keys that are no cells, and those that all records have. */
const NOT_OWN: ReadonlySet<string> = new Set([
  ...COMMON_FIELDS.map(({ key }) => key),
  'unreadable_fields',
  'raw',
]);

/**
 * The item of a record. Deliveries and lists of events both go through here, so that a Zap
 * gets the very shape its editor has shown.
 * @param provider null: what all providers have in common
 * @param withOwn adds what else the record holds: the fields of its own provider
 */
export function toItem(record: JsonObject, provider: Provider | null, withOwn = false): Item {
  const cells = filledFields(provider).map((field) => [field.key, cellOf(record, field)]);
  const own = withOwn ? Object.entries(record).filter(([key]) => !NOT_OWN.has(key)) : [];
  return { id: String(record.event_id), ...Object.fromEntries([...cells, ...own]) };
}

/** The item of a record, in the shape that a form leads to: with a source chosen, it has that one's own fields too. */
export const itemFor = (
  { inputData }: Bundle,
  record: JsonObject,
  provider: Provider | null,
): Item => toItem(record, provider, provider === null && textOf(inputData?.source_id) !== '');

function cellOf(record: JsonObject, field: CommonField | Field): unknown {
  const cell = record[field.key] ?? null;
  if (field.type !== 'list' || !Array.isArray(cell)) return cell;
  const keys = field.items.map(({ key }) => key);
  return cell.map((row: unknown) =>
    Object.fromEntries(keys.map((key) => [key, (isObject(row) && row[key]) ?? null])),
  );
}

/** Zapier's types for ours; everything else is text there. */
const TYPES: Partial<Record<ScalarType, 'integer' | 'number' | 'boolean' | 'datetime'>> = {
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
};

/** A field as Zapier lists it. @param key `list[]column` for a column of a list */
export const scalarField = (
  key: string,
  label: string,
  type: ScalarType,
): {
  key: string;
  label: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'datetime';
} => ({
  key,
  label,
  type: TYPES[type] ?? ('string' as const),
});

/** The fields as Zapier lists them for mapping; a list's columns are line items. */
export function outputFields(provider: Provider | null): OutputFields {
  return [
    { key: 'id', label: 'ID', type: 'string' },
    ...filledFields(provider).flatMap((field) =>
      field.type === 'list'
        ? field.items.map(({ key, label, type }) =>
            scalarField(`${field.key}[]${key}`, `${field.label} ${label}`, type),
          )
        : [scalarField(field.key, field.label, field.type)],
    ),
  ];
}

/** Whose events a sample is one of: a provider's, all or of one kind. */
interface Sampled {
  /** null: of every provider; then it is one of Siggnal. */
  readonly provider: Provider | null;
  readonly kind: TriggerWording | null;
}

/** The sample: one event as the provider documents it, that with most to show; nothing is made up beside it. */
export function sampleItem({ provider, kind }: Sampled): Item {
  const shown = provider ?? PROVIDERS.siggnal;
  return toItem(
    kind === null ? fullestSampleRecord(shown) : triggerSampleRecord(shown, kind),
    provider,
  );
}

import {
  type CommonField,
  type Field,
  PROVIDERS,
  type Provider,
  recordFields,
  type ScalarType,
  sampleRecord,
} from '@signal-hooks/catalogue';
import type { OutputFields } from 'zapier-platform-core';

/** What a Zap sees of an event: the record's fields, and `id`, which Zapier wants. */
export type Item = { readonly id: string } & Readonly<Record<string, unknown>>;

/**
 * The item of a record. Deliveries and lists of events both go through here, so that a Zap
 * gets the very shape its editor has shown.
 */
export function toItem(record: Readonly<Record<string, unknown>>, provider: Provider | null): Item {
  const cells = recordFields(provider).map(({ key }) => [key, record[key] ?? null]);
  return { id: String(record.event_id), ...Object.fromEntries(cells) };
}

/** Zapier's types for ours; everything else is text there. */
const TYPES: Partial<Record<ScalarType, 'integer' | 'number' | 'boolean' | 'datetime'>> = {
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
};

const scalarField = (key: string, label: string, type: ScalarType) => ({
  key,
  label,
  type: TYPES[type] ?? ('string' as const),
});

/** The fields as Zapier lists them for mapping; a list's columns are line items. */
export function outputFields(provider: Provider | null): OutputFields {
  return [
    { key: 'id', label: 'ID', type: 'string' },
    ...recordFields(provider).flatMap((field) =>
      field.type === 'list'
        ? field.items.map(({ key, label, type }) =>
            scalarField(`${field.key}[]${key}`, `${field.label} ${label}`, type),
          )
        : [scalarField(field.key, field.label, field.type)],
    ),
  ];
}

/**
 * A sample in which every field holds something, so that each can be mapped: of the provider's
 * first type of event, else of another of its types, else made up.
 */
export function sampleItem(provider: Provider | null): Item {
  const shown = provider ?? PROVIDERS.siggnal;
  const samples = Object.keys(shown.events).map((type) => sampleRecord(shown, type));
  const filled = recordFields(provider).map((field) => {
    const cells = samples.map((sample) => sample[field.key]);
    return [field.key, filledIn(field, cells.find(isFilled))];
  });
  return { id: String(samples[0]?.event_id), ...Object.fromEntries(filled) };
}

const isFilled = (cell: unknown): boolean =>
  Array.isArray(cell) ? cell.length > 0 : cell !== null && cell !== undefined;

function filledIn(field: CommonField | Field, cell: unknown): unknown {
  if (field.type !== 'list') return cell ?? field.sample;
  const rows = Array.isArray(cell) ? cell : [{}];
  return rows.map((row) =>
    Object.fromEntries(field.items.map(({ key, sample }) => [key, row[key] ?? sample])),
  );
}

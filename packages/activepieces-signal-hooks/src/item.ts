import type { OutputSchema } from '@activepieces/pieces-framework';
import {
  ALERTS_ID,
  COMMON_FIELDS,
  filledFields,
  fullestSampleRecord,
  PROVIDERS,
  type Provider,
  type ScalarType,
  triggerSampleRecord,
} from '@signal-hooks/catalogue';
import { type Chosen, type EventSearch, latestEvents } from '@signal-hooks/client';
import type { Gateway } from './gateway.ts';

/** What a flow sees of an event: the cells of its record. */
export type Item = Readonly<Record<string, unknown>>;

/** No cells. */
const NOT_CELLS: readonly string[] = ['raw', 'unreadable_fields'];

/**
 * The item of a record. Deliveries, samples and found events all go through here, so that a flow
 * gets the very shape that its builder has shown.
 * @param provider whose empty columns are left out; null: what all providers have in common stays
 */
export function toItem(record: Item, provider: Provider | null): Item {
  const filled = new Set(filledFields(provider).map(({ key }) => key));
  const left = new Set([
    ...NOT_CELLS,
    ...COMMON_FIELDS.map(({ key }) => key).filter((key) => !filled.has(key)),
  ]);
  return Object.fromEntries(Object.entries(record).filter(([key]) => !left.has(key)));
}

/** One event as the provider documents it; of every provider, one of Siggnal. */
export function sampleItem({ provider, kind }: Chosen): Item {
  const shown = provider ?? PROVIDERS.siggnal;
  const record = kind === null ? fullestSampleRecord(shown) : triggerSampleRecord(shown, kind);
  return toItem(record, provider);
}

/** Most pages that are read: one may be empty and still have a next one. */
const MAX_PAGES = 10;

/** The latest events, newest first. A subscription to everything is sent no alerts, so none are listed. */
export async function latestItems(
  gateway: Gateway,
  { provider }: Chosen,
  search: EventSearch,
  conditionLabels: readonly string[] = [],
): Promise<Item[]> {
  const { query, limit, fits = () => true } = search;
  const records = await latestEvents(
    {
      limit,
      query: { ...query, provider: provider?.id },
      fits: (record) => (provider !== null || record.provider !== ALERTS_ID) && fits(record),
    },
    (page) => gateway.pages(page, MAX_PAGES, conditionLabels),
    () => gateway.hasTime,
  );
  return records.map((record) => toItem(record as unknown as Item, provider));
}

type Format = NonNullable<OutputSchema['fields'][number]['format']>;

/** How the builder shows what is more than a text. */
const FORMATS: Partial<Record<ScalarType, Format>> = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  datetime: 'datetime',
  email: 'email',
  url: 'url',
};

/** A provider's fields as the builder lists them, with their labels. */
export const outputSchema = (provider: Provider): OutputSchema => ({
  fields: filledFields(provider).map((field) =>
    field.type === 'list'
      ? { key: field.key, label: field.label, listItems: field.items.map(shown) }
      : shown(field),
  ),
});

const shown = ({ key, label, type }: { key: string; label: string; type: ScalarType }) => {
  const format = FORMATS[type];
  return { key, label, ...(format === undefined ? {} : { format }) };
};

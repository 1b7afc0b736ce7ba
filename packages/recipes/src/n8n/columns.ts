import { type Provider, type RecordColumn, recordColumns } from '@signal-hooks/catalogue';

/** Filled by the node, whatever the provider sends. */
const ADDED = ['event_id', 'provider', 'event_type', 'received_at'];

/**
 * The columns of a record that a provider's events can fill, in the record's order: a sheet of
 * one provider has no column that always stays empty.
 */
export function filledColumns({ common, fields, ...provider }: Provider): RecordColumn[] {
  const filled = new Set([...ADDED, ...Object.keys(common), ...fields.map(({ key }) => key)]);
  return recordColumns({ common, fields, ...provider }).filter(
    // The list of contacts fills the cells of the first one.
    ({ key }) => filled.has(key) || (filled.has('contacts') && key.startsWith('contact_')),
  );
}

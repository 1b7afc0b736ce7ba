import { filledFields, type Provider } from '@signal-hooks/catalogue';

/**
 * The columns of a record that a provider's events can fill, in the record's order: a sheet of
 * one provider has no column that always stays empty.
 * @param provider null: the columns that all providers have
 */
export const columnsOf = (provider: Provider | null): string[] =>
  filledFields(provider).flatMap(({ key, type }) => (type === 'list' ? [] : [key]));

import { filledFields, type Provider, SOURCE_KEYS } from '@signal-hooks/catalogue';

/**
 * The columns of a record that a provider's events can fill, in the record's order: a sheet of
 * one provider has no column that always stays empty. Its own node has no gateway, and so no source.
 * @param provider null: the columns that all providers have
 */
export const columnsOf = (provider: Provider | null): string[] =>
  filledFields(provider).flatMap(({ key, type }) =>
    type === 'list' || (provider !== null && SOURCE_KEYS.includes(key)) ? [] : [key],
  );

import { findProvider } from '@signal-hooks/catalogue';
import type { Source } from './generated/operations.ts';

/** A source in a list to choose from: its name, or its id where it has none. */
export const sourceName = ({ id, name }: Pick<Source, 'id' | 'name'>): string => name || id;

/** As {@link sourceName}, with the provider: it tells sources of one name apart. */
export const sourceLabel = (source: Pick<Source, 'id' | 'name' | 'provider'>): string =>
  `${sourceName(source)} (${findProvider(source.provider)?.name ?? source.provider})`;

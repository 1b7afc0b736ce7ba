import type { Provider } from '../provider.ts';
import { ALL_FIELDS } from '../providers/index.ts';
import { recordFields } from '../record/schema.ts';
import type { FilterField } from './condition.ts';

/**
 * The fields that conditions can name: the common ones and those of the provider; without a
 * provider those of all of them, where an event of another provider counts as having nothing.
 */
export const filterFields = (provider: Provider | null): readonly FilterField[] =>
  provider === null ? [...ALL_FIELDS.values()] : recordFields(provider);

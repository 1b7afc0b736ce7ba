import { ALL_FIELDS, PROVIDERS, type ProviderId } from '../providers/index.ts';
import { recordFields } from '../record/schema.ts';
import type { FilterField } from './condition.ts';

/**
 * The fields that conditions can name: the common ones and those of the provider; without a
 * provider those of all of them, where an event of another provider counts as having nothing.
 */
export const filterFields = (provider: ProviderId | null): readonly FilterField[] =>
  provider === null ? [...ALL_FIELDS.values()] : recordFields(PROVIDERS[provider]);

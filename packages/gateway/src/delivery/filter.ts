import { compileConditions, type RecordTest, type SignalRecord } from '@signal-hooks/catalogue';
import type { EventFilter } from '../domain.ts';
import type { FieldMap } from '../providers.ts';

/** What a filter looks at. */
export interface FilterSubject {
  readonly sourceId: string;
  readonly provider: string;
  readonly type: string;
  /** Read only if source, provider and type fit and {@link CompiledFilter.needsRecord}; may be a getter. */
  readonly record: SignalRecord | null;
}

/** A filter, compiled. */
export interface CompiledFilter {
  (event: FilterSubject): boolean;
  /** False if the filter has no conditions: then no record has to be made for it. */
  readonly needsRecord: boolean;
}

/**
 * Compiles a filter into a function that tells whether an event is for the subscription.
 * @param fields those that its conditions can name; absent: those of this project's providers
 */
export function compileFilter(filter: EventFilter, fields?: FieldMap): CompiledFilter {
  const types = new Set(filter.eventTypes);
  const fits: RecordTest = compileConditions(filter.conditions, fields);
  const needsRecord = filter.conditions.length > 0;
  const matches = (event: FilterSubject): boolean => {
    if (filter.sourceId !== null && filter.sourceId !== event.sourceId) return false;
    if (filter.provider !== null && filter.provider !== event.provider) return false;
    if (types.size > 0 && !types.has(event.type)) return false;
    if (!needsRecord) return true;
    const { record } = event;
    return record !== null && fits(record);
  };
  return Object.assign(matches, { needsRecord });
}

import type { Condition, ListEventsQuery } from '@signal-hooks/client';

/** How far back events are shown. */
export const PERIODS = ['hour', 'day', 'week'] as const;
export const STATES = ['pending', 'delivered', 'failed', 'never_sent'] as const;

const PERIOD_MS = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const;

/** Which events are shown: all of it is in the address, so that it can be shared. */
export interface EventSearch {
  /** A text somewhere in the event. */
  readonly q?: string;
  readonly source_id?: string;
  readonly state?: (typeof STATES)[number];
  readonly period?: (typeof PERIODS)[number];
  readonly filter?: readonly Condition[];
}

/** Reads the search of an address; what is none is left out. */
export function readSearch(search: Readonly<Record<string, unknown>>): EventSearch {
  const { q, source_id, state, period, filter } = search;
  const knownState = STATES.find((each) => each === state);
  const knownPeriod = PERIODS.find((each) => each === period);
  const conditions = Array.isArray(filter) ? filter.filter(isCondition) : [];
  return {
    ...((typeof q === 'string' || typeof q === 'number') && q !== '' && { q: String(q) }),
    ...(typeof source_id === 'string' && { source_id }),
    ...(knownState && { state: knownState }),
    ...(knownPeriod && { period: knownPeriod }),
    ...(conditions.length > 0 && { filter: conditions }),
  };
}

function isCondition(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null) return false;
  return 'field' in value && 'op' in value && 'value' in value && typeof value.field === 'string';
}

/**
 * What the gateway is asked for.
 * @param now milliseconds since 1970
 */
export function queryOf(search: EventSearch, now: number): ListEventsQuery {
  const { q, source_id, state, period, filter } = search;
  return {
    ...(q && { q }),
    ...(source_id && { source_id }),
    ...(state && { state }),
    ...(period && { since: new Date(now - PERIOD_MS[period]).toISOString() }),
    ...(filter && { filter: JSON.stringify(filter) }),
  };
}

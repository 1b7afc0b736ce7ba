import { type EventRecord, type ListEventsQuery, listEvents } from '@signal-hooks/client';
import type { Gateway } from './gateway.ts';

/** Most pages that are read: one may be empty and still have a next one. */
const MAX_PAGES = 10;
/** Rows of each page but the first: the gateway makes it shorter where events are large. */
const PAGE = 100;

/** Which events are looked for. */
export interface EventSearch {
  readonly query: ListEventsQuery;
  /** How many at most, up to 100. */
  readonly limit: number;
  /** What the gateway cannot tell; absent: all of them fit. */
  readonly fits?: (record: EventRecord) => boolean;
  /** What the form calls each condition. */
  readonly conditionLabels: readonly string[];
}

/**
 * The records of the latest events, newest first. Pages hold fewer events than was asked for
 * where a filter passes over some, some cannot be read, or they are large.
 */
export async function latestEvents(
  gateway: Gateway,
  { query, limit, fits, conditionLabels }: EventSearch,
): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  const page = (cursor: string | undefined) => {
    const size = cursor === undefined && fits === undefined ? limit : PAGE;
    return listEvents({ limit: size, ...query, cursor }).pick('record.event_id');
  };
  for await (const { data } of gateway.pages(page, MAX_PAGES, conditionLabels)) {
    found.push(...data.map(({ record }) => record).filter(fits ?? Boolean));
    // What was found is worth more than an error; nothing found must not be said too early.
    if (found.length >= limit || (found.length > 0 && !gateway.hasTime)) break;
  }
  return found.slice(0, limit);
}

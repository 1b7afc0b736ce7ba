import type { Call, Page } from './call.ts';
import { type EventRecord, type ListEventsQuery, listEvents } from './generated/operations.ts';

/** Rows of each page but the first: the gateway makes it shorter where events are large. */
const PAGE = 100;

/** Which events are looked for. */
export interface EventSearch {
  readonly query: ListEventsQuery;
  /** How many at most, up to 100. */
  readonly limit: number;
  /** What the gateway cannot tell; absent: all of them fit. */
  readonly fits?: (record: EventRecord) => boolean;
  /** Rows of the first page; absent: the limit, or with `fits` a whole page. */
  readonly firstPage?: number;
}

/** An event of which nothing but its record was read. */
type RecordRow = { readonly record: EventRecord };

/**
 * The records of the latest events, newest first. Pages hold fewer events than was asked for
 * where a filter passes over some, some cannot be read, or they are large.
 *
 * @param pages reads the pages of a list, no more than so many: one may be empty and still have a next one
 * @param hasTime whether another page can still be read; what was found is worth more than an error
 */
export async function latestEvents(
  { query, limit, fits, firstPage = fits === undefined ? limit : PAGE }: EventSearch,
  pages: (
    page: (cursor: string | undefined) => Call<Page<RecordRow>>,
  ) => AsyncIterable<Page<RecordRow>>,
  hasTime: () => boolean,
): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  const page = (cursor: string | undefined) => {
    const size = cursor === undefined ? firstPage : PAGE;
    return listEvents({ limit: size, ...query, cursor }).pick('record.event_id');
  };
  for await (const { data } of pages(page)) {
    found.push(...data.map(({ record }) => record).filter(fits ?? Boolean));
    // Nothing found must not be said too early.
    if (found.length >= limit || (found.length > 0 && !hasTime())) break;
  }
  return found.slice(0, limit);
}

import type { Bundle, ZObject } from 'zapier-platform-core';
import { callGateway, type GatewayCall } from './gateway.ts';

type EventRecord = Readonly<Record<string, unknown>>;

/** Most pages that are read: with a filter, one may be empty and still have a next one. */
const MAX_PAGES = 10;

/**
 * The records of the latest events, newest first.
 * @param limit how many at most, up to 100
 * @param query which ones, as `GET /v1/events` takes it
 */
export async function latestEvents(
  z: ZObject,
  bundle: Bundle,
  limit: number,
  query: GatewayCall['query'],
): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < MAX_PAGES && cursor !== null && found.length < limit; page += 1) {
    const body = await callGateway(z, bundle, {
      path: 'events',
      query: { limit: limit - found.length, ...query, cursor },
    });
    found.push(...body.data.map(({ record }: { record: EventRecord }) => record));
    // Without a filter a page is full unless it is the last one.
    cursor = query?.filter === undefined ? null : body.next_cursor;
  }
  return found;
}

import { type Gateway, type GatewayCall, type Page, pageOf } from './gateway.ts';
import { isObject, type JsonObject } from './values.ts';

/** Most pages that are read: one may be empty and still have a next one. */
const MAX_PAGES = 10;
/** Rows of each page but the first: the gateway makes it shorter where events are large. */
const PAGE = 100;

/** An event as the gateway shows it, as far as it is used. */
interface EventRow extends JsonObject {
  readonly record: JsonObject;
}

const isEvent = (row: JsonObject): row is EventRow =>
  isObject(row.record) && typeof row.record.event_id === 'string';

/** The record of one event in an answer. */
export const recordIn = (event: JsonObject): JsonObject | null =>
  isEvent(event) ? event.record : null;

/** Which events are looked for. */
export interface EventSearch extends Pick<GatewayCall<unknown>, 'conditionLabels'> {
  /** As `GET /v1/events` takes it. */
  readonly query: GatewayCall<unknown>['query'];
  /** How many at most, up to 100. */
  readonly limit: number;
  /** What the gateway cannot tell; absent: all of them fit. */
  readonly fits?: (record: JsonObject) => boolean;
}

/**
 * The records of the latest events, newest first. Pages hold fewer events than was asked for
 * where a filter passes over some, some cannot be read, or they are large.
 */
export async function latestEvents(
  gateway: Gateway,
  { query, limit, fits, conditionLabels = [] }: EventSearch,
): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  let cursor: string | null = '';
  for (let pages = 0; pages < MAX_PAGES && cursor !== null && found.length < limit; pages += 1) {
    // What was found is worth more than an error; nothing found must not be said too early.
    if (found.length > 0 && !gateway.hasTime) break;
    const size = pages === 0 && fits === undefined ? limit : PAGE;
    const page: Page<EventRow> = await gateway.call({
      path: 'events',
      query: { limit: size, ...query, cursor },
      conditionLabels,
      read: pageOf(isEvent),
    });
    found.push(...page.rows.map(({ record }) => record).filter(fits ?? Boolean));
    cursor = page.next;
  }
  return found.slice(0, limit);
}

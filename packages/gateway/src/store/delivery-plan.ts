import type { Millis } from '../domain.ts';
import { firstId } from '../ids.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { DeliveryQuery, Page, PageRequest } from './store.ts';

/** The left side of a comparison, and its value. */
type Condition = readonly [comparison: string, value: number | string];

/** How the rows of a page are found. */
export interface DeliveryPlan {
  /** The index to go along; null: the database knows. */
  readonly index: string | null;
  /** What the index holds by itself; without parameters. */
  readonly partOf: string;
  /** Fulfilled by going along the index, in the order of ids, newest first. */
  readonly along: readonly Condition[];
  /** Looked at in each row: at {@link MOST_LOOKED_AT} rows at most. */
  readonly rest: readonly Condition[];
}

/** Most deliveries that are looked at for one page: some ten milliseconds. */
export const MOST_LOOKED_AT = 20_000;

/**
 * Decides how to look for a page of deliveries. Their ids begin with the time they were made, so a
 * time is a place in their order.
 */
export function planOf(query: DeliveryQuery, { cursor }: PageRequest): DeliveryPlan {
  const after =
    cursor === null ? null : (decodeCursor('deliveries', ['string'], cursor)[0] ?? null);
  const { since, until } = query;
  const bounds = given(['id <', after], ['id >=', idAt(since)], ['id <', idAt(until)]);
  const conditions = given(
    ['event_id =', query.eventId],
    ['subscription_id =', query.subscriptionId],
    ['status =', query.status],
    ['last_error =', query.error],
    ['last_http_status =', query.httpStatus],
  );
  const { index, partOf, columns } = indexFor(query);
  const isAlong = ([comparison]: Condition): boolean =>
    columns.some((name) => comparison === `${name} =`);
  return {
    index,
    partOf,
    along: [...conditions.filter(isAlong), ...bounds],
    rest: conditions.filter((condition) => !isAlong(condition)),
  };
}

const idAt = (at: Millis | null): string | null => (at === null ? null : firstId('dlv', at));

const given = (...all: (readonly [string, number | string | null])[]): Condition[] =>
  all.flatMap(([comparison, value]) => (value === null ? [] : [[comparison, value] as const]));

interface Along {
  readonly index: string | null;
  readonly partOf: string;
  readonly columns: readonly string[];
}

/** An answer of 2xx is no error, and the usual one: of those there is no index. */
function indexFor(query: DeliveryQuery): Along {
  const { eventId, subscriptionId, status, error, httpStatus } = query;
  const along = (index: string | null, partOf: string, ...columns: string[]): Along => ({
    ...{ index, partOf, columns },
  });
  // One event has few.
  if (eventId !== null) {
    const all = ['event_id', 'subscription_id', 'status', 'last_error', 'last_http_status'];
    return along(null, 'true', ...all);
  }
  if (error !== null) return along('deliveries_by_error', 'last_error IS NOT NULL', 'last_error');
  if (httpStatus !== null && (httpStatus < 200 || httpStatus >= 300)) {
    return along('deliveries_by_http_status', 'last_error IS NOT NULL', 'last_http_status');
  }
  if (status === 'failed' && subscriptionId !== null) {
    return along('deliveries_failed', `status = 'failed'`, 'subscription_id', 'status');
  }
  if (status === 'failed') return along('deliveries_all_failed', `status = 'failed'`, 'status');
  if (status === 'expired') return along('deliveries_expired', `status = 'expired'`, 'status');
  if (subscriptionId !== null)
    return along('deliveries_by_subscription', 'true', 'subscription_id');
  return along(null, 'true');
}

/**
 * The page, which may be short of its limit and not the last one.
 * @param lastLookedAt the id of the last delivery that was looked at, where there are more; else null
 */
export const boundedPage = <Item>(page: Page<Item>, lastLookedAt: string | null): Page<Item> =>
  page.next !== null || lastLookedAt === null
    ? page
    : { items: page.items, next: encodeCursor('deliveries', [lastLookedAt]) };

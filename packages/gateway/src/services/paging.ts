import type { Millis } from '../domain.ts';
import { decodeCursor, encodeCursor } from '../store/cursor.ts';
import type { Page, PageRequest } from '../store/store.ts';

/**
 * A page of rows that are all in memory, newest first.
 * @param list name of the list, so that a cursor of another one is refused
 * @throws {GatewayError} `invalid_request` if the cursor is not one of this list
 */
export function pageOf<Item>(
  list: string,
  items: readonly Item[],
  page: PageRequest,
  keyOf: (item: Item) => { readonly createdAt: Millis; readonly id: string },
): Page<Item> {
  const after =
    page.cursor === null
      ? null
      : (decodeCursor(list, ['number', 'string'], page.cursor) as [number, string]);
  const sorted = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === null || compare([key.createdAt, key.id], after) < 0)
    .sort((a, b) => compare([b.key.createdAt, b.key.id], [a.key.createdAt, a.key.id]));
  const shown = sorted.slice(0, page.limit);
  const last = sorted.length > page.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ item }) => item),
    next: last === undefined ? null : encodeCursor(list, [last.key.createdAt, last.key.id]),
  };
}

function compare(a: readonly [number, string], b: readonly [number, string]): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] ? -1 : 1;
}

import { GatewayError } from '../errors.ts';
import type { Page } from './store.ts';

/** One value of a keyset: the position of a page's last row in the list's order. */
export type KeyPart = number | string;

/**
 * Writes a cursor: the list's name and the sort key of the last row of a page. Rows that are
 * added or removed meanwhile do not shift the following page, as they would with an offset.
 */
export function encodeCursor(list: string, key: readonly KeyPart[]): string {
  return Buffer.from(JSON.stringify([list, ...key])).toString('base64url');
}

/**
 * Reads a cursor back.
 * @param shape the type of each part of the key
 * @throws GatewayError `invalid_request` if the text is not a cursor of this list
 */
export function decodeCursor(
  list: string,
  shape: readonly ('number' | 'string')[],
  cursor: string,
): KeyPart[] {
  const [name, ...key] = parse(cursor);
  const fits =
    name === list &&
    key.length === shape.length &&
    key.every((part, at) =>
      shape[at] === 'number' ? Number.isSafeInteger(part) : typeof part === 'string',
    );
  if (!fits) throw invalid();
  return key as KeyPart[];
}

/**
 * The page of the rows that were found: one more than `limit` says that another page follows.
 * @param key the sort key of an item
 */
export function pageOfRows<Row, Item>(
  list: string,
  rows: readonly Row[],
  limit: number,
  read: (row: Row) => Item,
  key: (item: Item) => readonly KeyPart[],
): Page<Item> {
  const items = rows.slice(0, limit).map(read);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, next: last === undefined ? null : encodeCursor(list, key(last)) };
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value)) return value;
  } catch {
    // Not JSON: the caller's error, reported below.
  }
  throw invalid();
}

function invalid(): GatewayError {
  return new GatewayError('invalid_request', 'The cursor is not one of this list.', {
    fields: [{ path: 'cursor', message: 'Use the cursor of an earlier page, unchanged.' }],
  });
}

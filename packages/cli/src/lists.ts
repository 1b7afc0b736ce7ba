import type { Call, Client, Page } from '@signal-hooks/client';
import { UsageError } from './usage-error.ts';

/** Most rows that the API gives at a time. */
const PAGE = 100;

/** Reads `--limit`. @throws {UsageError} */
export function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000_000) return limit;
  throw new UsageError(`--limit takes a number from 1 to 1000000, not "${text}".`);
}

/**
 * The rows of a list, in order, page by page.
 * @param most rows at most
 */
export async function* rowsOf<Row>(
  api: Client,
  page: (query: { limit: number; cursor: string | undefined }) => Call<Page<Row>>,
  most: number,
): AsyncGenerator<Row, void, void> {
  let left = most;
  let cursor: string | undefined;
  do {
    const { data, next_cursor } = await api(page({ limit: Math.min(left, PAGE), cursor }));
    for (const row of data.slice(0, left)) yield row;
    left -= data.length;
    cursor = next_cursor ?? undefined;
  } while (left > 0 && cursor !== undefined);
}

/** All of them, in a list. */
export async function collectRows<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

import type { Call, Page } from '@signal-hooks/client';
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { client } from './client.ts';

/**
 * A list that is read page by page, as far as the viewer asks for it.
 * @param list the call for a page; its cursor is undefined for the first
 * @param refetchInterval how often it is read anew, in milliseconds; never by itself if absent
 * @returns the query, and the rows of all pages that were read; undefined before the first
 */
export function usePages<Row>(
  queryKey: QueryKey,
  list: (cursor: string | undefined) => Call<Page<Row>>,
  refetchInterval: number | false = false,
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => client(list(pageParam)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval,
  });
  return { ...query, rows: query.data?.pages.flatMap(({ data }) => data) };
}

import {
  type Call,
  getMe,
  getSession,
  listProviders,
  listSources,
  listSubscriptions,
  type Page,
  pages,
} from '@signal-hooks/client';
import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** The largest page of a list, and how many of them are read where all rows are needed. */
const ALL_ROWS = 100;
const MOST_PAGES = 50;

async function allRows<Row>(
  list: (cursor: string | undefined) => Call<Page<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const { data } of pages(client, list, MOST_PAGES)) rows.push(...data);
  return rows;
}

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => client(getSession()),
  staleTime: 60_000,
});

/** Which gateway this is. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => client(getMe()) });

/** Every source. */
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: () => allRows((cursor) => listSources({ limit: ALL_ROWS, cursor })),
});

/** Every subscription, the ended ones too. */
export const subscriptionsQuery = queryOptions({
  queryKey: ['subscriptions'],
  queryFn: () => allRows((cursor) => listSubscriptions({ limit: ALL_ROWS, cursor })),
});

/** Every provider, with its fields and what they can be asked. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async () => (await client(listProviders())).data,
  staleTime: 5 * 60_000,
});

import { type GatewayEvent, listEvents, type Page } from '@signal-hooks/client';
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { type Notice, useNotices } from '../../api/stream.ts';
import { type EventSearch, queryOf } from './search.ts';

const ROWS = 50;
/** A page of a rare filter may be empty: that many are read for one, so that there is something to see. */
const MOST_CALLS = 5;
/** New events are looked for that often at most. */
const REFRESH_MS = 1000;

/** Reads on until there are some rows, or there is nothing more, or it takes long. */
async function readPage(search: EventSearch, from: string | null): Promise<Page<GatewayEvent>> {
  const query = queryOf(search, Date.now());
  const rows: GatewayEvent[] = [];
  let cursor = from;
  for (let calls = 0; calls < MOST_CALLS && rows.length < ROWS / 2; calls += 1) {
    const limit = ROWS - rows.length;
    const page = await client(listEvents({ ...query, limit, cursor: cursor ?? undefined }));
    rows.push(...page.data);
    cursor = page.next_cursor;
    if (cursor === null) break;
  }
  return { data: rows, next_cursor: cursor };
}

/**
 * The events of a search, newest first. While only the first page is shown it follows what comes; whoever
 * reads older ones sees a button when there are new ones.
 */
export function useEvents(search: EventSearch, isLive: boolean) {
  const queryClient = useQueryClient();
  const queryKey = ['events', search] as const;
  const [hasNew, setHasNew] = useState(false);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => readPage(search, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchOnWindowFocus: false,
  });
  const count = query.data?.pages.length ?? 0;
  const refresh = useThrottled(() => query.refetch({ cancelRefetch: false }));
  useNotices((notice) => {
    if (!isAbout(notice, search)) return;
    if (isLive && count <= 1) refresh();
    else setHasNew(true);
  });
  const showNew = async (): Promise<void> => {
    setHasNew(false);
    // Only the first page is kept: reading all of them again would take as long as there are many.
    queryClient.setQueryData<InfiniteData<Page<GatewayEvent>, string | null>>(queryKey, (old) =>
      old === undefined
        ? old
        : { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) },
    );
    await query.refetch();
  };
  const events = query.data?.pages.flatMap((page) => page.data) ?? [];
  return { ...query, events, hasNew, showNew };
}

function isAbout({ name, data }: Notice, { source_id }: EventSearch): boolean {
  if (name === 'more') return data.of === 'events';
  if (name === 'event') return source_id === undefined || data.source_id === source_id;
  return name === 'ready';
}

/** Calls at once, and then once more after a while if it was asked for meanwhile. */
function useThrottled(call: () => unknown): () => void {
  const latest = useRef(call);
  latest.current = call;
  const state = useRef({ isWaiting: false, isAsked: false });
  const run = (): void => {
    state.current = { isWaiting: true, isAsked: false };
    latest.current();
    setTimeout(() => {
      state.current.isWaiting = false;
      if (state.current.isAsked) run();
    }, REFRESH_MS);
  };
  return () => {
    if (state.current.isWaiting) state.current.isAsked = true;
    else run();
  };
}

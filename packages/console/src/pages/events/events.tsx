import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Inbox, Pause, Play, RefreshCw, SearchX } from 'lucide-react';
import { useState } from 'react';
import { sourcesQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Failure } from '../../components/failure.tsx';
import { Page } from '../../components/page.tsx';
import { EventList } from './event-list.tsx';
import styles from './events.module.css';
import { Filters } from './filters.tsx';
import type { EventSearch } from './search.ts';
import { useEvents } from './use-events.ts';

const route = getRouteApi('/shell/events');

/** What has arrived, live. */
export function Events() {
  const t = useTexts();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [isLive, setLive] = useState(true);
  const sources = useQuery(sourcesQuery).data ?? [];
  const list = useEvents(search, isLive);
  const change = (next: EventSearch): void => {
    void navigate({ search: next, replace: true });
  };
  return (
    <Page
      title={t.events.title}
      actions={
        <Button icon={isLive ? Pause : Play} onClick={() => setLive(!isLive)}>
          {isLive ? t.events.pause : t.events.follow}
        </Button>
      }
    >
      <Filters search={search} sources={sources} onChange={change} />
      {list.error !== null && <Failure error={list.error} onRetry={list.refetch} />}
      {list.hasNew && (
        <div className={styles.center}>
          <Button icon={RefreshCw} onClick={list.showNew}>
            {t.events.showNew}
          </Button>
        </div>
      )}
      {list.events.length > 0 && <EventList events={list.events} sources={sources} />}
      {list.isSuccess && list.events.length === 0 && (
        <Nothing isFiltered={Object.keys(search).length > 0} hasMore={list.hasNextPage} />
      )}
      {list.hasNextPage && (
        <div className={styles.center}>
          <Button isBusy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {list.events.length === 0 ? t.events.searchOn : t.events.older}
          </Button>
        </div>
      )}
    </Page>
  );
}

function Nothing({ isFiltered, hasMore }: { isFiltered: boolean; hasMore: boolean }) {
  const { events } = useTexts();
  if (!isFiltered) {
    return (
      <EmptyState icon={Inbox} title={events.none}>
        <p>{events.noneHelp}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={SearchX} title={hasMore ? events.noneSoFar : events.noneFits}>
      <p>{hasMore ? events.noneSoFarHelp : events.noneFitsHelp}</p>
    </EmptyState>
  );
}

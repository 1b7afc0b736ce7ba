import {
  countEvents,
  countPending,
  listAllRejections,
  type PendingDeliveries,
  type Source,
  type Subscription,
} from '@signal-hooks/client';
import { useQueries } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { sourcesQuery, subscriptionsQuery } from '../../api/queries.ts';
import { useNotices } from '../../api/stream.ts';
import { useTexts } from '../../app/texts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ConcernNotice } from './concern-notice.tsx';
import { findConcerns } from './concerns.ts';
import { Figures } from './figures.tsx';
import { FirstSteps } from './first-steps.tsx';
import styles from './home.module.css';
import { arrangeHours, firstHour } from './hours.ts';
import { HoursChart } from './hours-chart.tsx';
import { LatestRejections } from './latest-rejections.tsx';
import { Sources } from './sources.tsx';

const REFRESH = { refetchInterval: 15_000 } as const;
const REJECTIONS = 5;

/** Whether everything is all right, and what is not. */
export function Home() {
  const t = useTexts();
  const queries = useQueries({
    queries: [
      { ...sourcesQuery, ...REFRESH },
      { ...subscriptionsQuery, ...REFRESH },
      {
        queryKey: ['home', 'hours'],
        queryFn: () =>
          client(countEvents({ since: new Date(firstHour(Date.now())).toISOString() })),
        ...REFRESH,
      },
      { queryKey: ['home', 'pending'], queryFn: () => client(countPending()), ...REFRESH },
      {
        queryKey: ['home', 'rejections'],
        queryFn: () => client(listAllRejections({ limit: REJECTIONS })),
        ...REFRESH,
      },
    ],
  });
  const refetch = () => Promise.all(queries.map((query) => query.refetch()));
  useNotices(({ name }) => {
    if (name === 'configuration' || name === 'alerts') void refetch();
  });
  const error = queries.find((query) => query.error !== null)?.error;
  const [sources, subscriptions, hours, pending, rejections] = queries;
  return (
    <Page title={t.home.title}>
      {error !== undefined && <Failure error={error} onRetry={refetch} />}
      {sources.data?.length === 0 && <FirstSteps />}
      {sources.data !== undefined &&
        sources.data.length > 0 &&
        subscriptions.data !== undefined &&
        pending.data !== undefined && (
          <Concerns
            sources={sources.data}
            subscriptions={subscriptions.data}
            pending={pending.data.data}
          />
        )}
      {sources.data !== undefined && sources.data.length > 0 && hours.data !== undefined && (
        <Activity
          hours={arrangeHours(hours.data.data, sources.data, Date.now())}
          pending={pending.data?.data ?? []}
        />
      )}
      {sources.data !== undefined && sources.data.length > 0 && (
        <div className={styles.columns}>
          <Sources list={sources.data} />
          <LatestRejections list={rejections.data?.data ?? []} sources={sources.data} />
        </div>
      )}
    </Page>
  );
}

interface ConcernsProps {
  readonly sources: readonly Source[];
  readonly subscriptions: readonly Subscription[];
  readonly pending: readonly PendingDeliveries[];
}

function Concerns({ sources, subscriptions, pending }: ConcernsProps) {
  const t = useTexts();
  const list = findConcerns(sources, subscriptions, pending, Date.now());
  if (list.length === 0) return <Notice tone="success" title={t.home.allRight} />;
  return (
    <div className={styles.concerns}>
      {list.map((concern) => (
        <ConcernNotice
          key={`${concern.kind} ${'source' in concern ? concern.source.id : concern.subscription.id}`}
          concern={concern}
        />
      ))}
    </div>
  );
}

interface ActivityProps {
  readonly hours: ReturnType<typeof arrangeHours>;
  readonly pending: readonly PendingDeliveries[];
}

function Activity({ hours, pending }: ActivityProps) {
  const t = useTexts();
  return (
    <>
      <Figures hours={hours} pending={pending} />
      <Panel title={t.home.perHour}>
        {hours.total === 0 ? (
          <p className={styles.muted}>{t.home.quiet}</p>
        ) : (
          <HoursChart hours={hours} />
        )}
      </Panel>
    </>
  );
}

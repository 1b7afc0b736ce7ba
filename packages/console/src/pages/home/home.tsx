import type { Source } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { Webhook } from 'lucide-react';
import { sourcesQuery, subscriptionsQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { ConcernNotice } from './concern-notice.tsx';
import { findConcerns } from './concerns.ts';
import styles from './home.module.css';

/** Whether everything is all right, and what is not. */
export function Home() {
  const t = useTexts();
  const sources = useQuery({ ...sourcesQuery, refetchInterval: 15_000 });
  const subscriptions = useQuery({ ...subscriptionsQuery, refetchInterval: 15_000 });
  const error = sources.error ?? subscriptions.error;
  return (
    <Page title={t.home.title}>
      {error !== null && (
        <Failure
          error={error}
          onRetry={() => Promise.all([sources.refetch(), subscriptions.refetch()])}
        />
      )}
      {sources.data !== undefined && subscriptions.data !== undefined && (
        <>
          <Concerns list={findConcerns(sources.data, subscriptions.data, Date.now())} />
          <Sources list={sources.data} />
        </>
      )}
    </Page>
  );
}

function Concerns({ list }: { readonly list: ReturnType<typeof findConcerns> }) {
  const t = useTexts();
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

function Sources({ list }: { readonly list: readonly Source[] }) {
  const t = useTexts();
  return (
    <Panel title={t.home.sources}>
      {list.length === 0 ? (
        <EmptyState icon={Webhook} title={t.home.noSources}>
          <p>{t.home.noSourcesHelp}</p>
        </EmptyState>
      ) : (
        <ul className={styles.sources}>
          {list.map((source) => (
            <li key={source.id} className={styles.source}>
              <span className={styles.name}>{source.name}</span>
              <span className={styles.muted}>
                {source.last_event_at === null ? (
                  t.home.noEventYet
                ) : (
                  <>
                    {t.home.lastEvent} <Time at={source.last_event_at} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

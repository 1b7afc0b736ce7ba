import type { Source } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Webhook } from 'lucide-react';
import { providersQuery, sourcesQuery } from '../../api/queries.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Failure } from '../../components/failure.tsx';
import { Page } from '../../components/page.tsx';
import { Time } from '../../components/time.tsx';

/** Every place where events arrive. */
export function Sources() {
  const t = useTexts();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({ ...sourcesQuery, refetchInterval: 15_000 });
  const said = useSaid();
  const providers = useQuery(providersQuery).data ?? [];
  const nameOf = (id: string): string => said(providers.find((each) => each.id === id)?.name ?? id);
  const connect = (
    <Button look="primary" icon={Plus} onClick={() => navigate({ to: '/connect' })}>
      {t.sources.connect}
    </Button>
  );
  return (
    <Page title={t.sources.title} actions={connect}>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {data?.length === 0 && (
        <EmptyState icon={Webhook} title={t.home.noSources}>
          <p>{t.home.noSourcesHelp}</p>
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && (
        <DataTable
          label={t.sources.title}
          rows={data}
          keyOf={({ id }) => id}
          columns={[
            {
              title: t.sources.name,
              cell: ({ id, name }) => (
                <Link to="/sources/$id" params={{ id }}>
                  {name}
                </Link>
              ),
            },
            { title: t.sources.provider, cell: ({ provider }) => nameOf(provider) },
            { title: t.sources.state, cell: (source) => <SourceBadge source={source} /> },
            {
              title: t.sources.lastEvent,
              cell: ({ last_event_at: at }) => (at === null ? t.sources.never : <Time at={at} />),
            },
            { title: t.sources.refused, cell: ({ refused }) => refused.count },
          ]}
        />
      )}
    </Page>
  );
}

/** What a source can do, in two words. */
export function SourceBadge({ source: { state } }: { readonly source: Source }) {
  const t = useTexts();
  const tone = state === 'ready' ? 'success' : state === 'unusable' ? 'danger' : 'warning';
  return <Badge tone={tone}>{t.sources.states[state]}</Badge>;
}

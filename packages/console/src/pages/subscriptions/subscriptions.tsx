import type { Subscription } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { providersQuery, sourcesQuery, subscriptionsQuery } from '../../api/queries.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Failure } from '../../components/failure.tsx';
import { Page } from '../../components/page.tsx';
import { StatusBadge } from './status-badge.tsx';
import { hostOf } from './target.ts';

/** Where events go. */
export function Subscriptions() {
  const t = useTexts();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(subscriptionsQuery);
  const current = data?.filter(({ status }) => status !== 'ended');
  return (
    <Page
      title={t.subscriptions.title}
      description={t.subscriptions.description}
      actions={
        <Button look="primary" icon={Send} onClick={() => navigate({ to: '/send-to' })}>
          {t.subscriptions.sendTo}
        </Button>
      }
    >
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {current?.length === 0 && (
        <EmptyState icon={Send} title={t.subscriptions.none}>
          <p>{t.subscriptions.noneHelp}</p>
        </EmptyState>
      )}
      {current !== undefined && current.length > 0 && <List subscriptions={current} />}
    </Page>
  );
}

function List({ subscriptions }: { readonly subscriptions: readonly Subscription[] }) {
  const t = useTexts();
  return (
    <DataTable
      label={t.subscriptions.title}
      rows={subscriptions}
      keyOf={({ id }) => id}
      columns={[
        {
          title: t.subscriptions.name,
          cell: ({ id, name, target_url }) => (
            <Link to="/subscriptions/$id" params={{ id }}>
              {name || hostOf(target_url)}
            </Link>
          ),
        },
        { title: t.subscriptions.to, cell: ({ target_url }) => hostOf(target_url) },
        { title: t.subscriptions.what, cell: (each) => <What subscription={each} /> },
        { title: t.subscriptions.state, cell: (each) => <StatusBadge subscription={each} /> },
      ]}
    />
  );
}

/** Which events go there, in words. */
export function What({ subscription }: { readonly subscription: Subscription }) {
  const t = useTexts();
  const said = useSaid();
  const { data: sources } = useQuery(sourcesQuery);
  const { data: providers } = useQuery(providersQuery);
  const { source_id, provider, event_types, filter } = subscription;
  const from = sources?.find(({ id }) => id === source_id)?.name ?? source_id ?? provider;
  const labels = new Map(
    providers?.flatMap((each) => each.event_types.map(({ type, label }) => [type, label])),
  );
  const types = event_types.map((type) => said(labels.get(type) ?? type));
  return t.subscriptions.whatInWords(from, types, filter.length);
}

import { deleteSubscription, getSubscription } from '@signal-hooks/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { subscriptionsQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Failure } from '../../components/failure.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { useToast } from '../../components/toast.tsx';
import { Backfill } from './backfill.tsx';
import { DaysChart } from './days-chart.tsx';
import { Deliveries } from './deliveries.tsx';
import { Fare } from './fare.tsx';
import { Settings } from './settings.tsx';
import styles from './subscription.module.css';
import { hostOf } from './target.ts';

export const subscriptionQuery = (id: string) =>
  queryOptions({
    queryKey: ['subscriptions', id],
    queryFn: () => client(getSubscription(id)),
    refetchInterval: 5000,
  });

/** One subscription: how it fares, what it gets, and what can be done. */
export function SubscriptionPage() {
  const t = useTexts();
  const { id } = useParams({ from: '/shell/subscriptions/$id' });
  const { data, error, refetch } = useQuery(subscriptionQuery(id));
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Page
      title={data === undefined ? t.subscriptions.one : data.name || hostOf(data.target_url)}
      actions={
        data !== undefined &&
        data.status !== 'ended' && (
          <Button icon={Trash2} onClick={() => setLeaving(true)}>
            {t.subscriptions.remove}
          </Button>
        )
      }
    >
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {data !== undefined && (
        <div className={styles.parts}>
          <Fare subscription={data} />
          <Panel title={t.subscriptions.settings}>
            <Settings subscription={data} />
          </Panel>
          <Panel title={t.subscriptions.backfill}>
            <Backfill subscription={data} />
          </Panel>
          <Panel title={t.subscriptions.deliveries}>
            <DaysChart id={data.id} />
            <Deliveries id={data.id} />
          </Panel>
          <Remove id={data.id} isOpen={isLeaving} onClose={() => setLeaving(false)} />
        </div>
      )}
    </Page>
  );
}

interface RemoveProps {
  readonly id: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

function Remove({ id, isOpen, onClose }: RemoveProps) {
  const t = useTexts();
  const toast = useToast();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => client(deleteSubscription(id)),
    onSuccess: async () => {
      toast(t.subscriptions.removed);
      await queries.invalidateQueries(subscriptionsQuery);
      await navigate({ to: '/subscriptions' });
    },
  });
  return (
    <ConfirmDialog
      title={t.subscriptions.removeTitle}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t.subscriptions.remove}
      isBusy={isPending}
      error={error}
      onConfirm={() => mutate()}
    >
      <p>{t.subscriptions.removeHelp}</p>
    </ConfirmDialog>
  );
}

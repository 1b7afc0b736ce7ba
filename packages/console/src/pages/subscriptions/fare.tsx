import {
  recoverSubscription,
  type Subscription,
  testSubscription,
  updateSubscription,
} from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pause, Play, RotateCcw, Send } from 'lucide-react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Said } from '../../components/said.tsx';
import { Time } from '../../components/time.tsx';
import { useToast } from '../../components/toast.tsx';
import { StatusBadge } from './status-badge.tsx';
import styles from './subscription.module.css';
import { TestResult } from './test-result.tsx';

/** How a subscription fares, and the buttons that change that. */
export function Fare({ subscription }: { readonly subscription: Subscription }) {
  const t = useTexts();
  const toast = useToast();
  const queries = useQueryClient();
  const { id, status, status_reason, failing_since, problem } = subscription;
  const refresh = () => queries.invalidateQueries({ queryKey: ['subscriptions'] });
  const change = useMutation({
    mutationFn: (to: 'active' | 'paused') => client(updateSubscription(id, { status: to })),
    onSuccess: refresh,
  });
  const recover = useMutation({
    mutationFn: () => client(recoverSubscription(id)),
    onSuccess: ({ replayed }) => {
      toast(t.subscriptions.recovered(replayed));
      return refresh();
    },
  });
  const test = useMutation({ mutationFn: () => client(testSubscription(id)) });
  const error = change.error ?? recover.error ?? test.error;
  const reason = problem ?? status_reason;
  return (
    <Panel title={t.subscriptions.state} action={<StatusBadge subscription={subscription} />}>
      {status === 'disabled' && (
        <Notice tone="danger" title={t.subscriptions.disabledTitle}>
          {reason !== null && (
            <p>
              <Said text={reason} />
            </p>
          )}
          <p>{t.subscriptions.disabledHelp}</p>
        </Notice>
      )}
      {status === 'active' && failing_since !== null && (
        <Notice tone="warning" title={t.subscriptions.failingTitle}>
          {reason !== null && (
            <p>
              <Said text={reason} />
            </p>
          )}
          <p>
            {t.subscriptions.failingSince} <Time at={failing_since} />.{' '}
            {t.subscriptions.failingHelp}
          </p>
        </Notice>
      )}
      {status === 'paused' && <p>{t.subscriptions.pausedHelp}</p>}
      {error !== null && <Failure error={error} />}
      {status !== 'ended' && (
        <div className={styles.buttons}>
          <Button icon={Send} isBusy={test.isPending} onClick={() => test.mutate()}>
            {t.subscriptions.test}
          </Button>
          {status === 'active' && (
            <Button icon={Pause} isBusy={change.isPending} onClick={() => change.mutate('paused')}>
              {t.subscriptions.pause}
            </Button>
          )}
          {status === 'paused' && (
            <Button icon={Play} isBusy={change.isPending} onClick={() => change.mutate('active')}>
              {t.subscriptions.resume}
            </Button>
          )}
          {(status === 'disabled' || failing_since !== null) && (
            <Button
              look="primary"
              icon={RotateCcw}
              isBusy={recover.isPending}
              onClick={() => recover.mutate()}
            >
              {t.subscriptions.recover}
            </Button>
          )}
        </div>
      )}
      {test.data !== undefined && <TestResult result={test.data} />}
    </Panel>
  );
}

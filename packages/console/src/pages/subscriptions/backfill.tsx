import {
  type BackfillSubscriptionBody,
  backfillSubscription,
  cancelReplay,
  getReplay,
  type Subscription,
} from '@signal-hooks/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { SelectField } from '../../components/select-field.tsx';
import styles from './subscription.module.css';

const SINCE = ['1', '7', '30', 'all'] as const;
type Since = (typeof SINCE)[number];
type State = NonNullable<BackfillSubscriptionBody['states']>[number];
const STATES: readonly State[] = ['never_sent', 'failed', 'delivered'];
const DAY_MS = 24 * 3600_000;

/** Counts to the end: one call looks for a second at most. */
async function count(id: string, body: BackfillSubscriptionBody): Promise<number> {
  let deliveries = 0;
  let cursor: string | undefined;
  do {
    const answer = await client(
      backfillSubscription(id, { ...body, dry_run: true, ...(cursor !== undefined && { cursor }) }),
    );
    deliveries += answer.count?.deliveries ?? 0;
    cursor = answer.count?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return deliveries;
}

/** Delivers what came before: counts first, then asks. */
export function Backfill({ subscription: { id } }: { readonly subscription: Subscription }) {
  const t = useTexts();
  const [since, setSince] = useState<Since>('7');
  const [state, setState] = useState<State>('never_sent');
  const counting = useMutation({
    mutationFn: async () => {
      const body: BackfillSubscriptionBody = {
        states: [state],
        ...(since !== 'all' && {
          since: new Date(Date.now() - Number(since) * DAY_MS).toISOString(),
        }),
      };
      return { body, deliveries: await count(id, body) };
    },
  });
  const starting = useMutation({
    mutationFn: (body: BackfillSubscriptionBody) => client(backfillSubscription(id, body)),
    onSuccess: () => counting.reset(),
  });
  const choose = (change: () => void) => {
    counting.reset();
    change();
  };
  const counted = counting.data;
  const error = counting.error ?? starting.error;
  return (
    <div className={styles.form}>
      <p>{t.subscriptions.backfillHelp}</p>
      <SelectField
        label={t.subscriptions.received}
        value={since}
        onChange={(value) => choose(() => setSince(value))}
        choices={SINCE.map((value) => ({ value, label: t.subscriptions.since[value] }))}
      />
      <SelectField
        label={t.subscriptions.which}
        value={state}
        onChange={(value) => choose(() => setState(value))}
        choices={STATES.map((value) => ({ value, label: t.subscriptions.states[value] }))}
      />
      <div className={styles.buttons}>
        <Button isBusy={counting.isPending} onClick={() => counting.mutate()}>
          {t.subscriptions.count}
        </Button>
        {counted !== undefined && counted.deliveries > 0 && (
          <Button
            look="primary"
            isBusy={starting.isPending}
            onClick={() => starting.mutate(counted.body)}
          >
            {t.subscriptions.deliver(counted.deliveries)}
          </Button>
        )}
      </div>
      {counted?.deliveries === 0 && (
        <Notice tone="info" title={t.subscriptions.nothingToDeliver} isLive />
      )}
      {error !== null && <Failure error={error} />}
      {starting.data?.replay && <Progress id={starting.data.replay.id} />}
    </div>
  );
}

function Progress({ id }: { readonly id: string }) {
  const t = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['replays', id],
    queryFn: () => client(getReplay(id)),
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.status !== 'running' && state.data.pending === 0
        ? false
        : 1000,
  });
  const cancel = useMutation({
    mutationFn: () => client(cancelReplay(id)),
    onSuccess: () => refetch(),
  });
  if (error !== null) return <Failure error={error} onRetry={refetch} />;
  if (data === undefined) return null;
  return (
    <Notice
      tone={data.status === 'done' ? 'success' : 'info'}
      title={t.subscriptions.replayStatus[data.status]}
      isLive
    >
      <p>{t.subscriptions.progress(data.deliveries, data.pending)}</p>
      {data.status === 'running' && (
        <div>
          <Button isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
            {t.common.cancel}
          </Button>
        </div>
      )}
    </Notice>
  );
}

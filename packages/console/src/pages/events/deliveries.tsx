import {
  type Delivery,
  type GatewayEvent,
  getDelivery,
  listDeliveries,
  replayDelivery,
} from '@signal-hooks/client';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { client } from '../../api/client.ts';
import { subscriptionsQuery } from '../../api/queries.ts';
import { useNotices } from '../../api/stream.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { DeliveryBadge } from '../../components/delivery-badge.tsx';
import { Failure } from '../../components/failure.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { useToast } from '../../components/toast.tsx';
import { Attempts } from './attempts.tsx';
import styles from './event.module.css';
import { SendTo } from './send-to.tsx';

const MOST = 100;

/** Where an event went, with every attempt; what is not under way can be delivered once more. */
export function Deliveries({ event }: { readonly event: GatewayEvent }) {
  const { event: t } = useTexts();
  const { data, error, refetch } = useQuery({
    queryKey: ['event', event.id, 'deliveries'],
    queryFn: () => client(listDeliveries({ event_id: event.id, limit: MOST })),
  });
  useNotices(({ name }) => {
    if (name === 'deliveries' || name === 'ready') void refetch();
  });
  const replay = useReplay(event.id);
  return (
    <Panel title={t.deliveries} action={<SendTo event={event} />}>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {replay.error !== null && <Failure error={replay.error} />}
      {data?.data.length === 0 && <p className={styles.muted}>{t.noDeliveries}</p>}
      <ul className={styles.stack}>
        {data?.data.map((delivery) => (
          <DeliveryItem
            key={delivery.id}
            delivery={delivery}
            isBusy={replay.isPending}
            onReplay={() => replay.mutate(delivery.id)}
          />
        ))}
      </ul>
    </Panel>
  );
}

function useReplay(eventId: string) {
  const { event: t } = useTexts();
  const queryClient = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: (id: string) => client(replayDelivery(id)),
    onSuccess: () => toast(t.sent(1)),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['event', eventId, 'deliveries'] }),
  });
}

interface DeliveryItemProps {
  readonly delivery: Delivery;
  readonly isBusy: boolean;
  readonly onReplay: () => void;
}

function DeliveryItem({ delivery, isBusy, onReplay }: DeliveryItemProps) {
  const { event: t } = useTexts();
  const subscription = useQuery(subscriptionsQuery).data?.find(
    ({ id }) => id === delivery.subscription_id,
  );
  const { event_id, attempt_count, finished_at } = delivery;
  const attempts = useQuery({
    // Delivered again, its attempts are counted anew; those of before are still listed.
    queryKey: ['event', event_id, 'deliveries', delivery.id, attempt_count, finished_at],
    queryFn: () => client(getDelivery(delivery.id)),
    placeholderData: keepPreviousData,
  });
  return (
    <li className={styles.delivery}>
      <div className={styles.bar}>
        <strong>
          <Foreign text={subscription?.name ?? delivery.subscription_id} most={100} />
        </strong>
        <DeliveryBadge status={delivery.status} />
        {delivery.due_at !== null && delivery.status === 'pending' && (
          <span className={styles.muted}>
            {t.nextAttempt} <Time at={delivery.due_at} />
          </span>
        )}
        {delivery.status !== 'pending' && (
          <Button icon={RotateCcw} isBusy={isBusy} onClick={onReplay}>
            {t.replay}
          </Button>
        )}
      </div>
      {attempts.error !== null && <Failure error={attempts.error} onRetry={attempts.refetch} />}
      {attempts.data !== undefined && attempts.data.attempts.length > 0 && (
        <Attempts list={attempts.data.attempts} />
      )}
    </li>
  );
}

import { type Delivery, listDeliveries, replayDelivery } from '@signal-hooks/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { usePages } from '../../api/use-pages.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { DeliveryBadge } from '../../components/delivery-badge.tsx';
import { Failure } from '../../components/failure.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Time } from '../../components/time.tsx';
import { useToast } from '../../components/toast.tsx';

const PAGE = 20;
const REFRESH_MS = 5000;
type Shown = 'all' | Delivery['status'];
const SHOWN: readonly Shown[] = ['all', 'failed', 'pending', 'delivered', 'cancelled', 'expired'];

/** The latest deliveries of a subscription; a failed one can be made again. */
export function Deliveries({ id }: { readonly id: string }) {
  const t = useTexts();
  const [shown, setShown] = useState<Shown>('all');
  const status = shown === 'all' ? undefined : shown;
  const { rows, error, refetch, hasNextPage, fetchNextPage } = usePages(
    ['deliveries', id, shown],
    (cursor) => listDeliveries({ subscription_id: id, status, limit: PAGE, cursor }),
    REFRESH_MS,
  );
  return (
    <>
      <SelectField
        label={t.subscriptions.show}
        value={shown}
        onChange={setShown}
        choices={SHOWN.map((value) => ({
          value,
          label: value === 'all' ? t.subscriptions.allStatuses : t.common.deliveryStatuses[value],
        }))}
      />
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {rows?.length === 0 && <p>{t.subscriptions.noDeliveries}</p>}
      {rows !== undefined && rows.length > 0 && <List deliveries={rows} />}
      {hasNextPage && <Button onClick={() => fetchNextPage()}>{t.subscriptions.more}</Button>}
    </>
  );
}

function List({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const t = useTexts();
  const failures: Readonly<Record<string, string>> = t.event.failures;
  const wordsOf = (error: string | null): string | null =>
    error === null ? null : (failures[error] ?? error);
  const toast = useToast();
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: (id: string) => client(replayDelivery(id)),
    onSuccess: () => {
      toast(t.subscriptions.replayed);
      return queries.invalidateQueries({ queryKey: ['deliveries'] });
    },
  });
  return (
    <>
      {replay.error !== null && <Failure error={replay.error} />}
      <DataTable
        label={t.subscriptions.deliveries}
        rows={deliveries}
        keyOf={({ id }) => id}
        columns={[
          { title: t.subscriptions.made, cell: ({ created_at }) => <Time at={created_at} /> },
          {
            title: t.subscriptions.state,
            cell: ({ status }) => <DeliveryBadge status={status} />,
          },
          { title: t.subscriptions.attempts, cell: ({ attempt_count }) => attempt_count },
          {
            title: t.subscriptions.answer,
            cell: ({ last_http_status, last_error }) =>
              last_http_status === null ? wordsOf(last_error) : `HTTP ${last_http_status}`,
          },
          {
            title: t.subscriptions.change,
            cell: ({ id, status }) =>
              status !== 'pending' && (
                <Button icon={RotateCcw} onClick={() => replay.mutate(id)}>
                  {t.subscriptions.replay}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}

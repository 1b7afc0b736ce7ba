import {
  type AlertChannel,
  deleteAlertChannel,
  listAlertChannels,
  testAlertChannel,
} from '@signal-hooks/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellPlus } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Said } from '../../components/said.tsx';
import { Time } from '../../components/time.tsx';
import styles from './alerts.module.css';
import { NewChannel } from './new-channel.tsx';

export const channelsQuery = queryOptions({
  queryKey: ['alert-channels'],
  queryFn: async () => (await client(listAlertChannels())).data,
});

/** Where alerts go. */
export function Channels() {
  const t = useTexts();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(channelsQuery);
  const [isNewOpen, setNewOpen] = useState(false);
  const refresh = () => queries.invalidateQueries(channelsQuery);
  const remove = useMutation({
    mutationFn: ({ id }: AlertChannel) => client(deleteAlertChannel(id)),
    onSuccess: refresh,
  });
  const test = useMutation({
    mutationFn: ({ id }: AlertChannel) => client(testAlertChannel(id)),
    onSettled: refresh,
  });
  const failure = error ?? remove.error ?? test.error;
  return (
    <div className={styles.list}>
      {failure !== null && <Failure error={failure} onRetry={refetch} />}
      {data?.length === 0 && <Notice tone="warning" title={t.alerts.nobody} />}
      {data !== undefined && data.length > 0 && (
        <DataTable
          label={t.alerts.channels}
          rows={data}
          keyOf={({ id }) => id}
          columns={[
            { title: t.alerts.name, cell: ({ name, kind }) => name || t.alerts.kinds[kind] },
            { title: t.alerts.to, cell: ({ target }) => target },
            { title: t.alerts.last, cell: (channel) => <Last channel={channel} /> },
            {
              title: t.alerts.change,
              cell: (channel) => (
                <div className={styles.buttons}>
                  <Button isBusy={test.isPending} onClick={() => test.mutate(channel)}>
                    {t.alerts.test}
                  </Button>
                  <Button isBusy={remove.isPending} onClick={() => remove.mutate(channel)}>
                    {t.alerts.remove}
                  </Button>
                </div>
              ),
            },
          ]}
        />
      )}
      {test.data !== undefined && (
        <Notice
          tone={test.data.sent ? 'success' : 'danger'}
          title={test.data.sent ? t.alerts.testArrived : t.alerts.testFailed}
          isLive
        >
          {test.data.error !== null && (
            <p>
              <Said text={test.data.error} />
            </p>
          )}
        </Notice>
      )}
      <div>
        <Button look="primary" icon={BellPlus} onClick={() => setNewOpen(true)}>
          {t.alerts.add}
        </Button>
      </div>
      <NewChannel isOpen={isNewOpen} onClose={() => setNewOpen(false)} />
    </div>
  );
}

function Last({ channel: { last_sent_at, last_error } }: { readonly channel: AlertChannel }) {
  const t = useTexts();
  if (last_error !== null)
    return (
      <Badge tone="danger">
        <Said text={last_error} />
      </Badge>
    );
  return last_sent_at === null ? t.alerts.never : <Time at={last_sent_at} />;
}

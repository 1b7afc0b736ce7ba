import { type GatewayEvent, type Subscription, sendEvent } from '@signal-hooks/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { subscriptionsQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { useToast } from '../../components/toast.tsx';

const ALL = 'all';

/** Sends an event once more, or for the first time: to one subscription or to all. */
export function SendTo({ event }: { readonly event: GatewayEvent }) {
  const t = useTexts();
  const queries = useQueryClient();
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const [to, setTo] = useState(ALL);
  const subscriptions = useQuery(subscriptionsQuery).data?.filter((each) => canTake(each, event));
  const send = useMutation({
    mutationFn: () => client(sendEvent(event.id, to === ALL ? {} : { subscription_id: to })),
    onSuccess: ({ deliveries }) => {
      if (deliveries.length === 0) return;
      toast(t.event.sent(deliveries.length));
      close();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['event', event.id, 'deliveries'] }),
  });
  const close = () => {
    setOpen(false);
    setTo(ALL);
    send.reset();
  };
  const choose = (chosen: string) => {
    send.reset();
    setTo(chosen);
  };
  return (
    <>
      <Button icon={Send} onClick={() => setOpen(true)}>
        {t.event.sendTo}
      </Button>
      <Dialog
        title={t.event.sendTo}
        isOpen={isOpen}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>{t.common.cancel}</Button>
            <Button look="primary" isBusy={send.isPending} onClick={() => send.mutate()}>
              {t.event.send}
            </Button>
          </>
        }
      >
        <SelectField
          label={t.event.subscription}
          help={to === ALL ? t.event.sendToAllHelp : t.event.sendToOneHelp}
          value={to}
          onChange={choose}
          choices={[
            { value: ALL, label: t.event.sendToAll },
            ...(subscriptions ?? []).map(({ id, name }) => ({ value: id, label: name || id })),
          ]}
        />
        {send.data?.deliveries.length === 0 && (
          <Notice tone="info" title={t.event.sentNowhere} isLive />
        )}
        {send.error !== null && <Failure error={send.error} />}
      </Dialog>
    </>
  );
}

/** The gateway sends nothing to a subscription for another source or provider. */
const canTake = (
  { status, source_id, provider }: Subscription,
  event: Pick<GatewayEvent, 'source_id' | 'provider'>,
): boolean =>
  status !== 'ended' &&
  (source_id === null || source_id === event.source_id) &&
  (provider === null || provider === event.provider);

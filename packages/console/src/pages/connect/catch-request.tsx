import { createSource, listRejections, type Source } from '@signal-hooks/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { client } from '../../api/client.ts';
import { useArrivals } from '../../api/stream.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { LIVE_MS } from '../sources/live.ts';
import styles from './connect.module.css';

interface CatchRequestProps {
  readonly name: string;
  readonly id: string | null;
  /** The source that catches; null: none yet. */
  readonly source: Source | null;
  readonly onSource: (source: Source) => void;
  readonly onCaught: (rejectionId: string) => void;
}

/**
 * Waits for one request of a product. The source that is made for it has no secret: it refuses what
 * comes, and a refused request is kept, to be learned from. Nothing unverified becomes an event.
 */
export function CatchRequest({ name, id, source, onSource, onCaught }: CatchRequestProps) {
  const t = useTexts();
  const make = useMutation({
    mutationFn: () =>
      client(
        createSource({
          provider: 'custom',
          definition: {
            ...{ id: id ?? 'product', name: name || 'Product' },
            signature: { algorithm: 'hmac-sha256', header: 'x-signature', encoding: 'either' },
            body: { accepts: ['json', 'form'] },
          },
        }),
      ),
    onSuccess: onSource,
  });
  const caught = useQuery({
    queryKey: ['source', source?.id, 'rejections'],
    queryFn: () => client(listRejections(source?.id ?? '', { limit: 1 })),
    enabled: source !== null,
    refetchInterval: LIVE_MS,
  });
  useArrivals(source?.id ?? null, () => caught.refetch());
  const newest = caught.data?.data[0]?.id;
  const tell = useEffectEvent(onCaught);
  useEffect(() => {
    if (newest !== undefined) tell(newest);
  }, [newest]);
  if (source === null) {
    return (
      <div className={styles.actions}>
        <Button isBusy={make.isPending} disabled={name === ''} onClick={() => make.mutate()}>
          {t.connect.catch}
        </Button>
        <span className={styles.help}>{t.connect.catchHelp}</span>
        {make.error !== null && <Failure error={make.error} />}
      </div>
    );
  }
  return (
    <>
      <CopyField label={t.sources.address} value={source.ingest_url ?? ''} />
      <Notice
        tone={newest === undefined ? 'info' : 'success'}
        title={newest === undefined ? t.connect.catching : t.connect.caught}
        isLive
      />
    </>
  );
}

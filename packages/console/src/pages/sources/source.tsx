import { getProvider, getSource, type Source, testSource } from '@signal-hooks/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useArrivals } from '../../api/stream.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { CopyField } from '../../components/copy-field.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrivals } from './arrivals.tsx';
import { freshSecret } from './fresh-secret.ts';
import { GiveSecret } from './give-secret.tsx';
import { LIVE_MS } from './live.ts';
import { ManageSource } from './manage-source.tsx';
import { Refusals } from './refusals.tsx';
import styles from './sources.module.css';
import { SourceBadge } from './sources.tsx';
import { Steps } from './steps.tsx';

/** One source: how it is connected, what comes, what is refused and why. */
export function SourcePage() {
  const { id } = useParams({ from: '/shell/sources/$id' });
  const t = useTexts();
  const queries = useQueryClient();
  const source = useQuery({
    queryKey: ['source', id],
    queryFn: () => client(getSource(id)),
    refetchInterval: LIVE_MS,
  });
  useArrivals(id, () => queries.invalidateQueries({ queryKey: ['source', id] }));
  return (
    <Page title={source.data?.name ?? t.sources.title}>
      {source.error !== null && <Failure error={source.error} onRetry={source.refetch} />}
      {source.data !== undefined && (
        <>
          <Connected source={source.data} />
          <Arrivals source={source.data} />
          <Refusals source={source.data} />
          <ManageSource source={source.data} />
        </>
      )}
    </Page>
  );
}

/** The address and the secret, and what to do with them. */
function Connected({ source }: { readonly source: Source }) {
  const t = useTexts();
  const said = useSaid();
  const [madeSecret, setMadeSecret] = useState<string>();
  const provider = useQuery({
    queryKey: ['provider', source.provider],
    queryFn: () => client(getProvider(source.provider)),
  });
  const secret = madeSecret ?? freshSecret(source.id);
  const isRegistered = source.registration.id !== null;
  const data = provider.data;
  return (
    <Panel title={t.sources.connection} action={<SourceBadge source={source} />}>
      {source.problem !== null && <Notice tone="danger" title={said(source.problem)} />}
      {isRegistered && <Notice tone="success" title={t.sources.registered} />}
      {source.ingest_url === null ? (
        <Notice tone="warning" title={t.sources.noAddress}>
          <p>{t.sources.noAddressHelp}</p>
        </Notice>
      ) : (
        <CopyField label={t.sources.address} value={source.ingest_url} />
      )}
      {secret !== undefined && (
        <>
          <CopyField label={t.sources.secret} value={secret} />
          <p className={styles.muted}>{t.sources.secretOnce}</p>
        </>
      )}
      {data !== undefined && !isRegistered && (
        <>
          <h3>{t.sources.atProvider(data.name)}</h3>
          <Steps
            setup={data.setup}
            way="by_hand"
            url={source.ingest_url ?? undefined}
            secret={secret}
          />
        </>
      )}
      {data !== undefined && !isRegistered && (
        <GiveSecret source={source} provider={data} onMade={setMadeSecret} />
      )}
      {source.state === 'ready' && data?.signature !== null && <SendSample source={source} />}
    </Panel>
  );
}

/** Lets a sample come in as the provider would send it, for whoever has no account there. */
function SendSample({ source }: { readonly source: Source }) {
  const t = useTexts();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: () => client(testSource(source.id, {})),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['source', source.id] }),
  });
  return (
    <div className={styles.sample}>
      <Button icon={Play} isBusy={send.isPending} onClick={() => send.mutate()}>
        {t.sources.sendSample}
      </Button>
      <span className={styles.muted}>{t.sources.sampleHelp}</span>
      {send.error !== null && <Failure error={send.error} />}
    </div>
  );
}

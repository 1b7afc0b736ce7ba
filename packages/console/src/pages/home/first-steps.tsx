import { createSource, testSource } from '@signal-hooks/client';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FlaskConical, Send, Webhook } from 'lucide-react';
import { client } from '../../api/client.ts';
import { sourcesQuery } from '../../api/queries.ts';
import { queryClient } from '../../app/query-client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Failure } from '../../components/failure.tsx';

/** Samples that are stored for whoever plays. */
const SAMPLES = 5;

/** What to begin with, where there is no source yet. */
export function FirstSteps() {
  const { home: t } = useTexts();
  const navigate = useNavigate();
  const play = useMutation({
    mutationFn: async () => {
      const { id } = await client(createSource({ provider: 'siggnal', name: t.demoName }));
      for (let count = 0; count < SAMPLES; count += 1) await client(testSource(id));
    },
    onSuccess: () => navigate({ to: '/events' }),
    onSettled: () => queryClient.invalidateQueries(sourcesQuery),
  });
  return (
    <>
      {play.error !== null && <Failure error={play.error} />}
      <EmptyState
        icon={Webhook}
        title={t.noSources}
        actions={
          <>
            <Button look="primary" icon={Webhook} onClick={() => navigate({ to: '/connect' })}>
              {t.connect}
            </Button>
            <Button icon={FlaskConical} isBusy={play.isPending} onClick={() => play.mutate()}>
              {t.playDemo}
            </Button>
            <Button icon={Send} onClick={() => navigate({ to: '/send-to' })}>
              {t.sendSomewhere}
            </Button>
          </>
        }
      >
        <p>{t.noSourcesHelp}</p>
      </EmptyState>
    </>
  );
}

import { endAllSessions, endSession, listSessions, type Session } from '@signal-hooks/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useSaid } from '../../app/said.ts';
import { useTexts } from '../../app/texts.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Failure } from '../../components/failure.tsx';
import { Time } from '../../components/time.tsx';

const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: async () => (await client(listSessions())).data,
});

/** Who is signed in to the console, and where. */
export function Sessions() {
  const t = useTexts();
  const queries = useQueryClient();
  const said = useSaid();
  const [isAsking, setAsking] = useState(false);
  const { data, error, refetch } = useQuery(sessionsQuery);
  const { data: mine } = useQuery(sessionQuery);
  const end = useMutation({
    mutationFn: ({ id }: Session) => client(endSession(id)),
    onSuccess: () => queries.invalidateQueries(sessionsQuery),
  });
  const endAll = useMutation({
    mutationFn: () => client(endAllSessions()),
    // The page begins anew: with the sign-in page.
    onSuccess: () => window.location.reload(),
  });
  const failure = error ?? end.error;
  return (
    <>
      {failure !== null && <Failure error={failure} onRetry={refetch} />}
      {data !== undefined && (
        <DataTable
          label={t.settings.sessions}
          rows={data}
          keyOf={({ id }) => id}
          columns={[
            { title: t.settings.browser, cell: ({ label }) => said(label) },
            { title: t.settings.who, cell: ({ name }) => name },
            { title: t.settings.lastSeen, cell: ({ last_seen_at }) => <Time at={last_seen_at} /> },
            {
              title: t.settings.change,
              cell: (session) =>
                session.id === mine?.session?.id ? (
                  <Badge tone="success">{t.settings.thisOne}</Badge>
                ) : (
                  <Button isBusy={end.isPending} onClick={() => end.mutate(session)}>
                    {t.settings.end}
                  </Button>
                ),
            },
          ]}
        />
      )}
      <div>
        <Button onClick={() => setAsking(true)}>{t.settings.endAll}</Button>
      </div>
      <ConfirmDialog
        title={t.settings.endAll}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        confirm={t.settings.endAll}
        isBusy={endAll.isPending}
        error={endAll.error}
        onConfirm={() => endAll.mutate()}
      >
        <p>{t.settings.endAllHelp}</p>
      </ConfirmDialog>
    </>
  );
}

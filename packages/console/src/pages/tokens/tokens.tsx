import { listTokens, revokeToken, type Token } from '@signal-hooks/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Failure } from '../../components/failure.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Page } from '../../components/page.tsx';
import { Said } from '../../components/said.tsx';
import { Time } from '../../components/time.tsx';
import { useToast } from '../../components/toast.tsx';
import { NewToken } from './new-token.tsx';

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async () => (await client(listTokens())).data,
});

/** Who may use the gateway's API. */
export function Tokens() {
  const t = useTexts();
  const { data, error, refetch } = useQuery(tokensQuery);
  const [isNewOpen, setNewOpen] = useState(false);
  const [leaving, setLeaving] = useState<Token | null>(null);
  return (
    <Page
      title={t.tokens.title}
      description={t.tokens.description}
      actions={
        <>
          <Link to="/api">{t.api.title}</Link>
          <Button look="primary" icon={KeyRound} onClick={() => setNewOpen(true)}>
            {t.tokens.make}
          </Button>
        </>
      }
    >
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {data?.length === 0 && (
        <EmptyState icon={KeyRound} title={t.tokens.none}>
          <p>{t.tokens.noneHelp}</p>
        </EmptyState>
      )}
      {data !== undefined && data.length > 0 && <List tokens={data} onRevoke={setLeaving} />}
      <NewToken isOpen={isNewOpen} onClose={() => setNewOpen(false)} />
      <Revoke token={leaving} onClose={() => setLeaving(null)} />
    </Page>
  );
}

interface ListProps {
  readonly tokens: readonly Token[];
  readonly onRevoke: (token: Token) => void;
}

function List({ tokens, onRevoke }: ListProps) {
  const t = useTexts();
  // Another version may have more of them.
  const names: Readonly<Record<string, string>> = t.tokens.scopeNames;
  return (
    <DataTable
      label={t.tokens.title}
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        { title: t.tokens.name, cell: ({ name }) => <Foreign text={name} most={100} /> },
        {
          title: t.tokens.scopes,
          cell: ({ scopes }) => scopes.map((scope) => names[scope] ?? scope).join(', '),
        },
        { title: t.tokens.made, cell: ({ created_at }) => <Time at={created_at} /> },
        { title: t.tokens.state, cell: (token) => <State token={token} /> },
        {
          title: t.tokens.change,
          cell: (token) =>
            token.revoked_at === null && (
              <Button onClick={() => onRevoke(token)} aria-label={t.tokens.revokeOne(token.name)}>
                {t.tokens.revoke}
              </Button>
            ),
        },
      ]}
    />
  );
}

function State({ token: { revoked_at, expires_at, problem } }: { readonly token: Token }) {
  const t = useTexts();
  if (revoked_at !== null) return <Badge tone="neutral">{t.tokens.revoked}</Badge>;
  if (problem !== null)
    return (
      <Badge tone="danger">
        <Said text={problem} />
      </Badge>
    );
  if (expires_at === null) return <Badge tone="success">{t.tokens.forever}</Badge>;
  if (Date.parse(expires_at) <= Date.now()) return <Badge tone="danger">{t.tokens.expired}</Badge>;
  return (
    <>
      {t.tokens.until} <Time at={expires_at} />
    </>
  );
}

interface RevokeProps {
  readonly token: Token | null;
  readonly onClose: () => void;
}

function Revoke({ token, onClose }: RevokeProps) {
  const t = useTexts();
  const toast = useToast();
  const queries = useQueryClient();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: ({ id }: Token) => client(revokeToken(id)),
    onSuccess: async () => {
      toast(t.tokens.revokedNow);
      onClose();
      await queries.invalidateQueries(tokensQuery);
    },
  });
  const close = () => {
    reset();
    onClose();
  };
  return (
    <ConfirmDialog
      title={t.tokens.revokeOne(token?.name ?? '')}
      isOpen={token !== null}
      onClose={close}
      confirm={t.tokens.revoke}
      isBusy={isPending}
      error={error}
      onConfirm={() => token !== null && mutate(token)}
    >
      <p>{t.tokens.revokeHelp}</p>
    </ConfirmDialog>
  );
}

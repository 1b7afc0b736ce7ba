import { type AuditEntry, type ListAuditQuery, listAudit } from '@signal-hooks/client';
import { useState } from 'react';
import { usePages } from '../../api/use-pages.ts';
import { useTexts } from '../../app/texts.tsx';
import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { Failure } from '../../components/failure.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Page } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Time } from '../../components/time.tsx';
import styles from './audit.module.css';

const PAGE = 30;
type Kind = NonNullable<ListAuditQuery['kind']> | 'all';
const TONES = { done: 'success', failed: 'danger', started: 'warning' } as const;

/** Who has changed what, and when. */
export function Audit() {
  const t = useTexts();
  const [kind, setKind] = useState<Kind>('all');
  const { rows, error, refetch, hasNextPage, fetchNextPage } = usePages(['audit', kind], (cursor) =>
    listAudit({ limit: PAGE, cursor, kind: kind === 'all' ? undefined : kind }),
  );
  const kinds = Object.keys(t.audit.kinds) as Kind[];
  return (
    <Page title={t.audit.title} description={t.audit.description}>
      <div className={styles.filter}>
        <SelectField
          label={t.audit.kind}
          value={kind}
          onChange={setKind}
          choices={kinds.map((value) => ({ value, label: t.audit.kinds[value] }))}
        />
      </div>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {rows?.length === 0 && <p>{t.audit.none}</p>}
      {rows !== undefined && rows.length > 0 && <List entries={rows} />}
      {hasNextPage && (
        <div>
          <Button onClick={() => fetchNextPage()}>{t.audit.more}</Button>
        </div>
      )}
    </Page>
  );
}

function List({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const t = useTexts();
  return (
    <DataTable
      label={t.audit.title}
      rows={entries}
      keyOf={({ id }) => id}
      columns={[
        { title: t.audit.at, cell: ({ at }) => <Time at={at} /> },
        {
          title: t.audit.who,
          cell: ({ caller_name, caller_kind }) => (
            <>
              <Foreign text={caller_name} most={100} /> ({t.audit.callers[caller_kind]})
            </>
          ),
        },
        { title: t.audit.what, cell: ({ operation }) => <code>{operation}</code> },
        { title: t.audit.object, cell: ({ object_id }) => <code>{object_id}</code> },
        {
          title: t.audit.outcome,
          cell: ({ outcome, error }) => (
            <>
              <Badge tone={TONES[outcome]}>{t.audit.outcomes[outcome]}</Badge>{' '}
              {error !== null && <code>{error}</code>}
            </>
          ),
        },
        { title: t.audit.changes, cell: (entry) => <Changes entry={entry} /> },
      ]}
    />
  );
}

function Changes({ entry: { before, after } }: { readonly entry: AuditEntry }) {
  const t = useTexts();
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (fields.length === 0) return null;
  return (
    <details>
      <summary>{t.audit.fields(fields.length)}</summary>
      <dl className={styles.changes}>
        {fields.map((field) => (
          <div key={field}>
            <dt>
              <code>{field}</code>
            </dt>
            <dd>
              <code>
                {JSON.stringify(before?.[field] ?? null)} → {JSON.stringify(after?.[field] ?? null)}
              </code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

import { listAllRejections, listRejections, type Rejection } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { sourcesQuery } from '../../api/queries.ts';
import { useNotices } from '../../api/stream.ts';
import { usePages } from '../../api/use-pages.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Failure } from '../../components/failure.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Said } from '../../components/said.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Time } from '../../components/time.tsx';
import { RejectionDetail } from './detail.tsx';

const route = getRouteApi('/shell/rejections');
const ROWS = 50;

/** Requests that were refused, and why. */
export function Rejections() {
  const { rejections: t } = useTexts();
  const { source_id: id, id: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const sources = useQuery(sourcesQuery).data ?? [];
  const list = usePages<Rejection>(['rejections', id ?? null], (cursor) => {
    const query = { limit: ROWS, cursor };
    return id === undefined ? listAllRejections(query) : listRejections(id, query);
  });
  useNotices(({ name, data }) => {
    if (name === 'rejection' || name === 'ready' || data.of === 'rejections') void list.refetch();
  });
  const { rows = [] } = list;
  return (
    <Page title={t.title} description={t.description}>
      <SelectField
        label={t.source}
        value={id ?? ''}
        choices={[
          { value: '', label: t.allSources },
          ...sources.map((source) => ({ value: source.id, label: source.name })),
        ]}
        onChange={(chosen) => navigate({ search: chosen === '' ? {} : { source_id: chosen } })}
      />
      {list.error !== null && <Failure error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState icon={ShieldCheck} title={t.none}>
          <p>{t.noneHelp}</p>
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Panel title={t.refused}>
          <Table
            rows={rows}
            names={new Map(sources.map((source) => [source.id, source.name]))}
            opened={opened}
            onOpen={(rejection) =>
              navigate({
                search: ({ id: _, ...search }) =>
                  rejection === undefined ? search : { ...search, id: rejection },
                replace: true,
                resetScroll: false,
              })
            }
          />
        </Panel>
      )}
      {list.hasNextPage && (
        <div>
          <Button isBusy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t.older}
          </Button>
        </div>
      )}
    </Page>
  );
}

interface TableProps {
  readonly rows: readonly Rejection[];
  readonly names: ReadonlyMap<string, string>;
  /** The rejection whose request is shown. */
  readonly opened: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
}

function Table({ rows, names, opened, onOpen }: TableProps) {
  const { rejections: t, sources } = useTexts();
  const format = useFormat();
  return (
    <DataTable
      label={t.title}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { title: t.at, cell: ({ at }) => <Time at={at} /> },
        {
          title: t.source,
          cell: ({ source_id }) => <Foreign text={names.get(source_id) ?? source_id} most={100} />,
        },
        {
          title: t.reason,
          cell: ({ code, explanation }) => (
            <>
              <p>{sources.codes[code] ?? code}</p>
              <p>
                <Said text={explanation} />
              </p>
            </>
          ),
        },
        { title: t.answer, cell: ({ http_status }) => `HTTP ${http_status}` },
        { title: t.size, cell: ({ body_bytes }) => format.bytes(body_bytes) },
        {
          title: t.request,
          cell: ({ id }) => (
            <Button
              look="quiet"
              aria-expanded={id === opened}
              onClick={() => onOpen(id === opened ? undefined : id)}
            >
              {id === opened ? sources.less : sources.details}
            </Button>
          ),
        },
      ]}
      detailOf={({ id }) => (id === opened ? <RejectionDetail id={id} /> : null)}
    />
  );
}

import { Tabs } from '@base-ui/react/tabs';
import { type GatewayEvent, getEvent, getEventRequest } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { providersQuery, sourcesQuery } from '../../api/queries.ts';
import { useTexts } from '../../app/texts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { Deliveries } from './deliveries.tsx';
import styles from './event.module.css';
import { RecordFields } from './record-fields.tsx';
import { CurlCommand, Headers, Payload } from './request.tsx';

const route = getRouteApi('/shell/events/$id');

/** One event: its record, what the provider sent, and where it went. */
export function Event() {
  const t = useTexts();
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['event', id],
    queryFn: () => client(getEvent(id)),
  });
  const title = data?.record.title || data?.record.summary || data?.event_type || t.event.title;
  return (
    <Page title={title.slice(0, 200)} description={data && <Summary event={data} />}>
      <p>
        <Link to="/events">{t.event.back}</Link>
      </p>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {data !== undefined && (
        <>
          <Deliveries event={data} />
          <Contents event={data} />
        </>
      )}
    </Page>
  );
}

function Summary({ event }: { readonly event: GatewayEvent }) {
  const t = useTexts();
  const source = useQuery(sourcesQuery).data?.find(({ id }) => id === event.source_id);
  return (
    <>
      <Foreign text={source?.name ?? event.provider} most={100} /> ·{' '}
      <code>
        <Foreign text={event.event_type} most={100} />
      </code>{' '}
      · {t.event.received} <Time at={event.received_at} />
    </>
  );
}

function Contents({ event }: { readonly event: GatewayEvent }) {
  const { event: t } = useTexts();
  const request = useQuery({
    queryKey: ['event', event.id, 'request'],
    queryFn: () => client(getEventRequest(event.id)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const sources = useQuery(sourcesQuery).data;
  const provider = useQuery(providersQuery).data?.find(({ id }) => id === event.provider);
  const address = sources?.find(({ id }) => id === event.source_id)?.ingest_url ?? null;
  return (
    <Panel title={t.contents}>
      <Tabs.Root defaultValue="record">
        <Tabs.List className={styles.tabs} aria-label={t.contents}>
          {(['record', 'payload', 'headers', 'curl'] as const).map((name) => (
            <Tabs.Tab key={name} value={name} className={styles.tab}>
              {t.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="record" className={styles.tabPanel}>
          <RecordFields record={event.record} fields={provider?.fields ?? []} />
        </Tabs.Panel>
        {request.error !== null && <Failure error={request.error} onRetry={request.refetch} />}
        {request.data !== undefined && (
          <>
            <Tabs.Panel value="payload" className={styles.tabPanel}>
              <Payload request={request.data} />
            </Tabs.Panel>
            <Tabs.Panel value="headers" className={styles.tabPanel}>
              <Headers request={request.data} />
            </Tabs.Panel>
            <Tabs.Panel value="curl" className={styles.tabPanel}>
              <CurlCommand request={request.data} address={address} />
            </Tabs.Panel>
          </>
        )}
      </Tabs.Root>
    </Panel>
  );
}

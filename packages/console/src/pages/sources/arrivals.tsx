import { listEvents, type Source } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { LIVE_MS } from './live.ts';
import styles from './sources.module.css';

/** The newest events of a source, as they come; what is waited for where there is none. */
export function Arrivals({ source }: { readonly source: Source }) {
  const t = useTexts();
  const { last_event_at: lastEventAt, last_ping_at: lastPingAt } = source;
  const events = useQuery({
    queryKey: ['source', source.id, 'events'],
    queryFn: () => client(listEvents({ source_id: source.id, limit: 5 })),
    refetchInterval: LIVE_MS,
  });
  const rows = events.data?.data ?? [];
  return (
    <Panel title={t.sources.arrivals}>
      <div aria-live="polite" className={styles.arrivals}>
        {lastEventAt === null && lastPingAt === null && rows.length === 0 && (
          <Notice tone="info" title={t.sources.waiting}>
            <p>{t.sources.waitingHelp}</p>
          </Notice>
        )}
        {lastPingAt !== null && (
          <Notice tone="success" title={t.sources.pingCame}>
            <p>
              <Time at={lastPingAt} />
            </p>
          </Notice>
        )}
        {rows.length > 0 && (
          <>
            <Notice tone="success" title={t.sources.works} />
            <ul className={styles.events}>
              {rows.map((event) => (
                <li key={event.id}>
                  <Time at={event.received_at} /> <code>{event.event_type}</code>{' '}
                  <span>{event.record.title ?? ''}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}

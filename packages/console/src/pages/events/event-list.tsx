import type { GatewayEvent, Source } from '@signal-hooks/client';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTexts } from '../../app/texts.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Time } from '../../components/time.tsx';
import styles from './events.module.css';

interface EventListProps {
  readonly events: readonly GatewayEvent[];
  readonly sources: readonly Source[];
}

/** One row for each event. Rows that are not on the screen are not laid out (`content-visibility`). */
export function EventList({ events, sources }: EventListProps) {
  const t = useTexts();
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  return (
    <ul className={styles.list} aria-label={t.events.title}>
      {events.map((event) => (
        <EventRow key={event.id} event={event} source={names.get(event.source_id) ?? ''} />
      ))}
    </ul>
  );
}

interface EventRowProps {
  readonly event: GatewayEvent;
  readonly source: string;
}

const EventRow = memo(function EventRow({ event, source }: EventRowProps) {
  const { title, summary, company_name, contact_name } = event.record;
  const about = [company_name, contact_name].filter(
    (each) => typeof each === 'string' && each !== '',
  );
  return (
    <li className={styles.item}>
      <Link to="/events/$id" params={{ id: event.id }} className={styles.row}>
        <span className={styles.time}>
          <Time at={event.received_at} />
        </span>
        <span className={styles.what}>
          <span className={styles.title}>
            <Foreign text={title || summary || event.event_type} most={160} />
          </span>
          <span className={styles.muted}>
            <Foreign text={about.join(' · ')} most={120} />
          </span>
        </span>
        <span className={styles.kind}>
          <Foreign text={source} most={60} />
          <code className={styles.type}>
            <Foreign text={event.event_type} most={60} />
          </code>
        </span>
      </Link>
    </li>
  );
});

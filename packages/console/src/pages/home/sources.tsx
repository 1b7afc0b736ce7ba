import type { Source } from '@signal-hooks/client';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../app/texts.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import styles from './home.module.css';

/** Every source with its last event; each leads to its events. */
export function Sources({ list }: { readonly list: readonly Source[] }) {
  const { home: t } = useTexts();
  return (
    <Panel title={t.sources}>
      <ul>
        {list.map(({ id, name, last_event_at }) => (
          <li key={id} className={styles.row}>
            <Link to="/events" search={{ source_id: id }}>
              <Foreign text={name} most={100} />
            </Link>
            <span className={styles.muted}>
              {last_event_at === null ? (
                t.noEventYet
              ) : (
                <>
                  {t.lastEvent} <Time at={last_event_at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

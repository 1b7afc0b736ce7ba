import type { Rejection, Source } from '@signal-hooks/client';
import { Link } from '@tanstack/react-router';
import { useTexts } from '../../app/texts.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { Panel } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import styles from './home.module.css';

interface LatestRejectionsProps {
  readonly list: readonly Rejection[];
  readonly sources: readonly Source[];
}

/** The last refused requests with their reason. */
export function LatestRejections({ list, sources }: LatestRejectionsProps) {
  const texts = useTexts();
  const { home: t, rejections } = texts;
  const nameOf = (id: string): string => sources.find((each) => each.id === id)?.name ?? id;
  return (
    <Panel title={rejections.title} action={<Link to="/rejections">{t.allRejections}</Link>}>
      {list.length === 0 && <p className={styles.muted}>{rejections.none}</p>}
      <ul>
        {list.map(({ id, source_id, at, code }) => (
          <li key={id} className={styles.row}>
            <span>
              <Foreign text={nameOf(source_id)} most={60} />:{' '}
              <Link to="/rejections" search={{ id }}>
                {texts.sources.codes[code] ?? code}
              </Link>
            </span>
            <span className={styles.muted}>
              <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

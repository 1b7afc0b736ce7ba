import type { PendingDeliveries } from '@signal-hooks/client';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import styles from './home.module.css';
import type { Hours } from './hours.ts';

interface FiguresProps {
  readonly hours: Hours;
  readonly pending: readonly PendingDeliveries[];
}

/** The last 24 hours in four numbers. */
export function Figures({ hours, pending }: FiguresProps) {
  const { home: t } = useTexts();
  const format = useFormat();
  const waiting = pending.reduce((sum, each) => sum + each.pending, 0);
  const since = pending.flatMap(({ due_since }) =>
    due_since === null ? [] : Date.parse(due_since),
  );
  const lag = since.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...since));
  const figures = [
    [t.eventsOfDay, format.number(hours.total)],
    [t.refusedOfDay, format.number(hours.rejections)],
    [t.waiting, format.number(waiting)],
    [t.lag, lag < 1000 ? t.noLag : format.duration(lag)],
  ] as const;
  return (
    <dl className={styles.figures}>
      {figures.map(([label, value]) => (
        <div key={label} className={styles.figure}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Foreign } from '../../components/foreign.tsx';
import { HOURS, type Hours } from './hours.ts';
import styles from './hours-chart.module.css';

const BAR = 20;
const GAP = 4;
const HEIGHT = 160;

/** Events per hour as stacked bars, one colour for each source; the legend has the sums. */
export function HoursChart({ hours }: { readonly hours: Hours }) {
  const { home: t } = useTexts();
  const format = useFormat();
  const sums = hours.hours.map(({ counts }) => counts.reduce((a, b) => a + b, 0));
  const most = Math.max(1, ...sums);
  const [oldest] = hours.hours;
  return (
    <figure className={styles.chart}>
      <svg
        viewBox={`0 0 ${HOURS * (BAR + GAP)} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={styles.bars}
        role="img"
        aria-label={t.chart(hours.total)}
      >
        {hours.hours.map(({ at, counts }, column) => (
          <g key={at.toISOString()}>
            <title>{`${format.time(at)}: ${format.number(sums[column] ?? 0)}`}</title>
            {counts.map((count, place) => {
              const below = counts.slice(0, place).reduce((a, b) => a + b, 0);
              const height = (count / most) * HEIGHT;
              const y = HEIGHT - (below / most) * HEIGHT - height;
              return count === 0 ? null : (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: a series is known by its place
                  key={place}
                  className={styles[`series${place}`]}
                  x={column * (BAR + GAP)}
                  y={y}
                  width={BAR}
                  height={height}
                />
              );
            })}
          </g>
        ))}
      </svg>
      <div className={styles.axis} aria-hidden>
        <span>{oldest && format.time(oldest.at)}</span>
        <span>{t.mostInHour(format.number(most))}</span>
        <span>{t.now}</span>
      </div>
      <ul className={styles.legend}>
        {hours.series.map(({ name, total }, place) => (
          <li key={name ?? ''}>
            <svg viewBox="0 0 10 10" className={styles.mark} aria-hidden>
              <rect width="10" height="10" rx="2" className={styles[`series${place}`]} />
            </svg>
            <Foreign text={name ?? t.otherSources} most={60} />
            <strong>{format.number(total)}</strong>
          </li>
        ))}
      </ul>
    </figure>
  );
}

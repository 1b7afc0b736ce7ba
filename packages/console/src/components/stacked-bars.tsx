import { useFormat } from '../app/format.ts';
import { Foreign } from './foreign.tsx';
import styles from './stacked-bars.module.css';

const BAR = 20;
const GAP = 4;
const HEIGHT = 160;

interface StackedBarsProps {
  /** What the picture shows, for those who do not see it. */
  readonly label: string;
  /** Five at most; each has a colour of its own. */
  readonly series: readonly { readonly name: string; readonly total: number }[];
  /** From left to right; `counts` are in the order of the series. */
  readonly bars: readonly { readonly label: string; readonly counts: readonly number[] }[];
  /** Below the bars. */
  readonly axis: readonly string[];
}

/** Counts as stacked bars; the legend has the sums. */
export function StackedBars({ label, series, bars, axis }: StackedBarsProps) {
  const format = useFormat();
  const sums = bars.map(({ counts }) => counts.reduce((a, b) => a + b, 0));
  const most = Math.max(1, ...sums);
  return (
    <figure className={styles.chart}>
      <svg
        viewBox={`0 0 ${bars.length * (BAR + GAP)} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={styles.bars}
        role="img"
        aria-label={label}
      >
        {bars.map(({ label: name, counts }, column) => (
          <g key={name}>
            <title>{`${name}: ${format.number(sums[column] ?? 0)}`}</title>
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
        {axis.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </div>
      <ul className={styles.legend}>
        {series.map(({ name, total }, place) => (
          <li key={name}>
            <svg viewBox="0 0 10 10" className={styles.mark} aria-hidden>
              <rect width="10" height="10" rx="2" className={styles[`series${place}`]} />
            </svg>
            <Foreign text={name} most={60} />
            <strong>{format.number(total)}</strong>
          </li>
        ))}
      </ul>
    </figure>
  );
}

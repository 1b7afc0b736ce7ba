import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { StackedBars } from '../../components/stacked-bars.tsx';
import type { Hours } from './hours.ts';

/** Events per hour, one colour for each source. */
export function HoursChart({ hours }: { readonly hours: Hours }) {
  const { home: t } = useTexts();
  const format = useFormat();
  const most = Math.max(1, ...hours.hours.map(({ counts }) => counts.reduce((a, b) => a + b, 0)));
  const [oldest] = hours.hours;
  return (
    <StackedBars
      label={t.chart(hours.total)}
      series={hours.series.map(({ name, total }) => ({ name: name ?? t.otherSources, total }))}
      bars={hours.hours.map(({ at, counts }) => ({ label: format.time(at), counts }))}
      axis={[oldest ? format.time(oldest.at) : '', t.mostInHour(format.number(most)), t.now]}
    />
  );
}

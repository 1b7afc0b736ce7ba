import { countDeliveries } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { StackedBars } from '../../components/stacked-bars.tsx';
import { arrangeDays, DAYS, firstDay } from './days.ts';

/** What came of the attempts of the last days. */
export function DaysChart({ id }: { readonly id: string }) {
  const { subscriptions: t, common } = useTexts();
  const format = useFormat();
  const { data } = useQuery({
    queryKey: ['statistics', 'deliveries', id],
    queryFn: async () => {
      const since = firstDay(new Date()).toISOString();
      return (await client(countDeliveries({ subscription_id: id, since }))).data;
    },
    refetchInterval: 30_000,
  });
  if (data === undefined) return null;
  const days = arrangeDays(data, new Date());
  const names = [common.deliveryStatuses.delivered, t.retried, common.deliveryStatuses.failed];
  const [oldest, ...others] = days;
  return (
    <StackedBars
      label={t.daysChart(DAYS)}
      series={names.map((name, place) => ({
        name,
        total: days.reduce((sum, { counts }) => sum + (counts[place] ?? 0), 0),
      }))}
      bars={days.map(({ at, counts }) => ({ label: format.day(at), counts }))}
      axis={[oldest, others.at(-1)].map((day) => (day === undefined ? '' : format.day(day.at)))}
    />
  );
}

import { getStorage, type Storage } from '@signal-hooks/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Time } from '../../components/time.tsx';
import { Retention } from './retention.tsx';
import styles from './settings.module.css';

const TONES = {
  unknown: 'info',
  levels_off: 'success',
  oldest_deleted: 'info',
  disk_full: 'warning',
} as const;

/** What is stored, and where. */
export const storageQuery = queryOptions({
  queryKey: ['storage'],
  queryFn: () => client(getStorage()),
});

/** What is stored, how long it is kept, and how long there is room. */
export function StoragePanel() {
  const t = useTexts();
  const { data, error, refetch } = useQuery(storageQuery);
  if (error !== null) return <Failure error={error} onRetry={refetch} />;
  return data === undefined ? null : (
    <>
      <Notice
        tone={TONES[data.forecast.outcome]}
        title={t.settings.forecast[data.forecast.outcome]}
      >
        {data.forecast.at !== null && (
          <p>
            <Time at={data.forecast.at} />
          </p>
        )}
      </Notice>
      <Facts storage={data} />
      <Retention storage={data} />
    </>
  );
}

function Facts({ storage }: { readonly storage: Storage }) {
  const t = useTexts();
  const format = useFormat();
  const size = (bytes: number | null): string => (bytes === null ? '–' : format.bytes(bytes));
  const days = (count: number | null): string =>
    count === null ? t.settings.never : t.settings.days(count);
  const facts = [
    [t.settings.events, format.number(storage.events)],
    [t.settings.used, size(storage.used_bytes)],
    [t.settings.free, size(storage.disk_free_bytes)],
    [t.settings.kept, days(storage.retention_days)],
    [t.settings.payloadsKept, days(storage.payload_days)],
    [t.settings.most, size(storage.retention_bytes)],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

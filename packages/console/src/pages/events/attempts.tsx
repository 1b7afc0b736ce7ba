import type { DeliveryWithAttempts } from '@signal-hooks/client';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { LongText } from '../../components/long-text.tsx';
import { Time } from '../../components/time.tsx';

interface AttemptsProps {
  readonly list: DeliveryWithAttempts['attempts'];
}

/** Every attempt at a delivery: when, how long, and what was answered. */
export function Attempts({ list }: AttemptsProps) {
  const { event: t } = useTexts();
  const format = useFormat();
  return (
    <DataTable
      label={t.attempts}
      rows={list}
      keyOf={({ at, number }) => `${at} ${number}`}
      columns={[
        { title: t.attempt, cell: ({ number }) => format.number(number) },
        { title: t.at, cell: ({ at }) => <Time at={at} /> },
        { title: t.took, cell: ({ duration_ms }) => format.duration(duration_ms) },
        {
          title: t.answer,
          cell: ({ http_status, error }) =>
            [
              http_status === null ? '' : `HTTP ${http_status}`,
              error === null ? '' : t.failures[error],
            ]
              .filter((each) => each !== '')
              .join(': '),
        },
        {
          title: t.response,
          cell: ({ response }) =>
            response === null || response === '' ? '–' : <LongText text={response} />,
        },
      ]}
    />
  );
}

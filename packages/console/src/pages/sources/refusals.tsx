import { getRejection, listRejections, type Rejection, type Source } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Panel } from '../../components/panel.tsx';
import { Said } from '../../components/said.tsx';
import { Time } from '../../components/time.tsx';
import { LIVE_MS } from './live.ts';
import { RefusedRequest } from './refused-request.tsx';
import styles from './sources.module.css';

/** What a source refused, the newest first; nothing where nothing was. */
export function Refusals({ source }: { readonly source: Source }) {
  const t = useTexts();
  const { data } = useQuery({
    queryKey: ['source', source.id, 'rejections'],
    queryFn: () => client(listRejections(source.id, { limit: 10 })),
    refetchInterval: LIVE_MS,
  });
  const rows = data?.data ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title={t.sources.refusals}>
      <ul className={styles.refusals}>
        {rows.map((rejection, at) => (
          <Refusal key={rejection.id} rejection={rejection} isFirst={at === 0} />
        ))}
      </ul>
    </Panel>
  );
}

function Refusal({
  rejection,
  isFirst,
}: {
  readonly rejection: Rejection;
  readonly isFirst: boolean;
}) {
  const t = useTexts();
  const [choice, setChoice] = useState<boolean>();
  const isOpen = choice ?? isFirst;
  const detail = useQuery({
    queryKey: ['rejection', rejection.id],
    queryFn: () => client(getRejection(rejection.id)),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <li className={styles.refusal}>
      <div className={styles.refusalHead}>
        <h3>{t.sources.codes[rejection.code]}</h3>
        <Time at={rejection.at} />
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setChoice(!isOpen)}>
          {isOpen ? t.sources.less : t.sources.details}
        </Button>
      </div>
      {isOpen && (
        <p>
          <Said text={rejection.explanation} />
        </p>
      )}
      {isOpen && detail.error !== null && <Failure error={detail.error} />}
      {isOpen && detail.data !== undefined && <RefusedRequest detail={detail.data} />}
    </li>
  );
}

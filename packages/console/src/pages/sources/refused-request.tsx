import type { RejectionWithRequest } from '@signal-hooks/client';
import { useFormat } from '../../app/format.ts';
import { useTexts } from '../../app/texts.tsx';
import { Badge } from '../../components/badge.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { readBody } from './bytes.ts';
import styles from './sources.module.css';

type Signature = NonNullable<RejectionWithRequest['signature']>;
type Request = NonNullable<RejectionWithRequest['request']>;
type Part = Signature['parts'][number];

/** A refused request: where the two ends disagree, and what was sent. */
export function RefusedRequest({ detail }: { readonly detail: RejectionWithRequest }) {
  const t = useTexts();
  return (
    <>
      {detail.signature !== null && <Comparison signature={detail.signature} />}
      {detail.request === null ? (
        <p className={styles.muted}>{t.sources.notKept}</p>
      ) : (
        <Sent request={detail.request} bytes={detail.body_bytes} />
      )}
    </>
  );
}

function Comparison({ signature }: { readonly signature: Signature }) {
  const t = useTexts();
  const format = useFormat();
  const wrong = ({ problem, age }: Part): string => {
    if (problem === null) return '';
    const words = t.sources.problems[problem];
    return age === null ? words : `${words} ${format.duration(Math.abs(age) * 1000)}`;
  };
  return (
    <>
      <p className={styles.muted}>
        {signature.algorithm}
        {signature.content !== '' && (
          <>
            {' '}
            · {t.sources.signed} <code>{signature.content}</code>
          </>
        )}
      </p>
      <DataTable
        label={t.sources.comparison}
        rows={signature.parts}
        keyOf={({ part }) => part}
        columns={[
          {
            title: t.sources.part,
            cell: ({ part, place }) => (
              <>
                {t.sources.parts[part]} {place !== part && <code>{place}</code>}
              </>
            ),
          },
          { title: t.sources.expected, cell: ({ expected }) => <code>{expected}</code> },
          {
            title: t.sources.received,
            cell: ({ received, form }) => (
              <>
                {received === null ? t.sources.nothing : <code>{received}</code>}{' '}
                {form !== null && <code>{form}</code>}
              </>
            ),
          },
          {
            title: t.sources.verdict,
            cell: (part) =>
              part.problem === null ? (
                <Badge tone="neutral">{t.sources.noProblemSeen}</Badge>
              ) : (
                <Badge tone="danger">{wrong(part)}</Badge>
              ),
          },
        ]}
      />
    </>
  );
}

function Sent({ request, bytes }: { readonly request: Request; readonly bytes: number }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <details>
      <summary>{t.sources.sent(format.bytes(bytes))}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={styles.bytes} tabIndex={0}>
        {`${request.method} ${request.url ?? ''}\n`}
        {request.headers
          .map(({ name, value }) => `${name}: ${value ?? t.sources.hidden}\n`)
          .join('')}
        {`\n${request.body === null ? t.sources.bodyUnread : readBody(request.body)}`}
        {request.body_cut ? ` …\n${t.sources.bodyCut}` : ''}
      </pre>
    </details>
  );
}

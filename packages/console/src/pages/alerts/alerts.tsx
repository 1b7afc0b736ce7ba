import { type Alert, listAlerts } from '@signal-hooks/client';
import { usePages } from '../../api/use-pages.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Said } from '../../components/said.tsx';
import { Time } from '../../components/time.tsx';
import styles from './alerts.module.css';
import { Channels } from './channels.tsx';
import { Rules } from './rules.tsx';

const PAGE = 20;
const REFRESH_MS = 5000;

/** What is wrong, what was, what is watched, and where alerts go. */
export function Alerts() {
  const t = useTexts();
  return (
    <Page title={t.alerts.title} description={t.alerts.description}>
      <div className={styles.parts}>
        <List state="open" />
        <Panel title={t.alerts.channels}>
          <Channels />
        </Panel>
        <Panel title={t.alerts.rules}>
          <Rules />
        </Panel>
        <Panel title={t.alerts.history}>
          <List state="closed" />
        </Panel>
      </div>
    </Page>
  );
}

function List({ state }: { readonly state: Alert['state'] }) {
  const t = useTexts();
  const { rows, error, refetch, hasNextPage, fetchNextPage } = usePages(
    ['alerts', state],
    (cursor) => listAlerts({ state, limit: PAGE, cursor }),
    REFRESH_MS,
  );
  return (
    <div className={styles.list}>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {rows?.length === 0 &&
        (state === 'open' ? (
          <Notice tone="success" title={t.alerts.allRight} />
        ) : (
          <p>{t.alerts.noHistory}</p>
        ))}
      {rows?.map((alert) => (
        <One key={alert.id} alert={alert} />
      ))}
      {hasNextPage && <Button onClick={() => fetchNextPage()}>{t.alerts.more}</Button>}
    </div>
  );
}

function One({ alert }: { readonly alert: Alert }) {
  const t = useTexts();
  const { rule, title, object_name, explanation, action, since, closed_at } = alert;
  const names: Readonly<Record<string, string>> = t.alerts.ruleNames;
  return (
    <Notice
      tone={closed_at === null ? 'danger' : 'info'}
      title={`${object_name}: ${names[rule] ?? title}`}
    >
      <p>
        <Said text={explanation} />
      </p>
      {closed_at === null && (
        <p>
          <Said text={action} />
        </p>
      )}
      <p>
        {t.alerts.since} <Time at={since} />
        {closed_at !== null && (
          <>
            {' '}
            {t.alerts.until} <Time at={closed_at} />
          </>
        )}
      </p>
    </Notice>
  );
}

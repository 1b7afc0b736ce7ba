import type { SubscriptionTest } from '@signal-hooks/client';
import { useTexts } from '../../app/texts.tsx';
import { Notice } from '../../components/notice.tsx';

/** What came of a test event. */
export function TestResult({ result }: { readonly result: SubscriptionTest }) {
  const t = useTexts();
  const { delivered, duration_ms, http_status, error, response } = result;
  const answer =
    http_status === null ? (error === null ? '' : t.event.failures[error]) : `HTTP ${http_status}`;
  return (
    <Notice
      tone={delivered ? 'success' : 'danger'}
      title={delivered ? t.subscriptions.testArrived : t.subscriptions.testFailed}
      isLive
    >
      <p>{t.subscriptions.testAnswer(answer, duration_ms)}</p>
      {!delivered && response !== null && response !== '' && <pre>{response}</pre>}
    </Notice>
  );
}
